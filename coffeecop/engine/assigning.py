"""Assign topics to texts.

Kernel ridge regression (Saunders et al. 1998) with one output per topic, over sentence vectors,
n-grams and keyword hits. Topic names, keywords and sentences about them are training examples, and
so are the topics that people chose (`weighting` says how much each counts).

Fitting is in closed form, which also yields leave-one-out scores; `calibration` uses those.
"""

import functools
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from coffeecop.engine.calibration import (
    fitted_inverse_temperature,
    softmax,
    starting_inverse_temperature,
)
from coffeecop.engine.encoder import DIMENSIONS, FloatArray, encode, pack, unpack
from coffeecop.engine.examples import OFFER, Example, Text, TopicText, spread_over_topics
from coffeecop.engine.kernels import Kernel, KeywordHits, Views, views
from coffeecop.engine.weighting import weights_of

RIDGE = 0.5
# Number of texts compared with the examples at a time; limits memory.
BATCH = 256
# Topics' own words are needed at every fit, and seldom change: two groups of each topic.
GROUPS_REMEMBERED = 512


class Assigner:
    """A model fitted to a list of topics. Fitting is cubic in the number of texts."""

    def __init__(self, topics: Sequence[TopicText], examples: Sequence[Example] = ()) -> None:
        """Of the examples the first are preferred where there are too many."""
        self.topics, self.examples = topics, examples
        self._ids = [topic.id for topic in topics]
        if not topics:
            return
        kept = spread_over_topics([each.topic_ids for each in examples])
        examples = [examples[place] for place in kept]
        self._hits = KeywordHits([topic.keywords for topic in topics])
        own, owners, named = _own_words(topics)
        labels = np.zeros((len(own) + len(examples), len(topics)), dtype=np.float32)
        labels[np.arange(len(own)), owners] = 1
        for row, example in zip(labels[len(own) :], examples, strict=True):
            row[[place for place, id in enumerate(self._ids) if id in example.topic_ids]] = 1
        weights = np.concatenate(
            [np.ones(len(own), np.float32), weights_of(examples, self._ids)], dtype=np.float32
        )
        known = self._features([*own, *(example.text for example in examples)])
        # A name or keywords count as a hit of that topic's keywords.
        known.hits[:named] = labels[:named]
        self._kernel = Kernel(known)
        self._coefficients, left_out = _solve(self._kernel(known), weights, labels)
        self._inverse_temperature = fitted_inverse_temperature(
            left_out[len(own) :], labels[len(own) :], starting_inverse_temperature(topics)
        )

    def probabilities(self, texts: Sequence[Text]) -> FloatArray:
        """Return probabilities, shape (len(texts), number of topics), columns in topic order.

        A row sums to at most 1; the rest is the probability that no topic fits.
        """
        scores = self._scores(texts)
        if not scores.size:
            return scores
        return softmax(scores, self._inverse_temperature)

    def scores(self, texts: Sequence[Text]) -> FloatArray:
        """Return how well each topic fits each text: about 1 like its examples, 0 unlike them."""
        return self._scores(texts)

    def _scores(self, texts: Sequence[Text]) -> FloatArray:
        if not self._ids:
            return np.zeros((len(texts), 0), dtype=np.float32)
        found = np.zeros((len(texts), self._coefficients.shape[1]), dtype=np.float32)
        for start in range(0, len(texts), BATCH):
            some = texts[start : start + BATCH]
            # Not `@`: with one topic, OpenBLAS has warned about invalid values although all are
            # valid.
            found[start : start + BATCH] = np.einsum(
                "ij,jk->ik", self._kernel(self._features(some)), self._coefficients
            )
        return found

    def likely(self, texts: Sequence[Text]) -> list[dict[int, float]]:
        """Return for each text the topics that are likely enough to suggest, with probabilities."""
        return [
            {self._ids[place]: float(row[place]) for place in np.flatnonzero(row >= OFFER)}
            for row in self.probabilities(texts)
        ]

    def _features(self, texts: Sequence[Text]) -> Views:
        return views([text.body for text in texts], vectors_of(texts), self._hits)


def vectors_of(texts: Sequence[Text]) -> FloatArray:
    """Return stored vectors; encode texts that have none. Zeros if no encoder is installed."""
    vectors = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
    for place, text in enumerate(texts):
        if text.vector is not None:
            vectors[place] = unpack(text.vector)
    for place, vector in _encoded(texts).items():
        vectors[place] = vector
    return vectors


def with_vectors(texts: Sequence[Text]) -> list[Text]:
    """Return the texts with vectors to store; encode those that have none.

    Without an encoder they are returned as they are.
    """
    made = {place: pack(vector) for place, vector in _encoded(texts).items()}
    return [replace(text, vector=made.get(place, text.vector)) for place, text in enumerate(texts)]


def _encoded(texts: Sequence[Text]) -> dict[int, FloatArray]:
    """Return the vectors of those that have none stored, by index; none without an encoder."""
    missing = [place for place, text in enumerate(texts) if text.vector is None]
    made = encode([texts[place].body for place in missing]) if missing else None
    return {} if made is None else dict(zip(missing, made, strict=True))


def _own_words(topics: Sequence[TopicText]) -> tuple[list[Text], list[int], int]:
    """Return what describes topics, then what is told; the topic index of each; how many describe.

    What describes is names and keywords.
    """
    described = [
        [text for text in (*topic.names, ", ".join(topic.keywords)) if text.strip()]
        for topic in topics
    ]
    groups = [*described, *(topic.told for topic in topics)]
    texts = [text for group in groups for text in _with_remembered_vectors(tuple(group))]
    owners = [place % len(topics) for place, group in enumerate(groups) for _ in group]
    return texts, owners, sum(map(len, described))


@functools.lru_cache(maxsize=GROUPS_REMEMBERED)
def _with_remembered_vectors(texts: tuple[str, ...]) -> tuple[Text, ...]:
    return tuple(with_vectors([Text(text) for text in texts]))


def _solve(
    kernel: FloatArray, weights: FloatArray, labels: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return the dual coefficients and the leave-one-out scores.

    Rifkin and Lippert 2007, "Notes on Regularized Least Squares", section 4.
    """
    inverse = np.linalg.inv(kernel + np.diag(RIDGE / weights.clip(1e-3)).astype(np.float32))
    dual = inverse @ labels
    left_out = labels - dual / np.diag(inverse)[:, None]
    return dual.astype(np.float32), left_out.astype(np.float32)
