"""Find what a text asks for, such as speed bumps, in English and Spanish.

By rules: a sentence must ask, as in "please put", "hace falta" or "would help", and what it asks
for must be on a list of what residents ask a department for. Those on the list are named alike in
all texts, so that they can be counted.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from coffeecop.engine.text import fold_in_place

LISTS = tomllib.loads(Path(__file__).with_name("asks.toml").read_text("utf-8"))


def _any_of(patterns: list[str], prefix: str = "") -> re.Pattern[str]:
    return re.compile(rf"{prefix}\b(?:{'|'.join(patterns)})\b")


CUES = LISTS["cues"]
BEFORE = _any_of(CUES["before"])
START = _any_of(CUES["start"], r"^\W*(?:(?:also|and|or|y|tambien|just|maybe|perhaps|idea)\W+)?")
AFTER = _any_of(CUES["after"])
STOPS = frozenset(CUES["stops"].split())
AND = re.compile(rf"^\W*(?:{CUES['and']})(?!\w)")
WORDS_BETWEEN = CUES["words_between"]
KEYS = list(LISTS["asks"])
# The first group that matches is the ask; longer words first among equals.
ASKED = [(key, _any_of(patterns)) for key, patterns in LISTS["asks"].items()]
SENTENCE = re.compile(r"[^.!?;\n\r…¿¡]+")
WORD = re.compile(r"\w+")
APOSTROPHE = re.compile(r"(?<=\w)['’`´](?=\w)")


@dataclass(frozen=True)
class Ask:
    """What is asked for, by its key in asks.toml, and where the text says so."""

    key: str
    start: int
    end: int

    def words(self, text: str) -> str:
        return text[self.start : self.end]


def asks_of(text: str) -> list[Ask]:
    """Return what a text asks for, in order and each once."""
    found: dict[str, Ask] = {}
    plain = fold_in_place(text)
    for sentence in SENTENCE.finditer(plain):
        for ask in _asks_in(sentence[0], sentence.start()):
            found.setdefault(ask.key, ask)
    return sorted(found.values(), key=lambda ask: ask.start)


def _asks_in(sentence: str, offset: int) -> Iterator[Ask]:
    things = _things(sentence)
    if not things:
        return
    cues = [*BEFORE.finditer(sentence), *START.finditer(sentence)]
    asked = {
        place
        for cue in cues
        for place in _first_after(sentence, cue.end(), things)
    }
    for cue in AFTER.finditer(sentence):
        asked |= set(_last_before(sentence, cue.start(), things))
    for place in sorted(asked):
        key, start, end = things[place]
        yield Ask(key, offset + start, offset + end)


def _things(sentence: str) -> list[tuple[str, int, int]]:
    """Return what the list knows, in order; the longest where several overlap."""
    every = [
        (key, match.start(), match.end())
        for key, pattern in ASKED
        for match in pattern.finditer(sentence)
    ]
    every.sort(key=lambda thing: (thing[1], -thing[2]))
    things: list[tuple[str, int, int]] = []
    for thing in every:
        if not things or thing[1] >= things[-1][2]:
            things.append(thing)
    return things


def _first_after(
    sentence: str, end: int, things: list[tuple[str, int, int]]
) -> Iterator[int]:
    """Yield the first thing close after a cue, and those that "and" adds to it."""
    for place, (_, start, stop) in enumerate(things):
        if start < end:
            continue
        words = WORD.findall(sentence[end:start])
        if len(words) > WORDS_BETWEEN or not STOPS.isdisjoint(words):
            return
        yield place
        yield from _added(sentence, stop, things, place + 1)
        return


def _added(
    sentence: str, end: int, things: list[tuple[str, int, int]], place: int
) -> Iterator[int]:
    while place < len(things):
        between = sentence[end : things[place][1]]
        if not AND.match(between) or len(WORD.findall(between)) > WORDS_BETWEEN:
            return
        yield place
        end = things[place][2]
        place += 1


def _last_before(
    sentence: str, start: int, things: list[tuple[str, int, int]]
) -> Iterator[int]:
    """Yield the nearest thing before a cue."""
    before = [place for place, thing in enumerate(things) if thing[2] <= start]
    if before and len(WORD.findall(sentence[things[before[-1]][2] : start])) <= WORDS_BETWEEN:
        yield before[-1]
