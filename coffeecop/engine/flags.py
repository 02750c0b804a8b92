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


def flags_of(text: Text) -> frozenset[FlagKind]:
    units = units_of(text.body)
    if not units:
        return frozenset()
    meaning = _load_meaning()
    excess = meaning.excess(text, units) if meaning else None
    if excess is None:
        words = load_model()
        excess = words.excess(map(words.scores, units))
    return frozenset(kind for kind in FlagKind if excess.get(kind, -1.0) >= 0)


@dataclass(frozen=True)
class Meaning:
    """A model over features and sentence vectors. Units with less than `gates` are not encoded."""

    features: Model
    gates: tuple[float, ...]
    vectors: FloatArray

    def excess(self, text: Text, units: Sequence[Unit]) -> dict[str, float] | None:
        """Return by how much each kind passes its limit, or None without an encoder."""
        rows = [(unit, self.features.scores(unit)) for unit in units]
        chosen = [(unit, scores) for unit, scores in rows if self._may_pass(scores)]
        if not chosen:
            return {}
        vectors = _vectors(text, [unit for unit, _ in chosen])
        if vectors is None:
            return None
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
