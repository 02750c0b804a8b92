"""Which published matters answer a question like the one that somebody is writing.

By words alone, in either language. A wrong answer is worse than none: only sentences that ask are
compared, because who reports something is not told that it is answered, and a text that may be
about danger or an officer is not compared at all. Where the numbers come from:
`python -m benchmarks.answer_suggestions`.
"""

import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache

from coffeecop.config import PROJECT
from coffeecop.engine.detectors.complaint import sounds_like_complaint
from coffeecop.engine.detectors.emergency import READER, judged_by_words, plain_dangers
from coffeecop.engine.kinds import SENTENCE, asks
from coffeecop.engine.stems import stems

LEAST_LIKENESS = 0.38
FEWEST_SHARED_WORDS = 2
MOST_FOUND = 2
# Of a text, the last ones: what is being written.
MOST_SENTENCES = 4
# Below the limit of danger: 4 % of ordinary texts that ask are so near.
NEAR = -1.0
SAMPLE = PROJECT / "coffeecop/engine/sample/texts.jsonl"


def questions_in(text: str) -> list[str]:
    """Return the last sentences that ask; none if the text may be about danger or an officer."""
    asked = _asking_sentences(text)[-MOST_SENTENCES:]
    return [] if not asked or _is_near_danger(text) or sounds_like_complaint(text) else asked


def _asking_sentences(text: str) -> list[str]:
    """Return the sentences that ask something, as they were written.

    Without a question mark only one that no other mark ends, which may still be being written.
    """
    written = [part.strip() for part in SENTENCE.findall(text)]
    return [each for each in written if each and each[-1] not in ".!…" and asks(each)]


def _is_near_danger(text: str) -> bool:
    return judged_by_words(text, READER).excess[READER] >= NEAR or bool(plain_dangers(text))


def likest_questions(
    asked: Sequence[str], published: Mapping[int, Iterable[str | None]]
) -> list[int]:
    """Return the ids of at most two published questions like those asked, the likest first.

    `published` has the wordings of each question, in both languages.
    """
    likenesses = {
        number: max(_likeness(each, wording or "") for each in asked for wording in wordings)
        for number, wordings in published.items()
    }
    enough = [number for number in likenesses if likenesses[number] >= LEAST_LIKENESS]
    return sorted(enough, key=lambda number: -likenesses[number])[:MOST_FOUND]


def _likeness(first: str, second: str) -> float:
    """Return the cosine of the words of two sentences, weighted by their rarity (TF-IDF)."""
    ours, theirs = stems(first), stems(second)
    shared = ours & theirs
    if len(shared) < FEWEST_SHARED_WORDS:
        return 0.0
    return _weight(shared) / math.sqrt(_weight(ours) * _weight(theirs))


def _weight(of_words: Iterable[str]) -> float:
    return sum(_rarity(stem) ** 2 for stem in of_words)


@lru_cache(maxsize=1 << 12)
def _rarity(stem: str) -> float:
    number, having = _sample_frequencies()
    return math.log((number + 1) / (having[stem] + 0.5))


@cache
def _sample_frequencies() -> tuple[int, Counter[str]]:
    """Return how many ordinary texts of residents there are, and in how many each stem is."""
    texts = [json.loads(line)["text"] for line in SAMPLE.read_text("utf-8").splitlines()]
    return len(texts), Counter(stem for text in texts for stem in stems(text))
