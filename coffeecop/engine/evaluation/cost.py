"""Measure CPU time for the vector, topics, flags and personal details of a text, at 20 shots.

Texts flagged for self-harm are counted over all texts: almost none is about it.
"""

import resource
import time
from statistics import fmean

from coffeecop.engine.assigning import with_vectors
from coffeecop.engine.detectors.personal import find_personal
from coffeecop.engine.evaluation.assigning import assigner, drawn
from coffeecop.engine.evaluation.figures import Figures
from coffeecop.engine.evaluation.themes import CORRECTIONS
from coffeecop.engine.examples import FlagKind, Text
from coffeecop.engine.flags import flags_of
from coffeecop.engine.labelled_sets import Labelled


def cost(labelled: Labelled) -> Figures:
    fitted = assigner(labelled, drawn(labelled, CORRECTIONS, 0))
    plain = [Text(text.body) for text in labelled.texts[:300]]
    start = time.process_time()
    fitted.probabilities(with_vectors(plain))
    flagged = [bool(flags_of(text)) for text in plain]
    for text in plain:
        find_personal(text.body)
    spent = time.process_time() - start
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    self_harm = [FlagKind.SELF_HARM in flags_of(Text(text.body)) for text in labelled.texts]
    return {
        "ms_per_text": 1000 * spent / len(plain),
        "flag_rate": fmean(flagged),
        "self_harm_rate": fmean(self_harm),
        "memory_mb": memory,
    }
