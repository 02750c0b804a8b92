"""Name the likeliest topics of a text while it is being typed.

For a web process: without numpy and the sentence encoder. The background process assigns topics
better (`engine.assigning`); this only chooses which come first in a list of all.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise

from coffeecop.engine.examples import TopicText
from coffeecop.engine.keywords import KeywordIndex, meant_words
from coffeecop.engine.language import SMALL_SINGULARS
from coffeecop.engine.text import singular

PIECE_LENGTHS = (4, 5)
MIN_SCORE = 0.05
# Lead over the next that makes the first worth showing alone: in 9 of 10 texts the right one is
# among them, two of three get some.
MIN_LEAD = 0.7
MOST_SURE = 3
LISTS_REMEMBERED = 16


def likeliest_topics(text: str, topics: Iterable[TopicText], n: int = 3) -> list[int]:
    """Return the ids of at most n topics that the text has words of, the likeliest first."""
    return [topic_id for topic_id, _ in _ranking(tuple(topics)).ranked(text)[:n]]


def topic_scores(text: str, topics: Iterable[TopicText]) -> dict[int, float]:
    """Return by id how well the topics that the text has words of fit it."""
    return dict(_ranking(tuple(topics)).ranked(text))


def sure_topics(text: str, topics: Iterable[TopicText]) -> list[int]:
    """Return the ids of the few topics that lead all others: one of them is right. Often none."""
    ranked = [*_ranking(tuple(topics)).ranked(text), (None, 0.0)][: MOST_SURE + 1]
    for place, ((_id, score), (_next, rest)) in enumerate(pairwise(ranked), start=1):
        if score - rest >= MIN_LEAD:
            return [topic_id for topic_id, _ in ranked[:place] if topic_id is not None]
    return []


class Ranking:
    """An index of the words of all topics."""

    def __init__(self, topics: Sequence[TopicText]) -> None:
        self._ids = [topic.id for topic in topics]
        self._keywords = KeywordIndex([topic.keywords for topic in topics])
        own = [
            _content(
                word
                for said in (*topic.names, *topic.keywords, *topic.samples)
                for word in _words(said)
            )
            for topic in topics
        ]
        self._words = _postings(own)
        self._pieces = _postings([_pieces(words) for words in own])

    def ranked(self, text: str) -> list[tuple[int, float]]:
        """Return the ids of topics that the text has words of with scores, the likeliest first."""
        content = _content(_words(text))
        scores: dict[int, float] = defaultdict(float)
        for place, weight in self._keywords.weights(text).items():
            scores[place] += math.log1p(weight)
        for parts, postings in ((content, self._words), (_pieces(content), self._pieces)):
            for place, similarity in _similarities(parts, postings).items():
                scores[place] += similarity
        ranked = sorted(scores, key=lambda place: (-scores[place], place))
        return [(self._ids[at], scores[at]) for at in ranked if scores[at] >= MIN_SCORE]


Postings = dict[str, list[tuple[int, float]]]


@lru_cache(maxsize=LISTS_REMEMBERED)
def _ranking(topics: tuple[TopicText, ...]) -> Ranking:
    return Ranking(topics)


def _words(text: str) -> list[str]:
    return [singular(word) for word in meant_words(text)]


def _content(words: Iterable[str]) -> set[str]:
    return {word for word in words if len(word) > 1 and word not in SMALL_SINGULARS}


def _pieces(words: Iterable[str]) -> set[str]:
    """Return parts of words, which match inflected and misspelled ones."""
    edged = [f"<{word}>" for word in words]
    return {
        word[start : start + length]
        for word in edged
        for length in PIECE_LENGTHS
        for start in range(len(word) - length + 1)
    }


def _postings(parts: Sequence[set[str]]) -> Postings:
    """Return for each part the topics that have it, with its weight there (TF-IDF, unit length)."""
    owners = Counter(part for several in parts for part in several)
    rarity = {part: math.log((len(parts) + 1) / (number + 0.5)) for part, number in owners.items()}
    postings: Postings = defaultdict(list)
    for place, several in enumerate(parts):
        length = math.sqrt(sum(rarity[part] ** 2 for part in several)) or 1
        for part in several:
            postings[part].append((place, rarity[part] ** 2 / length))
    return dict(postings)


def _similarities(parts: set[str], postings: Postings) -> dict[int, float]:
    found: dict[int, float] = defaultdict(float)
    length = math.sqrt(len(parts)) or 1
    for part in parts:
        for place, weight in postings.get(part, ()):
            found[place] += weight / length
    return found
