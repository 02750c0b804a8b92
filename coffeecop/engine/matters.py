"""Matters that residents of many towns raise and that a list of topics may lack."""

import functools
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from coffeecop.engine.encoder import FloatArray
from coffeecop.engine.kernels import KeywordHits
from coffeecop.engine.text import tokens


@dataclass(frozen=True)
class Matter:
    """Its name in each language, and words of which one is enough to tell."""

    names: Mapping[str, str]
    words: tuple[str, ...]


@functools.cache
def matters() -> tuple[Matter, ...]:
    text = Path(__file__).with_name("matters.toml").read_text("utf-8")
    return tuple(
        Matter(
            names={"en": each["en"], "es": each["es"]},
            words=tuple(" ".join(word.split()) for word in each["words"].split(",")),
        )
        for each in tomllib.loads(text)["matters"]
    )


def raised_in(bodies: Sequence[str]) -> list[int | None]:
    """Return for each text the index of the matter of which it says most; None: of none."""
    hits: FloatArray = _index().of([tokens(body) for body in bodies])
    return [int(np.argmax(row)) if row.any() else None for row in hits]


@functools.cache
def _index() -> KeywordHits:
    return KeywordHits([each.words for each in matters()])
