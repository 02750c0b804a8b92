"""Measure the engine on labelled texts; each module says how."""

from collections.abc import Sequence

from coffeecop.engine.evaluation.assigning import assigned
from coffeecop.engine.evaluation.cost import cost
from coffeecop.engine.evaluation.details import details
from coffeecop.engine.evaluation.figures import Figures, means
from coffeecop.engine.evaluation.flags import flag_rates
from coffeecop.engine.evaluation.likeness import likeness
from coffeecop.engine.evaluation.summary import summaries
from coffeecop.engine.evaluation.themes import EVENTS, event
from coffeecop.engine.labelled_sets import Labelled

SEEDS = (0, 1, 2)


def measure(labelled: Labelled, shots: Sequence[int]) -> dict[str, Figures]:
    """Return figures by number of shots, and those of the other modules.

    Shares are from 0 to 1, times in ms.
    """
    found = {}
    for number in shots:
        seeds = SEEDS if number else SEEDS[:1]
        found[str(number)] = means([assigned(labelled, number, seed) for seed in seeds])
    events = [(seed, turn) for seed in SEEDS for turn in range(EVENTS)]
    found["event"] = means([event(labelled, seed, turn) for seed, turn in events])
    found["flags"] = flag_rates(labelled)
    found["likeness"] = means([likeness(labelled, seed) for seed in SEEDS])
    found["summary"] = summaries(labelled, SEEDS)
    found["cost"] = cost(labelled)
    found["details"] = details(labelled)
    return found
