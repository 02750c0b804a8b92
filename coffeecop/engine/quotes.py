"""Choose the most representative text of a group."""

from collections.abc import Sequence
from math import ceil

import numpy as np

from coffeecop.engine.assigning import vectors_of
from coffeecop.engine.encoder import FloatArray
from coffeecop.engine.examples import Text
from coffeecop.engine.words import bags

# Weight of n-grams in the similarity of two texts; sentence vectors weigh 1.
WORDS_SHARE = 0.7
# Of the texts that are sure to be about their topic, the share that counts as surest. With a tenth
# 95 to 96 % of quotes are right, with a fifth 95 %, with a half 93 %: benchmarks/topics/summary.md.
SUREST = 0.1


def surest_then_closest(
    texts: Sequence[Text], sureness: Sequence[float], eligible: Sequence[int]
) -> list[int]:
    """Return the eligible indexes: the surest tenth, the most similar to all texts first; the rest.

    The rest are in descending order of sureness. Ties keep their order.
    """
    if not eligible:
        return []
    by_sureness = sorted(eligible, key=lambda place: -sureness[place])
    least = sureness[by_sureness[ceil(SUREST * len(by_sureness)) - 1]]
    surest = [place for place in by_sureness if sureness[place] >= least]
    features = features_of(texts)
    similarity = np.round(features @ features.mean(axis=0), 5)
    return [*sorted(surest, key=lambda place: -similarity[place]), *by_sureness[len(surest) :]]


def features_of(texts: Sequence[Text]) -> FloatArray:
    """Return shape (len(texts), vector + n-grams): dot products are similarities, at most 1."""
    share = np.float32(1 + WORDS_SHARE)
    words = bags([text.body for text in texts])
    return np.hstack([vectors_of(texts) / share**0.5, words * (WORDS_SHARE / share) ** 0.5])


def closest_first(features: FloatArray, places: Sequence[int]) -> list[int]:
    """Return these indexes, the medoid (most similar to all of them) first.

    Kaufman and Rousseeuw 1990, "Finding Groups in Data", ch. 2. Ties keep their order.
    """
    if not places:
        return []
    ours = features[list(places)]
    # Rounded so that the order is the same on every platform.
    similarity = np.round(ours @ ours.mean(axis=0), 5)
    return [places[at] for at in np.argsort(-similarity, kind="stable")]
