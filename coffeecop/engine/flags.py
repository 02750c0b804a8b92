"""Flag texts that staff should review soon, by their words and, with the encoder, by their meaning.

Both have false negatives and false positives. Docs: decision 19.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from coffeecop.engine.detectors.danger import (
    Model,
    Unit,
    load_model,
    load_weights,
    read_model,
    units_of,
)
from coffeecop.engine.encoder import FloatArray, encode, unpack
from coffeecop.engine.examples import FlagKind, Text, encoder_name

# How far below its limit for a kind a unit may be by words alone to be encoded.
NEAR_BY_WORDS = -2.5


def flags_of(text: Text) -> frozenset[FlagKind]:
    units = units_of(text.body)
    if not units:
        return frozenset()
    words, meaning = load_model(), _load_meaning()
    by_words = [words.excess([words.scores(unit)]) for unit in units]
    found = by_words
    if meaning:
        # What is said plainly is sure by its words, what is hinted at by its meaning.
        near = [max(one.values()) >= NEAR_BY_WORDS for one in by_words]
        found = [*by_words, meaning.excess(text, units, near)]
    return frozenset(kind for kind in FlagKind if any(one.get(kind, -1.0) >= 0 for one in found))


@dataclass(frozen=True)
class Meaning:
    """A model over features and sentence vectors.

    A unit is encoded only if its features score at least `gates` for a kind, or its words are near
    danger: encoding takes a millisecond.
    """

    features: Model
    gates: tuple[float, ...]
    vectors: FloatArray

    def excess(self, text: Text, units: Sequence[Unit], near: Sequence[bool]) -> dict[str, float]:
        """Return by how much each kind passes its limit; nothing without an encoder."""
        rows = [(unit, self.features.scores(unit)) for unit in units]
        chosen = [
            (unit, scores)
            for (unit, scores), is_near in zip(rows, near, strict=True)
            if is_near or self._may_pass(scores)
        ]
        vectors = _vectors(text, [unit for unit, _ in chosen]) if chosen else None
        if vectors is None:
            return {}
        whole = np.array([scores for _, scores in chosen]) + vectors @ self.vectors.T
        return self.features.excess(whole.tolist())

    def _may_pass(self, scores: Sequence[float]) -> bool:
        return any(score >= gate for score, gate in zip(scores, self.gates, strict=True))


def _vectors(text: Text, units: Sequence[Unit]) -> FloatArray | None:
    if text.vector is not None and [unit.text for unit in units] == [text.body]:
        return unpack(text.vector)[np.newaxis]
    return encode([unit.text for unit in units])


@cache
def _load_meaning() -> Meaning | None:
    """Return None if the weights were learnt with another encoder than the one installed."""
    data = load_weights("vectors")
    if data["encoder"] != encoder_name():
        return None
    return Meaning(
        read_model(data), tuple(data["gates"]), np.array(data["vectors"], dtype=np.float32)
    )
