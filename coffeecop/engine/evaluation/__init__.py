"""Measure the engine on labelled texts; each module says how."""

from collections.abc import Sequence

from coffeecop.engine.evaluation.assigning import SEEDS, assignment
from coffeecop.engine.evaluation.cost import cost
from coffeecop.engine.evaluation.detectors import details, flag_rates
from coffeecop.engine.evaluation.figures import Figures, means
from coffeecop.engine.evaluation.likeness import likeness
from coffeecop.engine.evaluation.summary import summaries
from coffeecop.engine.evaluation.themes import EVENTS, event
from coffeecop.engine.labelled_sets import Labelled


def measure(labelled: Labelled, shots: Sequence[int], natural: Sequence[int]) -> dict[str, Figures]:
    """Return the figures of `assignment`, and those of the other modules.

    Shares are from 0 to 1, times in ms.
    """
    found = assignment(labelled, shots, natural)
    events = [(seed, turn) for seed in SEEDS for turn in range(EVENTS)]
    found["event"] = means([event(labelled, seed, turn) for seed, turn in events])
    found["flags"] = flag_rates(labelled)
    found["likeness"] = means([likeness(labelled, seed) for seed in SEEDS])
    found["summary"] = summaries(labelled, SEEDS)
    found["cost"] = cost(labelled)
    found["details"] = details(labelled)
    return found
