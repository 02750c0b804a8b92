"""Measure in how many texts each kind of personal details is found; recall is measured in tests."""

from statistics import fmean

from coffeecop.engine.detectors.personal import Personal, find_personal
from coffeecop.engine.evaluation.figures import Figures
from coffeecop.engine.labelled_sets import Labelled


def details(labelled: Labelled) -> Figures:
    """Return the share of texts with any detail, and with each kind that occurs."""
    found = [{each.kind for each in find_personal(text.body)} for text in labelled.texts]
    kinds = [kind for kind in Personal if any(kind in each for each in found)]
    return {"any": fmean(map(bool, found))} | {
        str(kind): fmean(kind in each for each in found) for kind in kinds
    }
