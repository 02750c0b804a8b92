"""Word and character n-grams of texts, ignoring accents, case and plurals."""

import functools
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from coffeecop.engine.encoder import FloatArray
from coffeecop.engine.text import singular, tokens

Hashes = npt.NDArray[np.int64]


def word_ngrams(words: Sequence[str]) -> Iterator[str]:
    """Return each word and each pair of adjacent words."""
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


def bags(texts: Sequence[str], columns: int = 4096) -> FloatArray:
    """Return hashed word and character n-grams, shape (len(texts), columns), unit rows.

    Weinberger et al. 2009, "Feature Hashing for Large Scale Multitask Learning": a sign from the
    hash keeps collisions from adding up. Counts are damped by a square root.
    """
    bag = np.zeros((len(texts), columns), dtype=np.float32)
    for row, text in zip(bag, texts, strict=True):
        words = tokens(text)
        hashes = np.array([_hash(gram) for gram in word_ngrams(words)], dtype=np.int64)
        pieces = np.concatenate([_pieces(word) for word in words] or [_NONE])
        for these in (hashes, pieces):
            if these.size:
                signs = np.where(these & 1, 1.0, -1.0)
                part = np.bincount((these >> 1) % columns, signs, minlength=columns)
                part = np.sign(part) * np.sqrt(np.abs(part))
                row += (part / (np.linalg.norm(part) or 1)).astype(np.float32)
        row /= np.linalg.norm(row) or 1
    return bag


_NONE = np.zeros(0, dtype=np.int64)


@functools.lru_cache(maxsize=1 << 14)
def _pieces(word: str) -> Hashes:
    return np.array([zlib.crc32(gram.encode()) for gram in char_ngrams(word)], dtype=np.int64)


@functools.lru_cache(maxsize=1 << 15)
def _hash(gram: str) -> int:
    return zlib.crc32(gram.encode())
