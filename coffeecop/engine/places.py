"""Find the places that a text names: streets, corners, named parks and the like, and landmarks.

By rules, in English and Spanish, because a town has its own names and no list of them. A name
written once may be a mistake: what several texts share is a place.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from coffeecop.engine.landmarks import landmarks_of
from coffeecop.engine.language import SMALL_WORDS
from coffeecop.engine.text import fold, read_lists

LISTS = read_lists("places.toml")


def _first_of(lines: Sequence[str]) -> dict[str, str]:
    return {word: line.split()[0] for line in lines for word in line.split()}


AFTER = _first_of(LISTS["after"])
BEFORE = {word: line.split()[0] for line in LISTS["before"] for word in line.split()[1:]}
ORDINALS = _first_of(LISTS["ordinals"])
WORDS = {name: frozenset(words.split()) for name, words in LISTS["words"].items()}
PLAIN, SHORT, DROPPED = WORDS["plain"], WORDS["short"], WORDS["dropped"]
PREPOSITIONS, ARTICLES, JOINS = WORDS["prepositions"], WORDS["articles"], WORDS["joins"]
ANDS, BETWEEN, DIRECTIONS = WORDS["ands"], WORDS["between"], WORDS["directions"]
STREETS = WORDS["streets"] | {""}
NO_NAMES = SMALL_WORDS | WORDS["never"] | ARTICLES | AFTER.keys() | BEFORE.keys()
NOT_IN_LOWER_CASE = NO_NAMES | ORDINALS.keys()
LANDMARK_KIND = "landmark"
TOKEN = re.compile(r"\w+(?:['’]\w+)*|[&/@]")
# Between the words of one name.
SPACE = re.compile(r"\.? +")
# With more capitals the writer shouts, and a capital says nothing.
MOST_CAPITALS = 0.6
LONGEST_NAME, SHORTEST_SHOUT = 3, 3
NUMBERED = re.compile(r"\d{1,3}(?:st|nd|rd|th)")


@dataclass(frozen=True)
class Place:
    """A place, and where the text names it.

    `name` and `kind`, such as "maple" and "court", are the same however they are spelled; the kind
    of a street named without one is empty.
    """

    name: str
    kind: str
    start: int
    end: int
    # The streets of a corner.
    parts: tuple["Place", ...] = ()

    @property
    def key(self) -> str:
        if self.kind == LANDMARK_KIND:
            return f"the {self.name}"
        return f"{self.name} {self.kind}".strip()

    def words(self, text: str) -> str:
        return text[self.start : self.end]

    def label(self, text: str) -> str:
        """Return the words as a name is written, or a landmark: "Maple Court", "the library"."""
        words = " ".join(self.words(text).split())
        if self.kind == LANDMARK_KIND:
            return words.lower()
        return words.title() if words.islower() or words.isupper() else words


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
        span = _typed(tokens, at, known) or _bare(tokens, at, last_end, known)
        if span is None:
            at += 1
            continue
        first, last, name, kind = span
        place = Place(name, kind, tokens[first].start, tokens[last - 1].end)
        found.append((first, last, place))
        at = last
    return sorted(
        [*_corners(tokens, found), *_landmarks(text, [each for _, _, each in found])],
        key=lambda place: place.start,
    )


def believable_names(places: Iterable[Place]) -> frozenset[str]:
    """Return the names of one word that may be read as places where they are in lower case."""
    streets = chain.from_iterable(place.parts or (place,) for place in places)
    names = {place.name for place in streets if place.kind in STREETS}
    return frozenset(name for name in names if name.isalpha() and name not in NOT_IN_LOWER_CASE)


def full_names(places: Iterable[Place], dropped: Collection[str] = DROPPED) -> dict[str, str]:
    """Return for each street that is named without its kind the one key that it can mean."""
    full: dict[str, set[str]] = defaultdict(set)
    for place in chain.from_iterable(each.parts or (each,) for each in places):
        if place.kind and place.kind in STREETS:
            full[place.name].add(place.kind)
    only = {name: min(found) for name, found in full.items() if len(found) == 1}
    return {name: f"{name} {kind}" for name, kind in only.items() if kind in dropped}


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


Match = tuple[int, int, str, str]


def _typed(tokens: Sequence[Token], at: int, known: Collection[str]) -> Match | None:
    """Match a street with its kind from here: first token, end, name and kind."""
    return _kind_first(tokens, at) or _kind_last(tokens, at) or _in_lower_case(tokens, at, known)


def _kind_first(tokens: Sequence[Token], at: int) -> Match | None:
    """Match "calle Birch" or "Plaza de la Constitución"."""
    if tokens[at].word not in BEFORE:
        return None
    start = at + 1
    while start < len(tokens) and tokens[start].word in JOINS and tokens[start].follows:
        start += 1
    if start == len(tokens) or not tokens[start].follows:
        return None
    end = _names_from(tokens, start, joined=True)
    return (at, end, _name(tokens[start:end]), BEFORE[tokens[at].word]) if end > start else None


def _kind_last(tokens: Sequence[Token], at: int) -> Match | None:
    """Match "Maple Court" or "11th St"."""
    end = _names_from(tokens, at)
    if end == at or end == len(tokens):
        return None
    name, kind = tokens[at], tokens[end]
    # "Replace street lights", "Cars park here".
    is_start = end == at + 1 and not name.follows and not name.word[0].isdigit()
    if is_start and not kind.is_capital and kind.word not in SHORT:
        return None
    if kind.follows and kind.word in AFTER:
        return at, end + 1, _name(tokens[at:end]), AFTER[kind.word]
    return None


def _in_lower_case(tokens: Sequence[Token], at: int, known: Collection[str]) -> Match | None:
    """Match "maple st", "maple court" after "on", and a known "elm terrace"; a name of one word."""
    if at + 1 == len(tokens):
        return None
    name, kind = tokens[at], tokens[at + 1]
    if name.is_capital or name.word in NO_NAMES or not name.word.isalpha() or len(name.word) < 3:
        return None
    if kind.is_capital or not kind.follows:
        return None
    before = at - 2 if at > 1 and tokens[at - 1].word in ("la", "el") else at - 1
    is_after = before >= 0 and name.follows and tokens[before].word in PREPOSITIONS
    is_known = name.word in known and AFTER.get(kind.word) in STREETS
    if kind.word in SHORT or (is_after and (kind.word in PLAIN or is_known)):
        return at, at + 2, name.word, AFTER[kind.word]
    return None


def _bare(tokens: Sequence[Token], at: int, last_end: int, known: Collection[str]) -> Match | None:
    """Match "Maple" in "on Maple", "en la Novena" or "Olive and Grand".

    The place before ends at `last_end`.
    """
    end = _names_from(tokens, at)
    if end == at + 1 and tokens[at].is_shouted and tokens[at].word.isalpha():
        return None
    words = _words_before(tokens, at)
    if end == at:
        is_known = tokens[at].word in known and words[:1] and words[0] in PREPOSITIONS
        return (at, at + 1, tokens[at].word, "") if is_known else None
    start = at - 1 if at and tokens[at - 1].word in ARTICLES else at
    is_met = last_end == start - 1 and tokens[start - 1].word in ANDS
    if is_met or _leads_to_place(words, meets=_meets(tokens, end)):
        return at, end, _name(tokens[at:end]), ""
    return None


def _words_before(tokens: Sequence[Token], at: int) -> list[str]:
    """Return the two words before a name and its article, the nearest first."""
    before = at - 1
    while before >= 0 and tokens[before].word in ARTICLES and tokens[before + 1].follows:
        before -= 1
    if before < 0 or not tokens[before + 1].follows:
        return []
    return [token.word for token in reversed(tokens[max(0, before - 1) : before + 1])]


def _meets(tokens: Sequence[Token], end: int) -> bool:
    """Return whether "and" and another name follow."""
    if end + 1 >= len(tokens) or tokens[end].word not in ANDS:
        return False
    start = end + 2 if tokens[end + 1].word in ARTICLES else end + 1
    return start < len(tokens) and _names_from(tokens, start) > start


def _leads_to_place(words: Sequence[str], *, meets: bool) -> bool:
    if words and words[0] in ("of", "de"):
        return meets or words[1:] in (["corner"], ["esquina"], ["intersection"])
    return bool(words) and words[0] in PREPOSITIONS | BETWEEN


def _name(tokens: Sequence[Token]) -> str:
    words = [ORDINALS.get(token.word, token.word) for token in tokens]
    return " ".join([word for word in words if word not in DIRECTIONS | JOINS] or words)


def _corners(tokens: Sequence[Token], found: Sequence[tuple[int, int, Place]]) -> Iterator[Place]:
    """Join two streets with "and" between them."""
    at = 0
    while at < len(found):
        first, last, place = found[at]
        if at + 1 < len(found):
            start, _, other = found[at + 1]
            is_met = start == last + 1 and tokens[last].word in ANDS
            is_article = start == last + 2 and tokens[last + 1].word in ARTICLES
            is_met = is_met or (is_article and tokens[last].word in ANDS)
            is_between = first > 0 and tokens[first - 1].word in BETWEEN
            if is_met and not is_between and place.key != other.key:
                key = " and ".join(sorted((place.key, other.key)))
                yield Place(key, "", place.start, other.end, (place, other))
                at += 2
                continue
        yield place
        at += 1


def _landmarks(text: str, others: Sequence[Place]) -> Iterator[Place]:
    for name, start, end in landmarks_of(text):
        if not any(place.start < end and start < place.end for place in others):
            yield Place(name, LANDMARK_KIND, start, end)
