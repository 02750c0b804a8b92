"""Flag texts that staff should review soon, by their words and, with the encoder, by their meaning.

Both have false negatives and false positives. Docs: decision 19.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from coffeecop.engine.detectors.emergency import DANGER, kinds_in
from coffeecop.engine.detectors.linear import (
    Model,
    Unit,
    load_model,
    load_weights,
    read_model,
    units_of,
)
from coffeecop.engine.encoder import FloatArray, encode, unpack
from coffeecop.engine.examples import FlagKind, Text, encoder_name

# How far below its limit a unit may be by words alone to be encoded.
NEAR_BY_WORDS = -2.5


def flags_of(text: Text) -> frozenset[FlagKind]:
    units = units_of(text.body)
    words, meaning = load_model("danger"), _load_meaning()
    by_words = [words.excess(unit.features) for unit in units]
    by_meaning = None
    if meaning:
        near = [one[DANGER] >= NEAR_BY_WORDS for one in by_words]
        by_meaning = meaning.excess(text, units, near)
    found = kinds_in(by_words if by_meaning is None else by_meaning, DANGER)
    return frozenset(map(FlagKind, found))


@dataclass(frozen=True)
class Meaning:
    """A model over features and sentence vectors.

    A unit is encoded only if its features score at least the gate, or its words are near danger:
    encoding takes a millisecond.
    """

    features: Model
    gate: float
    vectors: FloatArray

    def excess(
        self, text: Text, units: Sequence[Unit], near: Sequence[bool]
    ) -> list[dict[str, float]] | None:
        """Return by how much each kind passes its limit in each unit read; None without encoder."""
        rows = [
            (unit, excess)
            for unit, is_near in zip(units, near, strict=True)
            if (excess := self.features.excess(unit.features))[DANGER] >= self.gate or is_near
        ]
        if not rows:
            return []
        vectors = _vectors(text, [unit for unit, _ in rows])
        if vectors is None:
            return None
        return [
            {kind: value + more for (kind, value), more in zip(excess.items(), added, strict=True)}
            for (_, excess), added in zip(rows, (vectors @ self.vectors.T).tolist(), strict=True)
        ]


def _vectors(text: Text, units: Sequence[Unit]) -> FloatArray | None:
    if text.vector is not None and [unit.text for unit in units] == [text.body]:
        return unpack(text.vector)[np.newaxis]
    return encode([unit.text for unit in units])


@cache
def _load_meaning() -> Meaning | None:
    """Return None if the weights were learnt with another encoder than the one installed."""
    data = load_weights("danger_vectors")
    if data["encoder"] != encoder_name():
        return None
    return Meaning(read_model(data), data["gate"], np.array(data["vectors"], dtype=np.float32))
