"""Words that people use for one concept, in both languages, as `kindred_words.toml` lists them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from coffeecop.engine.language import SMALL_WORDS
from coffeecop.engine.text import fold, read_lists, singular, tokens

SHORTEST_BEGINNING = 2
_SMALL = {fold(word) for word in SMALL_WORDS}


class Phrase(NamedTuple):
    """Folded words that stand together; the last may be the beginning of one."""

    words: tuple[str, ...]
    is_beginning: bool

    def starts_at(self, words: Sequence[str], place: int) -> bool:
        found = tuple(words[place : place + len(self.words)])
        if not self.is_beginning or len(found) < len(self.words):
            return found == self.words
        return found[:-1] == self.words[:-1] and found[-1].startswith(self.words[-1])


class _Part(NamedTuple):
    """What begins at a place of a text: how many words, and the lists that have them."""

    length: int
    lines: frozenset[int]


def kindred(text: str) -> list[list[Phrase]]:
    """Return for each word of a search, or words that are listed together, all that are like it.

    Words such as "the" are left out.
    """
    words, place, found = tokens(text), 0, []
    while place < len(words):
        part = _part(words, place)
        own = words[place : place + part.length]
        if part.lines or own[0] not in _SMALL:
            own[-1] = singular(own[-1])
            alike = (each for line in sorted(part.lines) for each in _lists()[line])
            found.append(list(dict.fromkeys([Phrase(tuple(own), True), *alike])))
        place += part.length
    return found


def places_of(phrases: Iterable[Phrase], words: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield where some of these phrases begin among the words of a text, and where they end."""
    end = 0
    for place in range(len(words)):
        lengths = [len(each.words) for each in phrases if each.starts_at(words, place)]
        if lengths and place >= end:
            end = place + max(lengths)
            yield place, end


def concepts(words: Sequence[str]) -> Iterator[int]:
    """Yield the number of each list that has some of these words, as often as it has them."""
    most = len(_data()["kindred"])
    for place in range(len(words)):
        yield from sorted(line for line in _part(words, place).lines if line < most)


def _part(words: Sequence[str], place: int) -> _Part:
    several = [
        (phrase, line)
        for phrase, line in _phrases().get(words[place], ())
        if phrase.starts_at(words, place)
    ]
    if several:
        longest = max(len(phrase.words) for phrase, _ in several)
        lines = {line for phrase, line in several if len(phrase.words) == longest}
        return _Part(longest, frozenset(lines))
    return _Part(1, _lines_of(words[place]))


@lru_cache(maxsize=1 << 14)
def _lines_of(word: str) -> frozenset[int]:
    single = _singles()
    beginnings = (word[:end] for end in range(SHORTEST_BEGINNING, len(word) + 1))
    found = [single.get((each, True), ()) for each in beginnings]
    return frozenset().union(single.get((word, False), ()), *found)


@cache
def _data() -> dict[str, list[str]]:
    return read_lists("kindred_words.toml")


@cache
def _lists() -> list[list[Phrase]]:
    return [
        [Phrase(tuple(tokens(each)), each.endswith("*")) for each in line.split(",")]
        for line in (*_data()["kindred"], *_data()["general"])
    ]


@cache
def _singles() -> dict[tuple[str, bool], set[int]]:
    found = defaultdict(set)
    for line, phrases in enumerate(_lists()):
        for words, is_beginning in phrases:
            if len(words) == 1:
                found[words[0], is_beginning].add(line)
    return dict(found)


@cache
def _phrases() -> dict[str, list[tuple[Phrase, int]]]:
    """Return by their first word the phrases of several, with their lists."""
    found = defaultdict(list)
    for line, phrases in enumerate(_lists()):
        for phrase in phrases:
            if len(phrase.words) > 1:
                found[phrase.words[0]].append((phrase, line))
    return dict(found)
