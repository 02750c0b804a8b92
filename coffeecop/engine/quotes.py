"""Which text of a group stands best for the others."""

from collections.abc import Sequence

import numpy as np

from coffeecop.engine.assigning import vectors_of
from coffeecop.engine.encoder import FloatArray
from coffeecop.engine.examples import Text
from coffeecop.engine.words import bags

# Of the likeness of two texts, against one part of their sentence vectors.
WORDS_SHARE = 0.7


def by_closeness(texts: Sequence[Text]) -> list[int]:
    """Places in `texts`, the one most like all others (the medoid) first.

    Kaufman and Rousseeuw 1990, "Finding Groups in Data", ch. 2. Texts that are equally close stay
    in their order.
    """
    features = features_of(texts)
    return closest_first(features, range(len(texts)))


def features_of(texts: Sequence[Text]) -> FloatArray:
    """Shape (len(texts), vector + n-grams): their products are likenesses, at most 1."""
    share = np.float32(1 + WORDS_SHARE)
    words = bags([text.body for text in texts])
    return np.hstack([vectors_of(texts) / share**0.5, words * (WORDS_SHARE / share) ** 0.5])


def closest_first(features: FloatArray, places: Sequence[int]) -> list[int]:
    """Those places in the order of their mean likeness to all of them."""
    if not places:
        return []
    ours = features[list(places)]
    # Rounded, so that the order does not hang on how a machine adds up.
    likeness = np.round(ours @ ours.mean(axis=0), 5)
    return [places[at] for at in np.argsort(-likeness, kind="stable")]
