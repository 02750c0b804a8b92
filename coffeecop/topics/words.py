"""Texts as words and pieces of words, alike with and without accents and capitals."""

import functools
import re
import unicodedata
import zlib
from collections.abc import Iterator, Sequence

import numpy as np

from coffeecop.topics.encoder import FloatArray

_TOKEN = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """Lower case, without accents: `Señal` and `senal` are one word."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def tokens(text: str) -> list[str]:
    """The words and numbers of a text, folded, in their order."""
    return _TOKEN.findall(fold(text))


def word_ngrams(words: Sequence[str]) -> Iterator[str]:
    """Each word, and each pair of neighbours."""
    yield from words
    for first, second in zip(words, words[1:], strict=False):
        yield f"{first} {second}"


def char_ngrams(words: Sequence[str], lengths: Sequence[int] = (3, 4, 5)) -> Iterator[str]:
    """Pieces of each word with its edges marked: they meet inflections and typing errors."""
    for word in words:
        edged = f"<{word}>"
        for length in lengths:
            for start in range(len(edged) - length + 1):
                yield edged[start : start + length]


def bags(texts: Sequence[str], columns: int = 4096) -> FloatArray:
    """Word and character n-grams, hashed to `columns`; shape (len(texts), columns), unit rows.

    Weinberger et al. 2009, "Feature Hashing for Large Scale Multitask Learning": a sign from the
    hash keeps collisions from adding up. Counts are damped by a square root.
    """
    bag = np.zeros((len(texts), columns), dtype=np.float32)
    for row, text in zip(bag, texts, strict=True):
        words = tokens(text)
        hashes = np.array([_hash(gram) for gram in word_ngrams(words)], dtype=np.int64)
        pieces = np.array([_hash(gram) for gram in char_ngrams(words)], dtype=np.int64)
        for these in (hashes, pieces):
            if these.size:
                signs = np.where(these & 1, 1.0, -1.0)
                part = np.bincount((these >> 1) % columns, signs, minlength=columns)
                part = np.sign(part) * np.sqrt(np.abs(part))
                row += (part / (np.linalg.norm(part) or 1)).astype(np.float32)
        row /= np.linalg.norm(row) or 1
    return bag


@functools.lru_cache(maxsize=1 << 16)
def _hash(gram: str) -> int:
    return zlib.crc32(gram.encode())
