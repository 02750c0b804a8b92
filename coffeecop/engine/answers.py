"""Which public answers are to a question like the one that somebody is writing.

A wrong answer is worse than none, so both meaning and words must be alike: in meaning "Can you fix
this?" is like every question, in words "stop sign" is in many texts. Only sentences that ask are
compared: who reports something is not told that it is answered. Where the numbers come from:
`python -m benchmarks.answer_suggestions`.
"""

import json
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import numpy as np

from coffeecop.engine.encoder import FloatArray, encode
from coffeecop.engine.examples import Text
from coffeecop.engine.flags import flags_of
from coffeecop.engine.kinds import asking_sentences
from coffeecop.engine.language import SMALL_WORDS
from coffeecop.engine.text import fold, singular, tokens

LEAST_IN_MEANING = 0.5
LEAST_IN_WORDS = 0.2
# Without an encoder.
LEAST_IN_WORDS_ALONE = 0.35
FEWEST_SHARED_WORDS = 2
MOST_FOUND = 2
# Of a text, the last ones: what is being written.
MOST_SENTENCES = 4
QUESTIONS_KEPT = 1000
SAMPLE = Path(__file__).with_name("sample") / "texts.jsonl"

_SMALL = {singular(fold(word)) for word in SMALL_WORDS}


@dataclass(frozen=True)
class Question:
    """A question of a public answer, in both languages."""

    id: int
    wordings: tuple[str, ...]


@dataclass(frozen=True)
class Likeness:
    """How like two questions are; `meaning` is None without an encoder."""

    meaning: float | None
    words: float
    shared: int

    @property
    def is_enough(self) -> bool:
        if self.shared < FEWEST_SHARED_WORDS:
            return False
        if self.meaning is None:
            return self.words >= LEAST_IN_WORDS_ALONE
        return self.meaning >= LEAST_IN_MEANING and self.words >= LEAST_IN_WORDS

    @property
    def order(self) -> float:
        return self.words + (self.meaning or 0)


def answers_to(text: str, questions: Sequence[Question]) -> list[int]:
    """Return the ids of at most two questions that are like those in the text, the likest first.

    A text that may be about danger gets none.
    """
    asked = asking_sentences(text)[-MOST_SENTENCES:]
    if not asked or flags_of(Text(text)):
        return []
    found = {each.id: _likest(asked, each) for each in questions}
    enough = [number for number, likeness in found.items() if likeness.is_enough]
    return sorted(enough, key=lambda number: -found[number].order)[:MOST_FOUND]


def likeness(asked: str, question: str) -> Likeness:
    """Compare two sentences, in either language."""
    first, second = _meaning(asked), _meaning(question)
    meaning = None if first is None or second is None else float(first @ second)
    ours, theirs = _content(asked), _content(question)
    return Likeness(meaning, _cosine(ours, theirs), len(ours & theirs))


def _likest(asked: Iterable[str], question: Question) -> Likeness:
    pairs = [likeness(each, wording) for each in asked for wording in question.wordings]
    return max(pairs, key=lambda pair: (pair.is_enough, pair.order))


@lru_cache(maxsize=QUESTIONS_KEPT)
def _meaning(sentence: str) -> FloatArray | None:
    """Return the vector less what ordinary texts of residents have in common."""
    vectors = encode([sentence])
    if vectors is None:
        return None
    centred: FloatArray = vectors[0] - _ordinary()
    return np.asarray(centred / (np.linalg.norm(centred) or 1), dtype=np.float32)


@cache
def _ordinary() -> FloatArray:
    vectors = encode(_sample())
    mean: FloatArray = np.zeros(1, np.float32) if vectors is None else vectors.mean(axis=0)
    return mean


@cache
def _sample() -> tuple[str, ...]:
    return tuple(json.loads(line)["text"] for line in SAMPLE.read_text("utf-8").splitlines())


@cache
def _frequencies() -> Counter[str]:
    return Counter(word for text in _sample() for word in _content(text))


def _rarity(word: str) -> float:
    return math.log((len(_sample()) + 1) / (_frequencies()[word] + 0.5))


def _cosine(first: frozenset[str], second: frozenset[str]) -> float:
    """Return the cosine of two bags of words, weighted by their rarity (TF-IDF)."""
    shared = sum(_rarity(word) ** 2 for word in first & second)
    return shared / (_length(first) * _length(second)) if shared else 0.0


def _length(words: frozenset[str]) -> float:
    return math.sqrt(sum(_rarity(word) ** 2 for word in words))


@lru_cache(maxsize=QUESTIONS_KEPT)
def _content(text: str) -> frozenset[str]:
    words = (singular(word) for word in tokens(text))
    return frozenset(word for word in words if len(word) > 1 and word not in _SMALL)
