"""Find the places that a text names: streets, corners, named parks and the like, and landmarks.

By rules, in English and Spanish, because a town has its own names and no list of them. A name
written once may be a mistake: what several texts share is a place.
"""

import re
import tomllib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from coffeecop.engine.language import SMALL_WORDS
from coffeecop.engine.text import fold, fold_in_place

LISTS = tomllib.loads(Path(__file__).with_name("places.toml").read_text("utf-8"))


def _first_of(lines: Sequence[str]) -> dict[str, str]:
    """Return the first word of its line for each word."""
    return {word: line.split()[0] for line in lines for word in line.split()}


AFTER = _first_of(LISTS["after"])
BEFORE = {
    word: line.split()[0] for line in LISTS["before"] for word in line.split()[1:]
}
ORDINALS = _first_of(LISTS["ordinals"])
PLAIN, SHORT, JOINS, PREPOSITIONS, ARTICLES, ANDS, BETWEEN, DIRECTIONS = (
    frozenset(LISTS[name].split())
    for name in (
        *("plain", "short", "joins", "prepositions", "articles", "ands", "between", "directions"),
    )
)
NO_NAMES = SMALL_WORDS | frozenset(LISTS["never"].split()) | ARTICLES | AFTER.keys() | BEFORE.keys()
LANDMARKS = {words: names[0] for names in LISTS["landmarks"] for words in names}
_LONGEST_FIRST = "|".join(re.escape(each) for each in sorted(LANDMARKS, key=len, reverse=True))
LANDMARK = re.compile(
    rf"\b(?:{'|'.join(LISTS['landmark_prepositions'].split())}) (?P<en>the (?:{_LONGEST_FIRST}))\b"
    rf"|\b(?:{'|'.join(LISTS['landmark_prepositions_es'].split())}) (?P<es>(?:(?:la|el|las|los) )"
    rf"(?:{_LONGEST_FIRST}))\b|\b(?:al|del) (?P<al>{_LONGEST_FIRST})\b"
)
TOKEN = re.compile(r"\w+(?:['’]\w+)*|[&/@]")
# Between the words of one name.
SPACE = re.compile(r"\.? +")
# With more capitals the writer shouts, and a capital says nothing.
MOST_CAPITALS = 0.6
LONGEST_NAME = 3
SHORTEST_SHOUT = 3
NUMBERED = re.compile(r"\d{1,3}(?:st|nd|rd|th)")


@dataclass(frozen=True)
class Place:
    """A place, and where the text names it. `key` is the same however it is spelled."""

    key: str
    start: int
    end: int
    # The streets of a corner.
    parts: tuple["Place", ...] = ()

    def words(self, text: str) -> str:
        return text[self.start : self.end]


@dataclass(frozen=True)
class Token:
    start: int
    end: int
    word: str
    is_capital: bool
    # In capitals only: a short name or an abbreviation.
    is_shouted: bool
    # Nothing but a space between it and the token before.
    follows: bool


def places_of(text: str, known: Collection[str] = ()) -> list[Place]:
    """Return the places in order. `known` are the keys of names believed in lower case too."""
    tokens = _tokens(text)
    found: list[tuple[int, int, Place]] = []
    at = 0
    while at < len(tokens):
        last_end = found[-1][1] if found else -1
        span = _typed(tokens, at) or _bare(tokens, at, last_end, known)
        if span is None:
            at += 1
            continue
        first, last, key = span
        found.append((first, last, Place(key, tokens[first].start, tokens[last - 1].end)))
        at = last
    return sorted(
        [*_corners(tokens, found), *_landmarks(text, [each for _, _, each in found])],
        key=lambda place: place.start,
    )


def _tokens(text: str) -> list[Token]:
    letters = [letter for letter in text if letter.isalpha()]
    shouts = sum(map(str.isupper, letters)) > MOST_CAPITALS * len(letters)
    tokens: list[Token] = []
    for match in TOKEN.finditer(text):
        word = fold(match[0]).replace("’", "'").removesuffix("'s")
        between = text[tokens[-1].end : match.start()] if tokens else ""
        is_shouted = match[0].isupper()
        is_capital = not shouts and match[0][0].isupper()
        # Of words in capitals only short ones are names: K Street, MLK.
        is_capital = is_capital and (len(word) <= SHORTEST_SHOUT or not is_shouted)
        follows = SPACE.fullmatch(between) is not None
        tokens.append(Token(match.start(), match.end(), word, is_capital, is_shouted, follows))
    return tokens


def _is_name(tokens: Sequence[Token], at: int) -> bool:
    token = tokens[at]
    if NUMBERED.fullmatch(token.word):
        return True
    after = tokens[at + 1] if at + 1 < len(tokens) and tokens[at + 1].follows else None
    if not token.is_capital:
        return False
    if after and after.word in AFTER and (len(token.word) == 1 or token.word in AFTER):
        # K Street, Court Street.
        return token.word not in ("i", "a") and after.word in PLAIN | SHORT
    if after and token.word in DIRECTIONS:
        return after.is_capital and after.word not in NO_NAMES
    return token.word not in NO_NAMES and len(token.word) > 1


def _names_from(tokens: Sequence[Token], at: int, *, joined: bool = False) -> int:
    """Return the end of the names that begin here; `joined` also takes "Virgen de la Paloma"."""
    end = at
    while end < len(tokens) and end - at < LONGEST_NAME and (end == at or tokens[end].follows):
        if _is_name(tokens, end):
            end += 1
            continue
        after = end
        while joined and after < len(tokens) and tokens[after].word in JOINS:
            after += 1
        if not end < after < len(tokens) or end == at or not _is_name(tokens, after):
            break
        end = after + 1
    return end


def _typed(tokens: Sequence[Token], at: int) -> tuple[int, int, str] | None:
    """Match "Maple Court" or "calle Birch" from here: first token, end, key."""
    token = tokens[at]
    if token.word in BEFORE:
        start = at + 1
        while start < len(tokens) and tokens[start].word in JOINS and tokens[start].follows:
            start += 1
        if start < len(tokens) and tokens[start].follows:
            end = _names_from(tokens, start, joined=True)
            if end > start:
                return at, end, _key(tokens[start:end], BEFORE[token.word])
    end = _names_from(tokens, at)
    if end > at and end < len(tokens) and tokens[end].follows and tokens[end].word in AFTER:
        kind = tokens[end]
        # "Replace street lights", "Cars park here".
        is_start = end == at + 1 and not token.follows and not token.word[0].isdigit()
        if is_start and not kind.is_capital and kind.word not in SHORT:
            return None
        return at, end + 1, _key(tokens[at:end], AFTER[tokens[end].word])
    # In lower case one word is a name: after "on" or before a word that only a street has.
    if at + 1 == len(tokens):
        return None
    kind = tokens[at + 1]
    if not kind.follows or kind.word not in AFTER or kind.is_capital or token.is_capital:
        return None
    is_after = at > 0 and token.follows and tokens[at - 1].word in PREPOSITIONS
    if token.word in NO_NAMES or not token.word.isalpha() or len(token.word) < 3:
        return None
    if kind.word in SHORT or (kind.word in PLAIN and is_after):
        return at, at + 2, _key(tokens[at : at + 1], AFTER[kind.word])
    return None


def _bare(
    tokens: Sequence[Token], at: int, last_end: int, known: Collection[str]
) -> tuple[int, int, str] | None:
    """Match "Maple" in "on Maple", "en la Novena" or "Olive and Grand".

    The place before ends at `last_end`.
    """
    end = _names_from(tokens, at)
    if end == at + 1 and tokens[at].is_shouted and tokens[at].word.isalpha():
        return None
    before = at - 1
    while before >= 0 and tokens[before].word in ARTICLES and tokens[before + 1].follows:
        before -= 1
    has_preposition = (
        before >= 0
        and tokens[before + 1].follows
        and (tokens[before].word in PREPOSITIONS | BETWEEN | {"of", "de"})
    )
    if end > at:
        is_of = has_preposition and tokens[before].word in {"of", "de"}
        meets = end < len(tokens) and tokens[end].word in ANDS and end + 1 < len(tokens)
        if meets:
            meets = _names_from(tokens, end + 1) > end + 1
        met = last_end == at - 1 and tokens[at - 1].word in ANDS
        is_corner = before > 0 and tokens[before - 1].word in {"corner", "esquina", "intersection"}
        if (has_preposition and (not is_of or is_corner or meets)) or met:
            return at, end, _key(tokens[at:end], "")
        return None
    if has_preposition and tokens[at].word in known and tokens[before].word in PREPOSITIONS:
        return at, at + 1, _key(tokens[at : at + 1], "")
    return None


def _key(names: Sequence[Token], kind: str) -> str:
    words = [ORDINALS.get(token.word, token.word) for token in names]
    plain = [word for word in words if word not in DIRECTIONS | JOINS] or words
    return " ".join([*plain, kind]).strip()


def _corners(
    tokens: Sequence[Token], found: Sequence[tuple[int, int, Place]]
) -> Iterator[Place]:
    """Join two streets with "and" between them."""
    at = 0
    while at < len(found):
        first, last, place = found[at]
        if at + 1 < len(found):
            start, _, other = found[at + 1]
            is_met = start == last + 1 and tokens[last].word in ANDS
            is_met = is_met or (start == last + 2 and tokens[last].word in ANDS)
            is_between = first > 0 and tokens[first - 1].word in BETWEEN
            if is_met and not is_between and place.key != other.key:
                key = " and ".join(sorted((place.key, other.key)))
                yield Place(key, place.start, other.end, (place, other))
                at += 2
                continue
        yield place
        at += 1


def _landmarks(text: str, others: Sequence[Place]) -> Iterator[Place]:
    for match in LANDMARK.finditer(fold_in_place(text)):
        name = match.lastgroup or ""
        start, end = match.span(name)
        if not any(place.start < end and start < place.end for place in others):
            words = re.sub(r"^(?:the|la|el|las|los) ", "", match[name])
            yield Place(f"the {LANDMARKS[words]}", start, end)
