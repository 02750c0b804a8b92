"""Word and character n-grams of texts, ignoring accents, case and plurals."""

import functools
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from coffeecop.engine.encoder import FloatArray
from coffeecop.engine.text import singular

Hashes = npt.NDArray[np.int64]


def word_ngrams(words: Sequence[str]) -> Iterator[str]:
    yield from words
    for first, second in pairwise(words):
        yield f"{first} {second}"


def char_ngrams(word: str) -> Iterator[str]:
    """Return character n-grams of a word with marked edges; they match inflections and typos."""
    edged = f"<{word}>"
    for length in (3, 4, 5):
        for start in range(len(edged) - length + 1):
            yield edged[start : start + length]


@dataclass(frozen=True, eq=False)
class Grams:
    """Distinct hashed n-grams of a text in sorted order, and the square root of each count."""

    hashes: Hashes
    counts: FloatArray

    @classmethod
    def of(cls, hashes: Hashes) -> "Grams":
        once, times = np.unique(hashes, return_counts=True)
        return cls(once, np.sqrt(times).astype(np.float32))


def word_grams(words: Sequence[str]) -> Grams:
    grams = word_ngrams([singular(word) for word in words])
    return Grams.of(np.array([_hash(gram) for gram in grams], dtype=np.int64))


def char_grams(words: Sequence[str]) -> Grams:
    return Grams.of(np.concatenate([_pieces(word) for word in words] or [_NONE]))


_NONE = np.zeros(0, dtype=np.int64)


@functools.lru_cache(maxsize=1 << 14)
def _pieces(word: str) -> Hashes:
    return np.array([zlib.crc32(gram.encode()) for gram in char_ngrams(word)], dtype=np.int64)


@functools.lru_cache(maxsize=1 << 15)
def _hash(gram: str) -> int:
    return zlib.crc32(gram.encode())
