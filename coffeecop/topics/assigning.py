"""Which of the department's topics a text is about, learned from the list and from corrections."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from coffeecop.topics.encoder import DIMENSIONS, FloatArray, encode
from coffeecop.topics.words import bags, tokens

ASSIGN, OFFER, SEEK_THEMES = 0.5, 0.3, 0.6


@dataclass(frozen=True)
class TopicText:
    """What the department says of a topic, in as many languages as it likes."""

    id: int
    names: tuple[str, ...]
    descriptions: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Text:
    """What a resident wrote. The vector is `encode`'s, where one is at hand."""

    body: str
    language: str | None = None
    vector: FloatArray | None = None


@dataclass(frozen=True, eq=False)
class Example:
    """A text whose topics a person has said: several, one, or none."""

    text: Text
    topic_ids: frozenset[int]
    weight: float = 1.0


class Assigner:
    """Kernel ridge regression over sentence vectors, hashed n-grams and keyword hits.

    The topics' own words are its first examples. Learning again takes as long as solving a system
    of as many equations as there are examples.
    """

    def __init__(self, topics: Sequence[TopicText], examples: Sequence[Example] = ()) -> None:
        self._topics = tuple(topics)
        self._ids = [topic.id for topic in topics]
        self._keywords = [
            {tuple(tokens(keyword)) for keyword in topic.keywords} for topic in topics
        ]
        texts = [Text(" ".join((*t.names, *t.descriptions, *t.keywords))) for t in topics]
        targets = [frozenset((topic.id,)) for topic in topics]
        weights = [1.0] * len(topics)
        for example in examples:
            texts.append(example.text)
            targets.append(example.topic_ids)
            weights.append(example.weight)
        self._features = self._seen(texts)
        said = np.array([[i in target for i in self._ids] for target in targets], dtype=np.float32)
        kernel = self._features @ self._features.T
        kernel += np.diag(0.3 / np.array(weights, dtype=np.float32))
        self._dual = np.linalg.solve(kernel, said) if topics else said

    def probabilities(self, texts: Sequence[Text]) -> FloatArray:
        """Shape (len(texts), number of topics), columns in the order of the topics."""
        if not self._topics or not texts:
            return np.zeros((len(texts), len(self._topics)), dtype=np.float32)
        scores = 16 * (self._seen(texts) @ self._features.T) @ self._dual
        scores = np.exp(scores - scores.max(axis=1, keepdims=True))
        shares: FloatArray = (scores / scores.sum(axis=1, keepdims=True)).astype(np.float32)
        return shares

    def _seen(self, texts: Sequence[Text]) -> FloatArray:
        hits = np.zeros((len(texts), len(self._topics)), dtype=np.float32)
        for row, text in zip(hits, texts, strict=True):
            words = tokens(text.body)
            for column, keywords in enumerate(self._keywords):
                row[column] = any(
                    tuple(words[start : start + len(keyword)]) == keyword
                    for keyword in keywords
                    for start in range(len(words))
                )
        return np.hstack([vectors_of(texts), 0.7 * bags([t.body for t in texts]), 0.7 * hits])


def vectors_of(texts: Sequence[Text]) -> FloatArray:
    """Vectors at hand, and those of the other texts made now; zeros without an encoder."""
    vectors = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
    missing = [place for place, text in enumerate(texts) if text.vector is None]
    for place, text in enumerate(texts):
        if text.vector is not None:
            vectors[place] = text.vector
    made = encode([texts[place].body for place in missing]) if missing else None
    if made is not None:
        vectors[missing] = made
    return vectors
