"""Flag texts that staff should review, by their words and, with the encoder, by their meaning.

A flag has a level: what cannot wait, and what a person should read first. Both have false negatives
and false positives. Docs: decisions 19 and 78.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np

from coffeecop.engine.detectors.emergency import (
    DANGER,
    excess_by_words,
    kinds_in,
    says_now,
    surest_danger,
)
from coffeecop.engine.detectors.linear import Model, length_of, lexicon, load_weights, read_model
from coffeecop.engine.encoder import FloatArray, encode, unpack
from coffeecop.engine.examples import FlagKind, FlagLevel, Text, encoder_name


def flags_of(text: Text) -> dict[FlagKind, FlagLevel]:
    """Return the kinds of danger that a text may be about, all at the same level; usually none."""
    excess, is_now = excess_by_words(text.body, DANGER), says_now(text.body)
    if (meaning := _load_meaning()) and (vector := _vector(text)) is not None:
        excess = meaning.excess(lexicon("danger").features(text.body), length_of(text.body), vector)
        # Red only if both say so.
        is_now &= meaning.features.is_now(excess[DANGER], DANGER, length_of(text.body))
        if excess[DANGER] < 0:
            excess = surest_danger(text.body, DANGER) or excess
    level = FlagLevel.NOW if is_now else FlagLevel.FIRST
    return dict.fromkeys(map(FlagKind, sorted(kinds_in(excess, DANGER))), level)


@dataclass(frozen=True)
class Meaning:
    """A model over features and the text's vector."""

    features: Model
    vectors: FloatArray

    def excess(self, features: set[str], words: int, vector: FloatArray) -> dict[str, float]:
        by_words = self.features.excess(features, words)
        added = (self.vectors @ vector).tolist()
        return {kind: by_words[kind] + more for kind, more in zip(by_words, added, strict=True)}


def _vector(text: Text) -> FloatArray | None:
    if text.vector is not None:
        return unpack(text.vector)
    made = encode([text.body])
    return None if made is None else made[0]


@cache
def _load_meaning() -> Meaning | None:
    """Return None if the weights were learnt with another encoder than the one installed."""
    data = load_weights("danger_vectors")
    if data["encoder"] != encoder_name():
        return None
    return Meaning(read_model(data), np.array(data["vectors"], dtype=np.float32))
