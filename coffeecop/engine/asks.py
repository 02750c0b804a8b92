"""Find what a text asks for, such as speed bumps, in English and Spanish.

By rules. A clause asks by a cue, as in "can you" or "hace falta"; by a command, as in "fix the
gate" or "pongan un tope"; or by what follows, as in "a stop sign would help". What it asks for is
the rest of the clause. If a list knows it, it has the same key in all texts and can be counted;
else the key is made of its words.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from coffeecop.engine.detectors.sentences import APOSTROPHES, any_of
from coffeecop.engine.language import SMALL_WORDS, WORDS
from coffeecop.engine.text import fold_in_place, read_lists, singular

LISTS = read_lists("asks.toml")
PARTS = LISTS["parts"]


CUES = any_of([*LISTS["cues"]["english"], *LISTS["cues"]["spanish"]], PARTS)
COMMANDS = LISTS["imperatives"]
ONLY_FIRST = {*COMMANDS["sentence_only"].split(), *COMMANDS["infinitives"].split()}
NEVER = any_of([COMMANDS["never"]], PARTS)
ANYWHERE = {*COMMANDS["english"].split(), *COMMANDS["spanish"].split()} - ONLY_FIRST
COMMAND = re.compile(
    rf"(?:no (?:l[aeo]s? |me |nos )?)?(?P<verb>\w+)(?: (?P<object>{COMMANDS['objects']})(?!\w))?"
)
ADDED = re.compile(
    r"\b(?:and|or|y|o) (?P<verb>\w+)(?= (?:the|them|it|an?|more|some|el|la|los|las|un|una)\b)"
)
CLITIC = any_of([COMMANDS["clitic"]], PARTS)
AFTER = any_of(LISTS["after"]["patterns"], PARTS)
WORDS_BETWEEN = LISTS["after"]["words_between"]
STOPS = frozenset(LISTS["ends"]["stops"].split())
AND = re.compile(rf"\W*(?:{LISTS['ends']['and']})(?!\w)")
END = any_of([LISTS["ends"]["words"]], PARTS)
EMPTY_WORDS = SMALL_WORDS | WORDS["fillers"] | frozenset(LISTS["ends"]["empty_words"].split())
EMPTY = re.compile(LISTS["ends"]["empty"])
AGAINST = re.compile(rf"\s*{LISTS['ends']['against']}(?!\w)")
REMOVALS = frozenset(LISTS["ends"]["removals"].split())
LONGEST = LISTS["ends"]["longest"]
# The first group that matches a stretch is the thing; the longest where several overlap.
THINGS = [(key, any_of(patterns, PARTS)) for key, patterns in LISTS["asks"].items()]
LISTED = frozenset(LISTS["asks"])
SENTENCE = re.compile(r"[^.!?;\n\r…¿¡]+")
CLAUSE = re.compile(r"(?:[^,:;()\u2013\u2014-]|(?<=\w)-(?=\w))+")
OPENING = re.compile(
    r"\s*(?:(?:and|or|also|so|just|then|plus|y|o|tambien|pos|pues|que|ya|nomas|edit|idea)\s+)*"
)
WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Ask:
    """What is asked for, and where the text says so."""

    key: str
    start: int
    end: int

    @property
    def is_listed(self) -> bool:
        return self.key in LISTED

    def words(self, text: str) -> str:
        return text[self.start : self.end]


def asks_of(text: str) -> list[Ask]:
    """Return what a text asks for, in order and each once."""
    plain, places = _without_apostrophes(fold_in_place(text))
    found: dict[str, Ask] = {}
    for sentence in SENTENCE.finditer(plain):
        for start, end in _phrases(plain, *sentence.span()):
            for key, first, last in _named(plain, start, end):
                found.setdefault(key, Ask(key, places[first], places[last - 1] + 1))
    return sorted(found.values(), key=lambda ask: ask.start)


def _without_apostrophes(text: str) -> tuple[str, list[int]]:
    """Return the text with "I'd" as one word, and where each letter of it stood."""
    dropped = {match.start() for match in APOSTROPHES.finditer(text)}
    places = [place for place in range(len(text)) if place not in dropped]
    return "".join(text[place] for place in places), places


def _phrases(plain: str, first: int, last: int) -> list[tuple[int, int]]:
    """Return the stretches of a sentence in which it asks for something."""
    clauses = [match.span() for match in CLAUSE.finditer(plain, first, last)]
    starts = {match.end() for match in CUES.finditer(plain, first, last)}
    starts |= {match.start() for match in CLITIC.finditer(plain, first, last)}
    for start, end in clauses:
        opening = OPENING.match(plain, start, end)
        at = opening.end() if opening else start
        is_first = start == first or plain[start - 1] != ","
        starts |= set(_commands(plain, at, end, is_first=is_first))
    if starts:
        added = ADDED.finditer(plain, min(starts), last)
        starts |= {match.start("verb") for match in added if match["verb"] in ANYWHERE | ONLY_FIRST}
    found: list[tuple[int, int]] = []
    for start in sorted(starts):
        if found and start < found[-1][1]:
            continue
        clause_end = next((end for begin, end in clauses if begin <= start <= end), start)
        following = min((one for one in starts if one > start), default=clause_end)
        word = WORD.search(plain, start, clause_end)
        if word:
            found.append((word.start(), _end(plain, start, min(clause_end, following))))
    for match in AFTER.finditer(plain, first, last):
        if not any(start <= match.start() < end for start, end in found):
            found += _before(plain, first, match.start())
    return found


def _commands(plain: str, at: int, end: int, *, is_first: bool) -> Iterator[int]:
    """Yield where a clause that begins with a command asks, and where "and" adds another."""
    word = COMMAND.match(plain, at, end)
    if not word or NEVER.match(plain, at, end):
        return
    verb = word["verb"]
    if verb in ANYWHERE or (verb in ONLY_FIRST and (is_first or word["object"])):
        yield at


def _end(plain: str, start: int, clause_end: int) -> int:
    stop = END.search(plain, start, clause_end)
    words = list(WORD.finditer(plain, start, stop.start() if stop else clause_end))
    return words[:LONGEST][-1].end() if words else start


def _before(plain: str, first: int, cue: int) -> list[tuple[int, int]]:
    """Return the thing that stands close before a cue such as "would help"."""
    things = [(start, end) for _, start, end in _things(plain, first, cue)]
    if things and len(WORD.findall(plain, things[-1][1], cue)) <= WORDS_BETWEEN:
        return [things[-1]]
    return []


def _things(plain: str, first: int, last: int) -> list[tuple[str, int, int]]:
    every = [
        (key, *match.span())
        for key, pattern in THINGS
        for match in pattern.finditer(plain, first, last)
    ]
    every.sort(key=lambda thing: (thing[1], -thing[2]))
    things: list[tuple[str, int, int]] = []
    for thing in every:
        if not things or thing[1] >= things[-1][2]:
            things.append(thing)
    return things


def _named(plain: str, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    """Yield the key and the place of each thing that a phrase asks for."""
    is_named, at = False, start
    is_against = AGAINST.match(plain, start, end)
    for key, first, last in _things(plain, start, end):
        if is_against and key not in REMOVALS:
            continue
        between = WORD.findall(plain, at, first)
        # "Put in", "look into".
        del between[1:2]
        if not STOPS.isdisjoint(between) or (is_named and not AND.match(plain, at)):
            break
        yield key, at if is_named else start, last
        is_named, at = True, last
    words = WORD.findall(plain, start, end)
    if words and not is_named and not EMPTY.fullmatch(" ".join(words)):
        telling = [singular(word) for word in words if word not in EMPTY_WORDS]
        yield " ".join(telling) or words[0], start, end
