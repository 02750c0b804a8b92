"""Measure the engine on labelled texts; each function and module says how."""

import resource
import time
from collections.abc import Sequence
from importlib.util import find_spec
from statistics import fmean

from benchmarks.topics.evaluation.assigning import SEEDS, assigner, assignment, drawn
from benchmarks.topics.evaluation.figures import PER_1000, Figures, means
from benchmarks.topics.evaluation.summary import summaries
from benchmarks.topics.labelled_sets import SAMPLE, Labelled, read_rows
from coffeecop.engine.assigning import with_vectors
from coffeecop.engine.detectors.personal import Personal, find_personal
from coffeecop.engine.examples import FlagKind, Text
from coffeecop.engine.flags import flags_of

# Of each topic, before the cost is measured.
CORRECTIONS = 20


def cost(labelled: Labelled) -> Figures:
    """Measure CPU time for the vector, topics, flags and details of a text, at 20 shots."""
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


def flag_rates(labelled: Labelled) -> Figures:
    """Return for each kind how many of 1,000 texts are flagged.

    Almost no text of a set is about danger, so that nearly every flag there is false.
    """
    found = [flags_of(Text(text.body)) for text in labelled.texts]
    return {
        f"{kind}{PER_1000}": 1000 * fmean(kind in flags for flags in found) for kind in FlagKind
    }


def measure_flags() -> Figures:
    """Return each flag's recall on the sample, and the share of cases without any that get one."""
    rows = read_rows(SAMPLE / "flags.jsonl")
    cases = [(row["flags"], flags_of(Text(row["text"]))) for row in rows]
    figures = {
        flag: fmean(flag in found for flags, found in cases if flag in flags)
        for flag in sorted({flag for flags, _ in cases for flag in flags})
    }
    return figures | {"false_alarms": fmean(bool(found) for flags, found in cases if not flags)}


def details(labelled: Labelled) -> Figures:
    """Return the share of texts with any detail, and with each kind that occurs."""
    found = [{each.kind for each in find_personal(text.body)} for text in labelled.texts]
    kinds = [kind for kind in Personal if any(kind in each for each in found)]
    return {"any": fmean(map(bool, found))} | {
        str(kind): fmean(kind in each for each in found) for kind in kinds
    }


def measure(labelled: Labelled, shots: Sequence[int], natural: Sequence[int]) -> dict[str, Figures]:
    """Return the figures of `assignment`, and those of the others.

    Shares are from 0 to 1, times in ms.
    """
    found = assignment(labelled, shots, natural)
    found["flags"] = flag_rates(labelled)
    # What compares texts by meaning can be left out.
    if find_spec("coffeecop.parts.likeness"):
        from benchmarks.topics.evaluation.likeness import likeness

        found["likeness"] = means([likeness(labelled, seed) for seed in SEEDS])
    found["summary"] = summaries(labelled, SEEDS)
    found["cost"] = cost(labelled)
    found["details"] = details(labelled)
    return found
