"""Kernels: the similarity of texts by sentence vectors, n-grams and keyword hits."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log1p

import numpy as np

from coffeecop.engine.encoder import FloatArray
from coffeecop.engine.keywords import KeywordIndex, meant_words
from coffeecop.engine.words import Grams, Hashes, char_grams, word_grams

# The weight of each part. These and the other numbers here and in `assigning` were chosen on
# training texts of six towns; see benchmarks/topics/assigning.md.
VECTORS, WORD_NGRAMS, CHAR_NGRAMS, KEYWORDS, CO_OCCURRENCE = 1.0, 2.0, 1.0, 0.16, 3.0
# N-grams in more than this share of the known texts are multiplied as a matrix, which is faster.
COMMON = 0.05
# The Gaussian kernel of two unit vectors is exp(SHARPNESS * (cosine - 1)).
SHARPNESS = 2.0


@dataclass(frozen=True, eq=False)
class Views:
    """The features of texts: unit vectors or zeros, n-grams, and keyword hits per topic."""

    vectors: FloatArray
    words: tuple[Grams, ...]
    pieces: tuple[Grams, ...]
    hits: FloatArray


class KeywordHits:
    """Counts each topic's keywords in texts."""

    def __init__(self, keywords: Sequence[Sequence[str]]) -> None:
        self._topics, self._index = len(keywords), KeywordIndex(keywords)

    def of(self, texts: Sequence[str]) -> FloatArray:
        """Return log(1 + sum of the weights of the keywords in a text), shape (texts, topics)."""
        found = np.zeros((len(texts), self._topics), dtype=np.float32)
        for row, text in zip(found, texts, strict=True):
            for topic, weight in self._index.weights(text).items():
                row[topic] = log1p(weight)
        return found


def views(texts: Sequence[str], vectors: FloatArray, hits: KeywordHits) -> Views:
    split = [meant_words(text) for text in texts]
    return Views(
        vectors=vectors,
        words=tuple(word_grams(words) for words in split),
        pieces=tuple(char_grams(words) for words in split),
        hits=hits.of(texts),
    )


class Kernel:
    """Similarity of texts to a fixed set of known texts.

    Sum of a Gaussian kernel of the vectors and linear kernels of the other features, plus the
    square of its cosine for co-occurring features (Shawe-Taylor and Cristianini 2004, ch. 3).
    """

    def __init__(self, known: Views) -> None:
        self._vectors, self._hits = known.vectors, known.hits
        self._words = _Postings(known.words)
        self._pieces = _Postings(known.pieces)
        self._own = self._self_similarity(known)

    def __call__(self, others: Views) -> FloatArray:
        """Return similarities, shape (others, known)."""
        similarity = WORD_NGRAMS * self._words.products(others.words)
        similarity += CHAR_NGRAMS * self._pieces.products(others.pieces)
        similarity += KEYWORDS * (others.hits @ self._hits.T)
        similarity += VECTORS * _gaussian_kernel(others.vectors, self._vectors)
        own = self._self_similarity(others)
        cosine = similarity / np.sqrt(np.outer(own, self._own) + 1e-9)
        whole: FloatArray = (similarity + CO_OCCURRENCE * cosine**2).astype(np.float32)
        return whole

    def _self_similarity(self, texts: Views) -> FloatArray:
        own = VECTORS * texts.vectors.any(axis=1) + KEYWORDS * (texts.hits**2).sum(axis=1)
        own += [WORD_NGRAMS * bool(grams.hashes.size) for grams in texts.words]
        own += [CHAR_NGRAMS * bool(grams.hashes.size) for grams in texts.pieces]
        return np.asarray(own, dtype=np.float32)


def _gaussian_kernel(some: FloatArray, others: FloatArray) -> FloatArray:
    kernel = np.exp(SHARPNESS * (some @ others.T - 1))
    kernel *= np.outer(some.any(axis=1), others.any(axis=1))
    return np.asarray(kernel, dtype=np.float32)


class _Postings:
    """Inverted index: for each n-gram, the known texts that contain it and its weight there.

    TF-IDF weights (Salton and Buckley 1988), computed over the known texts.
    """

    def __init__(self, known: Sequence[Grams]) -> None:
        self._texts = len(known)
        hashes = np.concatenate([grams.hashes for grams in known] or [np.zeros(0, np.int64)])
        rows = np.repeat(np.arange(len(known)), [grams.hashes.size for grams in known])
        order = np.argsort(hashes, kind="stable")
        self._hashes, self._starts, self._sizes = np.unique(
            hashes[order], return_index=True, return_counts=True
        )
        self._rows = rows[order]
        self._rarity = self._rarity_of(self._sizes)
        weights = [self._weights(grams)[0] for grams in known]
        self._weighted = np.concatenate(weights or [np.zeros(0, np.float32)])[order]
        common = np.flatnonzero(self._sizes > COMMON * self._texts)
        self._column = np.full(len(self._sizes), -1)
        self._column[common] = np.arange(len(common))
        self._common = np.zeros((self._texts, len(common)), dtype=np.float32)
        columns = np.repeat(self._column, self._sizes)
        is_common = columns >= 0
        self._common[self._rows[is_common], columns[is_common]] = self._weighted[is_common]

    def products(self, texts: Sequence[Grams]) -> FloatArray:
        """Return cosines, shape (len(texts), known)."""
        found = np.zeros((len(texts), self._texts), dtype=np.float32)
        common = np.zeros((len(texts), self._common.shape[1]), dtype=np.float32)
        for row, common_row, grams in zip(found, common, texts, strict=True):
            weights, places, is_known = self._weights(grams)
            weights, places = weights[is_known], places[is_known]
            columns = self._column[places]
            is_common = columns >= 0
            common_row[columns[is_common]] = weights[is_common]
            weights, places = weights[~is_common], places[~is_common]
            sizes = self._sizes[places]
            if sizes.size:
                # Gathers the postings of all n-grams without a Python loop.
                firsts = np.cumsum(sizes) - sizes
                at = np.arange(sizes.sum()) + np.repeat(self._starts[places] - firsts, sizes)
                parts = self._weighted[at] * np.repeat(weights, sizes)
                row[:] = np.bincount(self._rows[at], parts, minlength=self._texts)
        return found + common @ self._common.T

    def _weights(self, grams: Grams) -> tuple[FloatArray, Hashes, Hashes]:
        places = np.searchsorted(self._hashes, grams.hashes)
        places = np.minimum(places, max(len(self._hashes) - 1, 0))
        if len(self._hashes):
            is_known = self._hashes[places] == grams.hashes
            rarity = np.where(
                is_known, self._rarity[places], self._rarity_of(np.zeros(1, np.int64))
            )
        else:
            is_known, rarity = np.zeros(len(places), bool), np.ones(len(places))
        weights = (grams.counts * rarity).astype(np.float32)
        weights /= np.linalg.norm(weights) or 1
        return weights, places, is_known

    def _rarity_of(self, number: Hashes) -> FloatArray:
        rarity: FloatArray = np.log((self._texts + 1) / (number + 0.5)).clip(0.1)
        return rarity
