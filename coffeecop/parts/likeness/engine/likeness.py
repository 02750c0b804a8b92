"""How alike texts are to some that a person has picked, by meaning, words and kindred words.

Where the numbers come from: benchmarks/topics/likeness.md.
"""

import zlib
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from coffeecop.engine.encoder import FloatArray, encode
from coffeecop.engine.kindred import concepts
from coffeecop.engine.kinds import SENTENCE
from coffeecop.engine.text import singular, tokens
from coffeecop.engine.words import Grams

# The share of words beside a share of 1 of the sentence vectors, and of kindred words.
WORDS = 2.0
CONCEPTS = 1.0
# As much is taken for granted of each text: one kindred word alone makes no two texts the same.
CONCEPTS_PRIOR = 10.0
# Where one text is picked, the most alike show what is meant, too: so many, each counts so much.
FOLLOWED = 2
FOLLOWING = 0.25
# What was taken out again counts a little against its like.
UNLIKE = 0.25
# Below these nothing is called alike: above, at least every second text is.
LEAST_ALIKE = 0.10
LEAST_ALIKE_BY_WORDS = 0.10
LEAST_CLOSE_IN_MEANING = 0.30
LEAST_LIKE_WORDS = 0.12
# As many texts of nothing in particular: a mean of few texts is a poor one.
PRIOR = 5
# Longer words also count by their beginning, which inflections share.
BEGINNING = 5
_BUCKETS = 1 << 20

Found = list[tuple[int, float]]


def alike(
    bodies: Sequence[str], vectors: FloatArray, like: Sequence[int], unlike: Sequence[int] = ()
) -> Found:
    """Return the places of texts that are like those picked, and how alike, the most alike first.

    `vectors` are unit vectors or zeros, one a text. The mean of all texts is taken off, as it
    makes texts of one town look alike. Several picks are compared as one, by their mean (Rocchio
    1971, "Relevance Feedback in Information Retrieval").
    """
    meaning, said = centred(vectors), _Said(bodies)

    def likeness(like: Sequence[int], unlike: Sequence[int] = ()) -> FloatArray:
        by_words = said.cosines(like, unlike)
        if not meaning[like].any():
            return by_words
        wanted = meaning[like].mean(axis=0) - UNLIKE * _mean(meaning[list(unlike)])
        return _joined(meaning @ _unit(wanted), by_words)

    picked = (*like, *unlike)
    least = LEAST_ALIKE if meaning[list(like)].any() else LEAST_ALIKE_BY_WORDS
    whole = likeness(list(like), unlike)
    nearest = _best(whole, least, but=picked)[:FOLLOWED] if len(picked) == 1 else []
    for place, own in nearest:
        followed = likeness([place])
        followed[place] = own
        whole = whole + FOLLOWING * followed
    return _best(whole / (1 + len(nearest) * FOLLOWING / 2), least, but=picked)


def close_in_meaning(
    bodies: Sequence[str], vectors: FloatArray, words: str, meant: FloatArray, having: Sequence[int]
) -> Found:
    """Return the places of texts that mean what the words say or have some of them or their like.

    `meant` is the vector of the words, and `having` the places of texts that have them all: they
    show what is meant better than a word alone.
    """
    meaning = centred(vectors)
    wanted = meant
    if len(having):
        wanted = _unit(meant + _unit(meaning[list(having)].mean(axis=0)))
    by_meaning = meaning @ wanted
    by_words = _Said([*bodies, words]).cosines([len(bodies)])[:-1]
    whole = _joined(by_meaning, by_words)
    # Enough of the one, or of both.
    whole[(by_meaning < LEAST_CLOSE_IN_MEANING) & (whole < LEAST_LIKE_WORDS)] = -1
    return _best(whole, 0, but=having)


def nearest_sentences(bodies: Sequence[str], words: FloatArray) -> list[str]:
    texts = [[each.strip() for each in SENTENCE.findall(body) if tokens(each)] for body in bodies]
    meanings = encode([sentence for sentences in texts for sentence in sentences])
    if meanings is None:
        return []
    likenesses = iter((meanings @ words).tolist())
    # A text of signs alone has none.
    return [
        max([(next(likenesses), each) for each in sentences] or [(0, "")])[1] for sentences in texts
    ]


def _best(likeness: FloatArray, least: float, *, but: Sequence[int]) -> Found:
    likeness = likeness.copy()
    likeness[list(but)] = -1
    # Rounded so that the order is the same on every platform; of equals the first stays first.
    order = np.argsort(-np.round(likeness, 5), kind="stable")
    return [(int(place), float(likeness[place])) for place in order if likeness[place] >= least]


def centred(vectors: FloatArray) -> FloatArray:
    known = vectors.any(axis=1)
    centred: FloatArray = vectors - vectors.sum(axis=0) / np.float32(
        np.count_nonzero(known) + PRIOR
    )
    centred[~known] = 0
    # In place and without squares of all: there may be 20,000.
    centred /= np.sqrt(np.einsum("ij,ij->i", centred, centred))[:, None] + np.float32(1e-9)
    return centred


def _mean(rows: FloatArray) -> FloatArray:
    mean: FloatArray = rows.sum(axis=0) / max(len(rows), 1)
    return mean


def _unit(vector: FloatArray) -> FloatArray:
    return np.asarray(vector / (np.linalg.norm(vector) or 1), dtype=np.float32)


def _joined(by_meaning: FloatArray, by_words: FloatArray) -> FloatArray:
    whole = (by_meaning + (WORDS + CONCEPTS) * by_words) / (1 + WORDS + CONCEPTS)
    return np.asarray(whole, dtype=np.float32)


class _Said:
    """What texts say: their words, and the concepts that these are kindred by."""

    def __init__(self, bodies: Sequence[str]) -> None:
        said = [tokens(body) for body in bodies]
        self._words = _Words([_grams(each) for each in said])
        self._concepts = _Words([_concepts(each) for each in said], CONCEPTS_PRIOR)

    def cosines(self, like: Sequence[int], unlike: Sequence[int] = ()) -> FloatArray:
        """Return how like each text is to the mean of those picked, less that of the others."""
        words, concepts = (each.cosines(like, unlike) for each in (self._words, self._concepts))
        both = (WORDS * words + CONCEPTS * concepts) / (WORDS + CONCEPTS)
        return np.asarray(both, dtype=np.float32)


class _Words:
    """TF-IDF weights (Salton and Buckley 1988) of hashed words, beginnings and pairs of words."""

    def __init__(self, grams: Sequence[Grams], prior: float = 1e-9) -> None:
        self._texts = len(grams)
        self._rows = np.repeat(np.arange(len(grams)), [each.hashes.size for each in grams])
        self._hashes = np.concatenate([each.hashes for each in grams] or [np.zeros(0, np.int64)])
        counts = np.concatenate([each.counts for each in grams] or [np.zeros(0, np.float32)])
        spread = np.bincount(self._hashes, minlength=_BUCKETS)
        rarity = np.log((len(grams) + 1) / (spread + 0.5)).clip(0)
        weights = counts * rarity[self._hashes]
        squares = np.bincount(self._rows, weights**2, minlength=len(grams))
        self._weights = weights / np.sqrt(squares + prior)[self._rows]
        self._lengths = np.sqrt(squares / (squares + prior))

    def cosines(self, like: Sequence[int], unlike: Sequence[int]) -> FloatArray:
        """Return the cosine of each text with the mean of those picked, less that of the others."""
        wanted = self._sum(like) / max(len(like), 1)
        wanted -= UNLIKE * self._sum(unlike) / max(len(unlike), 1)
        wanted *= self._lengths[list(like)].mean() / (np.linalg.norm(wanted) or 1)
        products = self._weights * wanted[self._hashes]
        cosines = np.bincount(self._rows, products, minlength=self._texts)
        return np.asarray(cosines, dtype=np.float32)

    def _sum(self, places: Sequence[int]) -> FloatArray:
        own = np.isin(self._rows, list(places))
        whole: FloatArray = np.bincount(
            self._hashes[own], self._weights[own], minlength=_BUCKETS
        ).astype(np.float64)
        return whole


def _grams(said: Sequence[str]) -> Grams:
    words = [singular(word) for word in said]
    grams = [
        *words,
        *(f"^{word[:BEGINNING]}" for word in words if len(word) > BEGINNING),
        *(f"{first} {second}" for first, second in pairwise(words)),
    ]
    hashes = [zlib.crc32(gram.encode()) % _BUCKETS for gram in grams]
    return Grams.of(np.array(hashes, dtype=np.int64))


def _concepts(said: Sequence[str]) -> Grams:
    return Grams.of(np.array(list(concepts(said)), dtype=np.int64))
