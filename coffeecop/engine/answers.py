"""Which published matters answer a question like the one that somebody is writing.

By words alone, in either language. A wrong answer is worse than none: only sentences that ask are
compared, because who reports something is not told that it is answered, and a text that may be
about danger or an officer is not compared at all. Where the numbers come from:
`python -m benchmarks.answer_suggestions`.
"""

import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path

from coffeecop.engine.detectors.complaint import sounds_like_complaint
from coffeecop.engine.detectors.emergency import is_near_danger
from coffeecop.engine.kinds import asking_sentences
from coffeecop.engine.language import SMALL_WORDS
from coffeecop.engine.text import fold, singular, tokens

LEAST_LIKENESS = 0.38
FEWEST_SHARED_WORDS = 2
MOST_FOUND = 2
# Of a text, the last ones: what is being written.
MOST_SENTENCES = 4
# So that "recoge" and "recogen" are one word, and "reported" and "reporting".
LONGEST_STEM = 6
# So that "parking" finds what is said of parked cars.
ENGLISH_ENDING = re.compile(r"(?<=\w{4})(?:ing|ed)\b", re.IGNORECASE)
SAMPLE = Path(__file__).with_name("sample") / "texts.jsonl"

# As in "How long may": they ask, but not about anything.
ASKING = ["long", "may", "cuánto", "cuánta", "tiempo", "puedo", "podemos", "hago"]

_SMALL = {singular(fold(word)) for word in (*SMALL_WORDS, *ASKING)}


def questions_in(text: str) -> list[str]:
    """Return the last sentences that ask; none if the text may be about danger or an officer."""
    asked = asking_sentences(text)[-MOST_SENTENCES:]
    return [] if not asked or is_near_danger(text) or sounds_like_complaint(text) else asked


def likest_questions(
    asked: Sequence[str], published: Mapping[int, Iterable[str | None]]
) -> list[int]:
    """Return the ids of at most two published questions like those asked, the likest first.

    `published` has the wordings of each question, in both languages.
    """
    likenesses = {
        number: max(likeness(each, wording or "") for each in asked for wording in wordings)
        for number, wordings in published.items()
    }
    enough = [number for number in likenesses if likenesses[number] >= LEAST_LIKENESS]
    return sorted(enough, key=lambda number: -likenesses[number])[:MOST_FOUND]


def texts_with(words: str, texts: Mapping[int, str]) -> set[int]:
    """Return the ids of the texts that have most of these words; the last may be half typed."""
    asked = _stems(ENGLISH_ENDING.sub("", words))
    if not asked:
        return set(texts)
    shared = {
        number: sum(any(stem.startswith(word) for stem in _stems(text)) for word in asked)
        for number, text in texts.items()
    }
    most = max(shared.values(), default=0)
    return {number for number, count in shared.items() if count == most > 0}


def likeness(first: str, second: str) -> float:
    """Return the cosine of the words of two sentences, weighted by their rarity (TF-IDF)."""
    ours, theirs = _stems(first), _stems(second)
    shared = ours & theirs
    if len(shared) < FEWEST_SHARED_WORDS:
        return 0.0
    return _weight(shared) / math.sqrt(_weight(ours) * _weight(theirs))


def _weight(stems: Iterable[str]) -> float:
    return sum(_rarity(stem) ** 2 for stem in stems)


@lru_cache(maxsize=1 << 12)
def _rarity(stem: str) -> float:
    number, having = _sample_frequencies()
    return math.log((number + 1) / (having[stem] + 0.5))


@cache
def _sample_frequencies() -> tuple[int, Counter[str]]:
    """Return how many ordinary texts of residents there are, and in how many each stem is."""
    texts = [json.loads(line)["text"] for line in SAMPLE.read_text("utf-8").splitlines()]
    return len(texts), Counter(stem for text in texts for stem in _stems(text))


@lru_cache(maxsize=1 << 10)
def _stems(text: str) -> frozenset[str]:
    words = (singular(word) for word in tokens(text))
    return frozenset(word[:LONGEST_STEM] for word in words if len(word) > 1 and word not in _SMALL)
