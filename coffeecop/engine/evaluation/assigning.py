"""Measure how well topics are assigned.

Labels are topics. For each number of shots and each seed, that many texts of every topic (or all
there are) are drawn from the training texts as corrections, and topics are assigned to the test
texts. F1 is averaged over topics; calibration error is over ten bins of the highest probability
(Guo et al. 2017); "sure" are the texts whose highest probability is at least ASSIGN.
"""

from collections.abc import Iterable, Sequence
from statistics import fmean

import numpy as np
import numpy.typing as npt

from coffeecop.engine.assigning import Assigner
from coffeecop.engine.confidence import ASSIGN
from coffeecop.engine.encoder import FloatArray
from coffeecop.engine.evaluation.figures import Figures
from coffeecop.engine.examples import Example
from coffeecop.engine.labelled_sets import Labelled, Labels


def assigned(labelled: Labelled, shots: int, seed: int) -> Figures:
    places = drawn(labelled, shots, seed)
    shares = assigner(labelled, places).probabilities(labelled.texts)
    return scores(shares, labelled.labels)


def assigner(labelled: Labelled, places: Sequence[int], hidden: Iterable[int] = ()) -> Assigner:
    hidden_ids = set(hidden)
    topics = [topic for topic in labelled.topics if topic.id not in hidden_ids]
    examples = [
        Example(labelled.training[place], frozenset([int(labelled.trained[place])]))
        for place in places
        if labelled.trained[place] not in hidden_ids
    ]
    return Assigner(topics, examples)


def drawn(labelled: Labelled, shots: int, seed: int) -> list[int]:
    random_places = np.random.default_rng(seed)
    places: list[int] = []
    for topic in labelled.topics:
        own = np.flatnonzero(labelled.trained == topic.id)
        random_places.shuffle(own)
        places += [int(place) for place in own[:shots]]
    return places


def scores(shares: FloatArray, labels: Labels) -> Figures:
    """Return the metrics of probabilities, shape (texts, topics), given each text's topic index."""
    best, first = shares.max(axis=1), shares.argmax(axis=1)
    right, sure = first == labels, best >= ASSIGN
    second = np.argsort(-shares, axis=1)[:, :2]
    return {
        "macro_f1": _macro_f1(first, labels),
        "accuracy": float(right.mean()),
        "top2": float((second == labels[:, None]).any(axis=1).mean()),
        "calibration_error": _calibration_error(best, right),
        "coverage": float(sure.mean()),
        "right_when_sure": float(right[sure].mean()) if sure.any() else 0.0,
    }


def _macro_f1(first: Labels, labels: Labels) -> float:
    found = []
    for label in set(first.tolist()) | set(labels.tolist()):
        right = int(((first == label) & (labels == label)).sum())
        found.append(2 * right / int((first == label).sum() + (labels == label).sum()))
    return fmean(found)


def _calibration_error(best: FloatArray, right: npt.NDArray[np.bool_]) -> float:
    error = 0.0
    for low in np.arange(10) / 10:
        here = (best > low) & (best <= low + 0.1)
        if here.any():
            error += float(here.mean() * abs(best[here].mean() - right[here].mean()))
    return error
