"""Find the names of private people, in English and Spanish.

A name is found where the words around it make it a person's: a title, a relation, "named", a verb
of speech, a given name before a family name. Capitals alone do not: towns are full of them. An
officer's name after a title is none. Many names are missed, so this only serves to ask, and to take
out what it finds.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from coffeecop.engine.detectors.personal import OFFICER, OFFICERS
from coffeecop.engine.language import SMALL_WORDS
from coffeecop.engine.places import AFTER, BEFORE, NO_NAMES
from coffeecop.engine.text import Span, fold, read_lists, spans

LISTS = read_lists("detectors/names.toml")
PHRASES = {name: frozenset(each) for name, each in LISTS.pop("phrases").items()}
PUBLIC = frozenset(LISTS.pop("public"))
WORDS = {name: frozenset(words.split()) for name, words in LISTS.items()}
# Words that make a name that of a place: Maple Court, Calle Roble.
PLACE_WORDS = frozenset({*AFTER, *BEFORE}) | WORDS["shops"]
NEVER = WORDS["never"] | SMALL_WORDS | PLACE_WORDS | NO_NAMES
GIVEN = WORDS["given"] | WORDS["words_too"]
# Believed without a word such as "neighbor" before them.
CLEAR = WORDS["given"] - WORDS["words_too"]
SURNAMES, RELATIONS, PEOPLE = WORDS["surnames"], WORDS["relations"], WORDS["people"]
NOT_AFTER, NO_PEOPLE = WORDS["not_after"], WORDS["no_people"]

WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
# Oak Street 96: the number of a house, not of a telephone.
HOUSE_NUMBER = re.compile(r",? (?:n[ºo°]?\.? ?|#)?\d{1,4}(?![\w/-]|[ .:]\d)")
SENTENCE_END = re.compile(r"[.!?;\n]")
CAPITALS = re.compile(r"[A-ZÁÉÍÓÚÑÜ]")
TITLES, OWNERS, CORNERS = WORDS["titles"], WORDS["owners"], WORDS["corners"]
SIGNING, THANKS, CLITICS = WORDS["signing"], WORDS["thanks"], WORDS["clitics"]
ARTICLES, AND = frozenset(("el", "la", "los", "the")), frozenset(("and", "y", "e"))
PARTICLES = frozenset(("de", "del", "la", "los"))
# Words that end right before a name, and those that begin right after it.
NAMING, NICKNAMING, ADDRESSING = PHRASES["naming"], PHRASES["nicknaming"], PHRASES["addressing"]
OWN_NAME, OWN_KNOWN, HOMES = PHRASES["own_name"], PHRASES["own_known"], PHRASES["homes"]
LONGEST_NAME = 3
LONGEST_PHRASE = 3
# In a text with more capitals than this a capital says nothing.
MOST_CAPITALS = 0.6


@dataclass(frozen=True)
class Word:
    start: int
    end: int
    # Folded, without the possessive.
    word: str
    is_capital: bool
    # What stands between it and the word before.
    gap: str
    is_before_house_number: bool

    def follows(self, other: "Word") -> bool:
        """Return whether nothing ends between the word before and this."""
        is_short = len(other.word) == 1 or other.word in TITLES
        return self.gap == " " or (self.gap == ". " and is_short)


def find_names(text: str) -> Iterator[Span]:
    """Yield the spans of names, with their title, in order."""
    words = _words(text)
    officers = [*spans(OFFICER, text), *spans(OFFICERS, text)]
    at = last = 0
    while at < len(words):
        end = _end_of_name(words, at, last)
        if end == at:
            at = max(at + 1, _run(words, at)) if _is_of_place(words, at) else at + 1
            continue
        span = words[at].start, words[end - 1].end
        if not any(span[0] < after and before < span[1] for before, after in officers):
            yield span
            last = end
        at = end


def _words(text: str) -> list[Word]:
    found = list(WORD.finditer(text))
    capitals = sum(CAPITALS.match(each[0]) is not None for each in found)
    has_small_letters = capitals <= MOST_CAPITALS * len(found) or len(found) < LONGEST_NAME * 2
    has_small_letters = has_small_letters and not text.isupper()
    words, last = [], 0
    for each in found:
        word = fold(each[0]).replace("’", "'")
        # A word in capitals is stressed, no name.
        is_capital = has_small_letters and CAPITALS.match(each[0]) is not None
        is_capital = is_capital and not (each[0].isupper() and len(word) > 1)
        words.append(
            Word(
                *each.span(),
                word.removesuffix("'s"),
                is_capital,
                text[last : each.start()],
                HOUSE_NUMBER.match(text, each.end()) is not None,
            )
        )
        last = each.end()
    return words


def _end_of_name(words: Sequence[Word], at: int, last: int) -> int:
    """Return the end of the name that begins at a word, or that word's place if none does.

    The name before ends at `last`.
    """
    if words[at].word in TITLES:
        return _titled(words, at)
    before = _before(words, at)
    end = _run(words, at)
    is_known = words[at].word in GIVEN and words[at].is_capital
    is_also = 0 < last == at - 1 and words[at - 1].word in AND and not _is_place(words, end)
    if end > at and (_is_announced(before) or is_also or (is_known and _ends(OWN_KNOWN, before))):
        return end
    if _ends(NICKNAMING, before) and NO_PEOPLE.isdisjoint(before):
        return _nickname(words, at)
    if words[at].word in CLEAR and _is_relation(before, of=True):
        # In small letters only a clear name.
        return max(end, at + 1)
    is_full = words[at].word in CLEAR and at + 1 < len(words) and words[at + 1].word in SURNAMES
    if end == at and is_full and words[at + 1].gap == " " and not _is_place(words, at + 2):
        return at if _is_of_place(words, at) else at + 2
    if end > at and not _is_of_place(words, at):
        return _by_its_words(words, at, end, before)
    return at


def _is_of_place(words: Sequence[Word], at: int) -> bool:
    """Return whether what stands here is named after somebody: Calle de Antonio Sample."""
    before = _before(words, at)
    name = [each.word for each in words[at : _run(words, at)]]
    is_public = any(" ".join(pair) in PUBLIC for pair in zip(name, name[1:], strict=False))
    is_corner = not CORNERS.isdisjoint(before)
    return is_public or is_corner or not NOT_AFTER.isdisjoint(_nearest(before))


def _titled(words: Sequence[Word], at: int) -> int:
    after = at + 1
    is_shop = at > 0 and words[at].gap == " " and words[at - 1].word in PLACE_WORDS
    if after == len(words) or words[after].gap.strip(" .") or is_shop:
        return at
    if words[after].is_capital and words[after].word not in NEVER - GIVEN:
        return _run(words, after)
    is_person = words[after].word in GIVEN and words[at].word != "miss"
    return after + 1 if is_person and words[at].word not in ("don", "sr") else at


def _run(words: Sequence[Word], at: int) -> int:
    """Return the end of up to three words with capitals, "de la" between them."""
    end = last = at
    for _ in range(LONGEST_NAME):
        while last > at and end < len(words) and words[end].word in PARTICLES:
            end += 1
        if end == len(words) or (end > at and not words[end].follows(words[end - 1])):
            break
        word = words[end]
        is_initial = len(word.word) == 1 and end > at
        if not word.is_capital or (word.word in NEVER - GIVEN and not is_initial):
            break
        end = last = end + 1
    # Juan Carlos I.
    return last - 1 if last > at + 1 and len(words[last - 1].word) == 1 else last


def _before(words: Sequence[Word], at: int) -> list[str]:
    """Return the words before in the same sentence, at most six."""
    start = at
    while start > 0 and at - start < 2 * LONGEST_PHRASE:
        is_short = words[start - 1].word in NOT_AFTER and words[start].gap == ". "
        if SENTENCE_END.search(words[start].gap) and not is_short:
            break
        start -= 1
    return [each.word for each in words[start:at]]


def _nearest(before: Sequence[str]) -> list[str]:
    """Return the nearest word that is no article or "de"."""
    return [word for word in before if word not in ARTICLES | PARTICLES | {"of"}][-1:]


def _ends(phrases: Collection[str], before: Sequence[str]) -> bool:
    tail = " " + " ".join(before)
    return any(tail.endswith(" " + phrase) for phrase in phrases)


def _is_relation(before: Sequence[str], *, of: bool = False) -> bool:
    if of and before[-1:] in (["of"], ["de"]):
        before = before[:-1]
    return bool(before) and before[-1] in RELATIONS and not OWNERS.isdisjoint(before[-4:-1])


def _is_announced(before: Sequence[str]) -> bool:
    """Return whether any name is expected: my neighbor, a kid named, my name is."""
    is_of_person = not PEOPLE.union(RELATIONS).isdisjoint(before)
    return (
        _is_relation(before) or _ends(OWN_NAME, before) or (_ends(NAMING, before) and is_of_person)
    )


def _nickname(words: Sequence[Word], at: int) -> int:
    first = at + 1 if words[at].word in ARTICLES and at + 1 < len(words) else at
    return first + 1 if words[first].is_capital and words[first].word not in NEVER else at


def _is_place(words: Sequence[Word], end: int) -> bool:
    """Return whether a word such as "Street" follows."""
    return end < len(words) and words[end].gap == " " and words[end].word in PLACE_WORDS


def _by_its_words(words: Sequence[Word], at: int, end: int, before: Sequence[str]) -> int:
    """Return the end of a full name, or of one alone beside a verb of speech or the like."""
    after = [each.word for each in words[end : end + LONGEST_PHRASE]]
    if _is_place(words, end):
        return at
    name = [each.word for each in words[at:end]]
    if len(name) > 1:
        return end if _is_full_name(name) and not words[end - 1].is_before_house_number else at
    verbs = [word for word in after if word not in CLITICS][:1]
    is_known = words[at].word in GIVEN
    if end == len(words) and _is_signed(before, words[at].gap, is_known=is_known):
        return end
    if is_known and WORDS["speech"].intersection(verbs):
        return end
    if words[at].word in CLEAR:
        phrases = {" ".join(after[:count]) for count in (1, 2, 3)}
        is_begun = not before or before[-1] in WORDS["beginning"]
        person_words = WORDS["deeds"] | RELATIONS | (WORDS["states"] if is_begun else frozenset())
        is_about_person = person_words.intersection(verbs)
        if is_about_person or HOMES & phrases or _ends(ADDRESSING, before):
            return end
    is_family = before[-1:] in (["familia"], ["hermanos"]) or (
        before[-1:] == ["the"] and not WORDS["family"].isdisjoint(after[:1])
    )
    return end if is_family and words[at].word in SURNAMES else at


def _is_signed(before: Sequence[str], gap: str, *, is_known: bool) -> bool:
    is_thanks = is_known and "," in gap and not THANKS.isdisjoint(before[-1:])
    return is_thanks or not SIGNING.isdisjoint(before[-1:])


def _is_full_name(name: Sequence[str]) -> bool:
    return name[0] in CLEAR or SURNAMES.issuperset(name[-1:])
