"""Rank texts by how likely they tell a story that a person has named.

Ranking for a short query, as in ad hoc retrieval. What the parts give, and what was tried and gave
nothing: benchmarks/matters/README.md.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np

from coffeecop.engine.encoder import FloatArray, encode
from coffeecop.engine.kindred import Phrase, kindred
from coffeecop.engine.language import SMALL_WORDS
from coffeecop.engine.text import fold, tokens
from coffeecop.parts.likeness.engine.likeness import centred

# The weight of each part of a score, as standard scores over all texts.
WORDS_MEANING, LINES_MEANING, KINDRED, TOPICS = 1.0, 0.5, 1.0, 0.5
# What another name fits as well counts against it.
COMPETING = 0.5
# Each text takes this share of its score from so many others that mean nearly the same.
SMOOTHING, NEIGHBOURS = 0.3, 5

_SMALL = {fold(word) for word in SMALL_WORDS}
_LAST = chr(0x10FFFF)


def scores(
    bodies: Sequence[str], vectors: FloatArray, names: Sequence[Sequence[str]], by_topic: FloatArray
) -> FloatArray:
    """Return how likely each text tells of each name, shape (len(names), len(bodies)).

    Each name is one or more lines that say it in different words. `vectors` are unit vectors or
    zeros, one a text. `by_topic` is how well the topics of each text fit each name.
    """
    found = np.zeros((len(names), len(bodies)), dtype=np.float32)
    if not found.size:
        return found
    index = Index(bodies)
    for row, lines, topics in zip(found, names, by_topic, strict=True):
        row += KINDRED * _standard(_kindred(index, lines)) + TOPICS * _standard(topics)
        row += _meaning(vectors, lines)
    found -= COMPETING * _best_other(found)
    found += SMOOTHING * (found @ _neighbours(vectors).T - found)
    # Rounded so that the order is the same on every platform.
    return np.round(found, 5)


class Index:
    """An inverted index of the words of texts."""

    def __init__(self, bodies: Sequence[str]) -> None:
        self._said = [tokens(body) for body in bodies]
        self._places: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for text, words in enumerate(self._said):
            for place, word in enumerate(words):
                self._places[word].append((text, place))
        self._words = sorted(self._places)

    def __len__(self) -> int:
        return len(self._said)

    def having(self, phrases: Sequence[Phrase]) -> set[int]:
        return {
            text
            for phrase in phrases
            for word in self._beginning(phrase)
            for text, place in self._places[word]
            if phrase.starts_at(self._said[text], place)
        }

    def _beginning(self, phrase: Phrase) -> Iterator[str]:
        first, *others = phrase.words
        if phrase.is_beginning and not others:
            start, end = (bisect_left(self._words, each) for each in (first, first + _LAST))
            yield from self._words[start:end]
        elif first in self._places:
            yield first


def _kindred(index: Index, lines: Sequence[str]) -> FloatArray:
    """Return how many of the words each text has, or others like them; a rare one counts more."""
    found = np.zeros(len(index), dtype=np.float32)
    # Of two lines with the same word it counts once.
    for phrases in {alike[0]: alike for line in lines for alike in kindred(line)}.values():
        having = list(index.having(phrases))
        found[having] += np.log((len(index) + 1) / (len(having) + 0.5))
    return found


def _meaning(vectors: FloatArray, lines: Sequence[str]) -> FloatArray:
    """Return how close each text is to the words one by one and to the lines; zeros if unknown."""
    found, known = np.zeros(len(vectors), dtype=np.float32), vectors.any(axis=1)
    words = [word for line in lines for word in _content(line)]
    meant = encode([*words, *lines]) if words and known.any() else None
    if meant is not None:
        by_word, by_line = np.split(vectors[known] @ meant.T, [len(words)], axis=1)
        found[known] = WORDS_MEANING * _standard(by_word.mean(axis=1))
        found[known] += LINES_MEANING * _standard(by_line.mean(axis=1))
    return found


def _content(line: str) -> list[str]:
    words = tokens(line)
    return [word for word in words if word not in _SMALL] or words


def _standard(values: FloatArray) -> FloatArray:
    """Return how many standard deviations each is above the mean; zeros if all are the same."""
    deviation = values.std()
    if deviation < 1e-6:
        return np.zeros_like(values)
    standard: FloatArray = (values - values.mean()) / deviation
    return standard


def _best_other(found: FloatArray) -> FloatArray:
    """Return the best score of another name for each text; zeros if there is no other."""
    best = np.zeros_like(found)
    if len(found) > 1:
        for place, row in enumerate(best):
            row[:] = np.delete(found, place, axis=0).max(axis=0)
    return best


def _neighbours(vectors: FloatArray) -> FloatArray:
    """Return the share of each other text in a text's score; a text that is like none has all."""
    meaning = centred(vectors)
    alike = meaning @ meaning.T
    np.fill_diagonal(alike, 0)
    others = np.argsort(-alike, axis=1, kind="stable")[:, NEIGHBOURS:]
    np.put_along_axis(alike, others, 0, axis=1)
    alike = alike.clip(0)
    alike[np.diag_indices_from(alike)] = ~alike.any(axis=1)
    shares: FloatArray = alike / alike.sum(axis=1, keepdims=True)
    return shares
