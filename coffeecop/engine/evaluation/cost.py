"""Measure CPU time for the vector, topics, flags and personal details of a text, at 20 shots."""

import resource
import time

from coffeecop.engine.assigning import with_vectors
from coffeecop.engine.detectors.personal import find_personal
from coffeecop.engine.evaluation.assigning import assigner, drawn
from coffeecop.engine.evaluation.figures import Figures
from coffeecop.engine.evaluation.themes import CORRECTIONS
from coffeecop.engine.examples import Text
from coffeecop.engine.flags import flags_of
from coffeecop.engine.labelled_sets import Labelled


def cost(labelled: Labelled) -> Figures:
    fitted = assigner(labelled, drawn(labelled, CORRECTIONS, 0))
    plain = [Text(text.body) for text in labelled.texts[:300]]
    start = time.process_time()
    fitted.probabilities(with_vectors(plain))
    for text in plain:
        flags_of(text)
        find_personal(text.body)
    spent = time.process_time() - start
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"ms_per_text": 1000 * spent / len(plain), "memory_mb": memory}
