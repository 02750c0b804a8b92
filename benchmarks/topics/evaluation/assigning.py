"""Measure how well topics are assigned.

Labels are topics. Corrections are drawn from the training texts, with three seeds: so many of every
topic ("balanced": the same number, or all there are), or so many of all as texts come ("natural").
Topics are assigned to the test texts. F1 is averaged over topics; calibration error is over ten
bins of the highest probability (Guo et al. 2017). The words for how sure the engine is are those of
`confidence`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from statistics import fmean

import numpy as np
import numpy.typing as npt

from benchmarks.topics.evaluation.figures import Figures, means
from benchmarks.topics.labelled_sets import Labelled, Labels
from coffeecop.engine.assigning import Assigner
from coffeecop.engine.encoder import FloatArray
from coffeecop.engine.examples import ASSIGN, VERY_LIKELY, Example

SEEDS = (0, 1, 2)


def assignment(
    labelled: Labelled, shots: Sequence[int], natural: Sequence[int]
) -> dict[str, Figures]:
    """Return figures by number of shots, and of natural corrections (`"n100"`).

    And `"names"`, without corrections, where topics have no keywords.
    """
    found = {}
    for number in shots:
        seeds = SEEDS if number else SEEDS[:1]
        found[str(number)] = means(
            [assigned(labelled, drawn(labelled, number, seed)) for seed in seeds]
        )
    for number in natural:
        found[f"n{number}"] = means(
            [assigned(labelled, drawn_naturally(labelled, number, seed)) for seed in SEEDS]
        )
    names = replace(labelled, topics=[replace(topic, keywords=()) for topic in labelled.topics])
    found["names"] = assigned(names, [])
    return found


def assigned(labelled: Labelled, places: Sequence[int]) -> Figures:
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


def drawn_naturally(labelled: Labelled, number: int, seed: int) -> list[int]:
    order = np.random.default_rng(seed).permutation(len(labelled.training))
    return [int(place) for place in order[:number]]


def scores(shares: FloatArray, labels: Labels) -> Figures:
    """Return the metrics of probabilities, shape (texts, topics), given each text's topic index."""
    best, first = shares.max(axis=1), shares.argmax(axis=1)
    right = first == labels
    second = np.argsort(-shares, axis=1)[:, :2]
    figures = {
        "macro_f1": _macro_f1(first, labels),
        "accuracy": float(right.mean()),
        "top2": float((second == labels[:, None]).any(axis=1).mean()),
        "calibration_error": _calibration_error(best, right),
    }
    words = {
        "very_likely": best >= VERY_LIKELY,
        "likely": (best >= ASSIGN) & (best < VERY_LIKELY),
        "not_sure": best < ASSIGN,
    }
    for word, said in words.items():
        figures[word] = float(said.mean())
        if said.any():
            figures[f"{word}_right"] = float(right[said].mean())
    return figures


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
