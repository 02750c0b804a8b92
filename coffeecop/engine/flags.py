"""Flag texts that staff should review, by their words and, with the encoder, by their meaning.

A flag has a level: what cannot wait, and what a person should read first. Both have false negatives
and false positives. Docs: decisions 19 and 78.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from coffeecop.engine.detectors.emergency import DANGER, is_plainly_now, kinds_in, plain_dangers
from coffeecop.engine.detectors.linear import (
    Model,
    length_of,
    lexicon,
    load_model,
    load_weights,
    parts_of,
    read_model,
)
from coffeecop.engine.encoder import FloatArray, encode, unpack
from coffeecop.engine.examples import FlagKind, FlagLevel, Text, encoder_name

# A part of a text is encoded, which takes a millisecond, if its words score as much.
NEAR_BY_WORDS = -0.5


def flags_of(text: Text) -> dict[FlagKind, FlagLevel]:
    """Return the kinds of danger that a text may be about, all at the same level; usually none.

    What its words or its meaning say is read first; what both say as a whole may not wait, nor what
    few words plainly say.
    """
    spans = [text.body, *parts_of(text.body)]
    features = [lexicon("danger").features(span) for span in spans]
    words, length = load_model("danger"), length_of(text.body)
    by_words = [words.scores(each) for each in features]
    judged = words.judge(DANGER, length, by_words)
    found = kinds_in(judged.excess, DANGER)
    cannot_wait = words.cannot_wait(DANGER, length, judged.whole)
    if (meaning := _load_meaning()) and (vector := _vector(text)) is not None:
        near = [at for at, look in enumerate(by_words) if at and look[DANGER] >= NEAR_BY_WORDS]
        vectors = [vector, *_vectors([spans[at] for at in near])]
        looks = meaning.scores([features[at] for at in (0, *near)], vectors)
        by_meaning = meaning.features.judge(DANGER, length, looks)
        found = kinds_in(by_meaning.excess, DANGER) or found
        both = (judged.whole + by_meaning.whole) / 2
        cannot_wait = meaning.features.cannot_wait(DANGER, length, both)
    level = FlagLevel.NOW if cannot_wait or is_plainly_now(text.body) else FlagLevel.FIRST
    return dict.fromkeys(map(FlagKind, sorted({*found, *plain_dangers(text.body)})), level)


@dataclass(frozen=True)
class Meaning:
    """A model over features and the vectors of the same text."""

    features: Model
    vectors: FloatArray

    def scores(
        self, features: Sequence[set[str]], vectors: Sequence[FloatArray]
    ) -> list[Mapping[str, float]]:
        return [
            {kind: score + more for (kind, score), more in zip(by_words, added, strict=True)}
            for by_words, added in (
                (self.features.scores(each).items(), (self.vectors @ vector).tolist())
                for each, vector in zip(features, vectors, strict=True)
            )
        ]


def _vectors(spans: Sequence[str]) -> Sequence[FloatArray]:
    made = encode(spans) if spans else None
    return () if made is None else list(made)


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
