"""Assign topics to texts.

Kernel ridge regression (Saunders et al. 1998) with one output per topic, over sentence vectors,
n-grams and keyword hits. Topic names, keywords and sentences about them are training examples, and
so are the topics that people chose (`weights_of` says how much each counts).

Fitting is in closed form, which also yields the leave-one-out scores that fit the temperature.
"""

import functools
from collections.abc import Sequence
from dataclasses import replace
from statistics import fmean

import numpy as np

from coffeecop.engine.encoder import DIMENSIONS, FloatArray, encode, pack, unpack
from coffeecop.engine.examples import OFFER, Example, Text, TopicText, spread_over_topics
from coffeecop.engine.kernels import Kernel, KeywordHits, Views, views

# Weight of an example of a topic that has no more than others: it grows with the number of
# examples per topic, by 1 for each EXAMPLES_PER_WEIGHT, from LEAST to MOST.
EXAMPLES_PER_WEIGHT, LEAST, MOST = 120.0, 0.04, 0.5
# Added to each topic's number in their harmonic mean, which one topic without examples would end.
ADDED_TO_NUMBER = 1.0


def weights_of(examples: Sequence[Example], topic_ids: Sequence[int]) -> FloatArray:
    """Return the weight of each example: its own times that of its rarest topic.

    Staff correct what comes, so common topics get most corrections. If each counted the same,
    common topics would take the texts of the others: 100 corrections drawn as texts come made the
    result worse than none. So an example counts less, the more examples its topic has; and all
    count little while they are few, because then chance decides which topics have any.
    """
    own = np.array([example.weight for example in examples], dtype=np.float32)
    numbers = dict.fromkeys(topic_ids, 0.0)
    for example in examples:
        for topic_id in example.topic_ids & numbers.keys():
            numbers[topic_id] += example.weight
    # The number up to which a topic's examples are not held back.
    usual = len(numbers) / sum(1 / (number + ADDED_TO_NUMBER) for number in numbers.values())
    usual = max(usual, 1.0)
    none = sum(example.weight for example in examples if not example.topic_ids & numbers.keys())
    rarest = [
        min((numbers[each] for each in example.topic_ids & numbers.keys()), default=none)
        for example in examples
    ]
    per_topic = float(own.sum()) / len(numbers)
    growth = min(max(per_topic / EXAMPLES_PER_WEIGHT, LEAST), MOST)
    return np.asarray(own * growth * np.minimum(1, usual / np.maximum(rarest, 1)), dtype=np.float32)


# The inverse temperature before there are corrections, and the candidates. The scores of topics
# without keywords are closer together, those of topics with MANY_SAMPLES sentences further apart.
WITH_SAMPLES, WITH_KEYWORDS, WITHOUT_KEYWORDS = 8.0, 9.5, 15.0
MANY_SAMPLES = 10
CANDIDATES = np.geomspace(3, 60, 40)
# How many corrections the starting value counts for, per squared unit of its logarithm.
TRUST_IN_START = 10.0
# Scores are divided by the square root of the best score, but never by less than the root of this.
LEAST_BEST_SCORE = 0.1
# The score of the class "none of the topics".
NONE_SCORE = 0.05


def softmax(scores: FloatArray, inverse_temperature: float) -> FloatArray:
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


def starting_inverse_temperature(topics: Sequence[TopicText]) -> float:
    return fmean(
        WITH_SAMPLES
        if len(topic.samples) >= MANY_SAMPLES
        else WITH_KEYWORDS
        if topic.keywords
        else WITHOUT_KEYWORDS
        for topic in topics
    )


def fitted_inverse_temperature(scores: FloatArray, labels: FloatArray, start: float) -> float:
    """Return the inverse temperature with the least log loss on corrections, drawn to `start`.

    Guo et al. 2017, "On Calibration of Modern Neural Networks": fitted to leave-one-out scores,
    from a value that few corrections hardly move.
    """
    if not len(scores):
        return start
    none = (labels.sum(axis=1, keepdims=True) == 0).astype(np.float32)
    labels = np.hstack([labels, none])
    labels /= labels.sum(axis=1, keepdims=True)

    def loss(inverse_temperature: float) -> float:
        shares = softmax(scores, inverse_temperature)
        shares = np.hstack([shares, 1 - shares.sum(axis=1, keepdims=True)])
        log_loss = -float((labels * np.log(shares.clip(1e-6))).sum())
        return log_loss + TRUST_IN_START * float(np.log(inverse_temperature / start)) ** 2

    return float(min(CANDIDATES, key=loss))


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

    def _scores(self, texts: Sequence[Text]) -> FloatArray:
        """Return how well each topic fits each text: about 1 like its examples, 0 unlike them."""
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
    groups = [*described, *(topic.samples for topic in topics)]
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
