"""Which of the department's topics a text is about, learned from the list and from corrections.

Kernel ridge regression of each topic (Saunders et al. 1998) over sentence vectors, n-grams and
keywords. The topics' own words are its first examples, corrections the others. It is learned anew
in closed form, and the same inverse tells what each example would be given without itself, by
which the probabilities are calibrated (Guo et al. 2017, "On Calibration of Modern Neural
Networks").
"""

from collections.abc import Sequence

import numpy as np

from coffeecop.engine.confidence import OFFER
from coffeecop.engine.encoder import DIMENSIONS, FloatArray, encode, unpack
from coffeecop.engine.examples import Example, Text, TopicText
from coffeecop.engine.kernels import Kernel, KeywordHits, Views, views

RIDGE = 0.5
# How sharply scores become probabilities while few corrections tell.
SHARPNESS = 12.0
ENOUGH_CORRECTIONS = 20
SHARPEST = np.geomspace(3, 40, 30)
# A best score below this tells no more about how far scores spread.
FAINT = 0.1
# The score of being about none of the topics.
NOTHING = 0.05
# Texts are compared with what is known so many at a time, to spare memory.
AT_ONCE = 256


class Assigner:
    """What is known of a list of topics. Making one solves as many equations as it has examples."""

    def __init__(self, topics: Sequence[TopicText], examples: Sequence[Example] = ()) -> None:
        self._ids = [topic.id for topic in topics]
        self._hits = KeywordHits([topic.keywords for topic in topics])
        own, owners = _own_words(topics)
        said = np.zeros((len(own) + len(examples), len(topics)), dtype=np.float32)
        said[np.arange(len(own)), owners] = 1
        for row, example in zip(said[len(own) :], examples, strict=True):
            row[[place for place, id in enumerate(self._ids) if id in example.topic_ids]] = 1
        weights = np.array([1.0] * len(own) + [example.weight for example in examples])
        known = self._seen([*own, *(example.text for example in examples)])
        # The list itself says which topic is meant, as a keyword would.
        known.hits[: len(own)] = said[: len(own)]
        self._kernel = Kernel(known)
        self._said, self._ridge = said, (RIDGE / weights.clip(1e-3)).astype(np.float32)
        self._own = len(own)
        self._known = known
        self._scores, left_out = _solved(self._kernel(known), self._ridge, said)
        self._sharpness = _sharpness(left_out[len(own) :], said[len(own) :])

    def probabilities(self, texts: Sequence[Text]) -> FloatArray:
        """Shape (len(texts), number of topics), columns in the order of the topics.

        A row adds up to at most 1; what is missing is that the text is about none of them.
        """
        found = np.zeros((len(texts), len(self._ids)), dtype=np.float32)
        if not self._ids:
            return found
        for start in range(0, len(texts), AT_ONCE):
            some = self._seen(texts[start : start + AT_ONCE])
            # Not by `@`: with one topic, OpenBLAS has warned of invalid values where all are sound.
            scores = np.einsum("ij,jk->ik", self._kernel(some), self._scores)
            found[start : start + AT_ONCE] = _shares(scores, self._sharpness)
        return found

    def likely(self, texts: Sequence[Text]) -> list[dict[int, float]]:
        """Return for each text the topics that are worth offering, with their probabilities."""
        return [
            {self._ids[place]: float(row[place]) for place in np.flatnonzero(row >= OFFER)}
            for row in self.probabilities(texts)
        ]

    def _seen(self, texts: Sequence[Text]) -> Views:
        return views([text.body for text in texts], vectors_of(texts), self._hits)


def vectors_of(texts: Sequence[Text]) -> FloatArray:
    """Vectors at hand, and those of the other texts made now; zeros without an encoder."""
    vectors = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
    missing = [place for place, text in enumerate(texts) if text.vector is None]
    for place, text in enumerate(texts):
        if text.vector is not None:
            vectors[place] = unpack(text.vector)
    made = encode([texts[place].body for place in missing]) if missing else None
    if made is not None:
        vectors[missing] = made
    return vectors


def _own_words(topics: Sequence[TopicText]) -> tuple[list[Text], list[int]]:
    """Names, descriptions and keywords, each as a text, and the place of its topic."""
    pairs = [
        (Text(text), place)
        for place, topic in enumerate(topics)
        for text in (*topic.names, *topic.descriptions, ", ".join(topic.keywords))
        if text.strip()
    ]
    return [text for text, _ in pairs], [place for _, place in pairs]


def _solved(
    kernel: FloatArray, ridge: FloatArray, said: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """The dual of the regression, and the score of each example when it is left out.

    Rifkin and Lippert 2007, "Notes on Regularized Least Squares", section 4.
    """
    inverse = np.linalg.inv(kernel + np.diag(ridge))
    dual = inverse @ said
    left_out = said - dual / np.diag(inverse)[:, None]
    return dual.astype(np.float32), left_out.astype(np.float32)


def _shares(scores: FloatArray, sharpness: float) -> FloatArray:
    """Softmax of the scores, sharper where all of them are low.

    A text that has little in common with what is known scores low throughout, and small differences
    tell as much there; with one sharpness for all, such texts were righter than they said, and the
    surest ones less so.
    """
    spread = np.sqrt(scores.max(axis=1, keepdims=True).clip(FAINT))
    with_none = np.hstack([scores, np.full((len(scores), 1), NOTHING)]) * (sharpness / spread)
    shares = np.exp(with_none - with_none.max(axis=1, keepdims=True))
    shares /= shares.sum(axis=1, keepdims=True)
    return np.asarray(shares[:, :-1], dtype=np.float32)


def _sharpness(scores: FloatArray, said: FloatArray) -> float:
    """The one that makes what people said likeliest."""
    if len(scores) < ENOUGH_CORRECTIONS:
        return SHARPNESS
    none = (said.sum(axis=1, keepdims=True) == 0).astype(np.float32)
    said = np.hstack([said, none])
    said /= said.sum(axis=1, keepdims=True)

    def surprise(sharpness: float) -> float:
        shares = _shares(scores, sharpness)
        shares = np.hstack([shares, 1 - shares.sum(axis=1, keepdims=True)])
        return -float((said * np.log(shares.clip(1e-6))).sum())

    return float(min(SHARPEST, key=surprise))
