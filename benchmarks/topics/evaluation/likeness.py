"""Measure what is found to be like some texts."""

from collections.abc import Sequence
from statistics import fmean

import numpy as np

from benchmarks.topics.evaluation.figures import Figures
from benchmarks.topics.labelled_sets import Labelled, Labels
from coffeecop.engine.assigning import vectors_of
from coffeecop.engine.encoder import FloatArray
from coffeecop.parts.likeness.engine.likeness import alike

TEXTS = 300
SHOWN = 10
PICKS = {"one": 1, "three": 3}


def likeness(labelled: Labelled, seed: int) -> Figures:
    """Measure what is found to be like some texts: right are those with the same label.

    As many texts as a town of some years may have are drawn, and of each label one text and three
    are picked. Precision is over the ten most alike that are alike enough; "nothing" is the share
    of picks that find none.
    """
    random_places = np.random.default_rng(seed)
    chosen = random_places.permutation(len(labelled.texts))[:TEXTS]
    texts = [labelled.texts[place] for place in chosen]
    bodies, vectors, labels = (
        [text.body for text in texts],
        vectors_of(texts),
        labelled.labels[chosen],
    )
    found: Figures = {}
    for name, number in PICKS.items():
        picks = [
            [int(place) for place in random_places.permutation(own)[:number]]
            for own in (np.flatnonzero(labels == label) for label in np.unique(labels))
            if len(own) > number
        ]
        found |= _figures(f"like_{name}", picks, bodies, vectors, labels)
        by_words = _figures(f"words_{name}", picks, bodies, np.zeros_like(vectors), labels)
        found |= {figure: each for figure, each in by_words.items() if "nothing" not in figure}
    return found


def _figures(
    name: str,
    picks: Sequence[Sequence[int]],
    bodies: Sequence[str],
    vectors: FloatArray,
    labels: Labels,
) -> Figures:
    shares = []
    for places in picks:
        best = [place for place, _ in alike(bodies, vectors, places)][:SHOWN]
        if best:
            shares.append(float((labels[best] == labels[places[0]]).mean()))
    figures = {f"{name}_nothing": 1 - len(shares) / len(picks)} if picks else {}
    return {**figures, f"{name}_right": fmean(shares)} if shares else figures
