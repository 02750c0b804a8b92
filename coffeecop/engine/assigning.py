"""Assign topics to texts.

Kernel ridge regression (Saunders et al. 1998) with one output per topic, over sentence vectors,
n-grams and keyword hits. Topic names, descriptions and keywords are training examples, and so are
corrections by staff. The model is refitted in closed form, which also yields the leave-one-out
scores; the temperature of the softmax is fitted to those of the corrections (Guo et al. 2017, "On
Calibration of Modern Neural Networks").
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from coffeecop.engine.confidence import OFFER
from coffeecop.engine.encoder import DIMENSIONS, FloatArray, encode, pack, unpack
from coffeecop.engine.examples import Example, Text, TopicText
from coffeecop.engine.kernels import Kernel, KeywordHits, Views, views

RIDGE = 0.5
# The inverse temperature of the softmax: the default, and the candidates once there are enough
# corrections to fit it.
INVERSE_TEMPERATURE = 12.0
ENOUGH_CORRECTIONS = 20
INVERSE_TEMPERATURES = np.geomspace(3, 40, 30)
# Scores are divided by the square root of the best score, but never by less than the root of this.
LEAST_BEST_SCORE = 0.1
# The score of the class "none of the topics".
NONE_SCORE = 0.05
# Number of texts compared with the examples at a time; limits memory.
BATCH = 256


class Assigner:
    """A model fitted to a list of topics. Fitting is cubic in the number of examples."""

    def __init__(self, topics: Sequence[TopicText], examples: Sequence[Example] = ()) -> None:
        self.topics, self.examples = topics, examples
        self._ids = [topic.id for topic in topics]
        self._hits = KeywordHits([topic.keywords for topic in topics])
        own, owners = _own_words(topics)
        labels = np.zeros((len(own) + len(examples), len(topics)), dtype=np.float32)
        labels[np.arange(len(own)), owners] = 1
        for row, example in zip(labels[len(own) :], examples, strict=True):
            row[[place for place, id in enumerate(self._ids) if id in example.topic_ids]] = 1
        weights = np.array([1.0] * len(own) + [example.weight for example in examples])
        known = self._features([*own, *(example.text for example in examples)])
        # An example from a topic's own words counts as a hit of that topic's keywords.
        known.hits[: len(own)] = labels[: len(own)]
        self._kernel = Kernel(known)
        ridge = (RIDGE / weights.clip(1e-3)).astype(np.float32)
        self._coefficients, left_out = _fit(self._kernel(known), ridge, labels)
        self._inverse_temperature = _inverse_temperature(left_out[len(own) :], labels[len(own) :])

    def probabilities(self, texts: Sequence[Text]) -> FloatArray:
        """Return probabilities, shape (len(texts), number of topics), columns in topic order.

        A row sums to at most 1; the rest is the probability that no topic fits.
        """
        return self.shares(self.scores(texts))

    def scores(self, texts: Sequence[Text]) -> FloatArray:
        """Return how well each topic fits each text: about 1 like its examples, 0 unlike them."""
        found = np.zeros((len(texts), len(self._ids)), dtype=np.float32)
        if not self._ids:
            return found
        for start in range(0, len(texts), BATCH):
            some = self._features(texts[start : start + BATCH])
            # Not `@`: with one topic, OpenBLAS has warned about invalid values although all are
            # valid.
            found[start : start + BATCH] = np.einsum(
                "ij,jk->ik", self._kernel(some), self._coefficients
            )
        return found

    def shares(self, scores: FloatArray) -> FloatArray:
        """Return the probabilities that belong to these scores."""
        return _softmax(scores, self._inverse_temperature) if scores.size else scores

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


def _own_words(topics: Sequence[TopicText]) -> tuple[list[Text], list[int]]:
    """Return names, descriptions and keywords as texts, and the topic index of each."""
    pairs = [
        (Text(text), place)
        for place, topic in enumerate(topics)
        for text in (*topic.names, *topic.descriptions, ", ".join(topic.keywords))
        if text.strip()
    ]
    return [text for text, _ in pairs], [place for _, place in pairs]


def _fit(
    kernel: FloatArray, ridge: FloatArray, labels: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return the dual coefficients and the leave-one-out scores of the examples.

    Rifkin and Lippert 2007, "Notes on Regularized Least Squares", section 4.
    """
    inverse = np.linalg.inv(kernel + np.diag(ridge))
    dual = inverse @ labels
    left_out = labels - dual / np.diag(inverse)[:, None]
    return dual.astype(np.float32), left_out.astype(np.float32)


def _softmax(scores: FloatArray, inverse_temperature: float) -> FloatArray:
    """Return the softmax of each text's scores, divided by the square root of its best score.

    A text unlike all examples has low scores, where small differences matter as much. With one
    temperature for all texts, low probabilities were too low and high ones too high.
    """
    spread = np.sqrt(scores.max(axis=1, keepdims=True).clip(LEAST_BEST_SCORE))
    with_none = np.hstack([scores, np.full((len(scores), 1), NONE_SCORE)]) * (
        inverse_temperature / spread
    )
    shares = np.exp(with_none - with_none.max(axis=1, keepdims=True))
    shares /= shares.sum(axis=1, keepdims=True)
    return np.asarray(shares[:, :-1], dtype=np.float32)


def _inverse_temperature(scores: FloatArray, labels: FloatArray) -> float:
    """Return the inverse temperature with the least log loss on the corrections."""
    if len(scores) < ENOUGH_CORRECTIONS:
        return INVERSE_TEMPERATURE
    none = (labels.sum(axis=1, keepdims=True) == 0).astype(np.float32)
    labels = np.hstack([labels, none])
    labels /= labels.sum(axis=1, keepdims=True)

    def log_loss(inverse_temperature: float) -> float:
        shares = _softmax(scores, inverse_temperature)
        shares = np.hstack([shares, 1 - shares.sum(axis=1, keepdims=True)])
        return -float((labels * np.log(shares.clip(1e-6))).sum())

    return float(min(INVERSE_TEMPERATURES, key=log_loss))
