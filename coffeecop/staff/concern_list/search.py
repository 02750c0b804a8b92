"""Concerns by the words in them and words like these, and those that are like others.

Case and accents do not count. Every word is the beginning of one ("speed" finds "speeding"), and
words in quotation marks stand together and stand for nothing else.
"""

import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from threading import Lock
from typing import Any

from cachetools import TTLCache
from sqlalchemy import (
    ColumnElement,
    Select,
    column,
    false,
    func,
    literal,
    literal_column,
    or_,
    select,
    table,
)

from coffeecop.analysis.training_data import select_texts
from coffeecop.db import db
from coffeecop.db.search_index import SEARCH_TABLE
from coffeecop.engine import likeness_process
from coffeecop.engine.kindred import Phrase, kindred
from coffeecop.engine.likeness_process import Candidate, LikeText, NotCompared, Question
from coffeecop.engine.text import tokens
from coffeecop.models import Concern, ConcernVector, Event, StaffMember
from coffeecop.models.concern.conditions import in_event_stream
from coffeecop.web import rate_limits
from coffeecop.web.paging import count_up_to

logger = logging.getLogger("coffeecop.staff.likeness")

LONGEST_SEARCH = 200

QUOTATION_MARKS = frozenset('"“”«»')
_QUOTED_OR_WORD = re.compile(r'["“”«»]([^"“”«»]+)["“”«»]|([^\s"“”«»]+)')
_QUOTED_OR_NOT = re.compile(r'["“”«»]([^"“”«»]+)["“”«»]|([^"“”«»]+)')

# All of them are wanted, each as one of several phrases.
Wanted = list[list[Phrase]]


def exact_words(text: str) -> Wanted:
    """Return each word of a search, and together those in quotation marks."""
    return [
        [Phrase(tuple(words), not quoted)]
        for quoted, unquoted in _QUOTED_OR_WORD.findall(text[:LONGEST_SEARCH])
        if (words := tokens(quoted or unquoted))
    ]


def kindred_words(text: str) -> Wanted:
    """Return each word of a search with all that are like it, without small words."""
    wanted: Wanted = []
    for quoted, unquoted in _QUOTED_OR_NOT.findall(text[:LONGEST_SEARCH]):
        wanted += exact_words(f'"{quoted}"') if quoted else kindred(unquoted)
    return wanted


def matches(text: str) -> ColumnElement[bool]:
    """Match the concerns in which all words are; none if the text has no word."""
    return _matches(exact_words(text))


def matches_kindred(text: str) -> ColumnElement[bool]:
    """Match the concerns in which all words are, or others like them."""
    return or_(matches(text), _matches(kindred_words(text)))


def _matches(wanted: Wanted) -> ColumnElement[bool]:
    if not wanted:
        return false()
    return _on_sqlite(wanted) if db.engine.dialect.name == "sqlite" else _on_postgresql(wanted)


def _on_sqlite(wanted: Wanted) -> ColumnElement[bool]:
    query = " AND ".join(
        "(" + " OR ".join(f'"{" ".join(words)}"' + "*" * begins for words, begins in each) + ")"
        for each in wanted
    )
    # FTS5 has a column with the table's name, for a search in all of them.
    index: Any = table(SEARCH_TABLE, column("rowid"), column(SEARCH_TABLE))
    found = select(index.c.rowid).where(index.c[SEARCH_TABLE].op("MATCH")(query))
    # "+ 0": tested in the order of the list, never sorted after all matches of a common word
    # have been joined.
    return (Concern.id + 0).in_(found)


def _on_postgresql(wanted: Wanted) -> ColumnElement[bool]:
    query = " & ".join(
        "(" + " | ".join(_on_postgresql_phrase(phrase) for phrase in each) + ")" for each in wanted
    )
    index: Any = table(SEARCH_TABLE, column("concern_id"), column("words"))
    # In the statement itself: with a parameter PostgreSQL soon makes one plan for rare and common
    # words alike, which reads all of them.
    words = literal(query, literal_execute=True)
    found = index.c.words.op("@@")(func.to_tsquery(literal_column("'simple'"), words))
    return Concern.id.in_(select(index.c.concern_id).where(found))


def _on_postgresql_phrase(phrase: Phrase) -> str:
    words = " <-> ".join(f"'{word}'" for word in phrase.words)
    return f"({words}{':*' if phrase.is_beginning else ''})"


# Reading more would take longer than a person waits.
MOST_COMPARED = 20_000
ROWS_AT_A_TIME = 500
# So many concerns that have the words show what is meant by them.
MOST_HAVING_WORDS = 20
# For each person: an answer that is not kept takes a second or two of a core.
COMPARING_LIMIT = "20 per minute"
# By event, so that the index on event and time is used.
NEWEST_FIRST = (
    Event.starts_at.desc(),
    Event.id.desc(),
    Concern.created_at.desc(),
    Concern.id.desc(),
)


@dataclass(frozen=True)
class Alike:
    """Concerns, the most alike first, whoever may look at them and whatever the filter."""

    found: tuple[LikeText, ...] = ()
    # Only the newest were compared.
    is_partial: bool = False
    # The computer could not answer just now.
    is_unknown: bool = False

    @property
    def ids(self) -> list[int]:
        return [each.id for each in self.found]

    @property
    def sentences(self) -> dict[int, str]:
        """Return by concern what of it is nearest to the words of a search."""
        return {each.id: each.sentence for each in self.found}


# Answers of this process: the pages and the concerns of a list ask for the same one again.
_kept: TTLCache[object, Alike] = TTLCache(maxsize=50, ttl=300)
_lock = Lock()


def alike(like: Sequence[int], unlike: Sequence[int], member: StaffMember) -> Alike:
    """Return the concerns that are like these, without them."""
    texts, ids = _texts(member), [*like, *unlike]
    return _compare(
        Question(like=tuple(like), unlike=tuple(unlike)),
        texts.where(Concern.id.in_(ids)),
        texts.where(Concern.id.not_in(ids)),
        member,
    )


def close_in_meaning(words: str, member: StaffMember) -> Alike:
    """Return the concerns without these words and words like them that mean about the same."""
    texts = _texts(member).where(ConcernVector.vector.is_not(None))
    having = texts.where(matches_kindred(words)).order_by(*NEWEST_FIRST).limit(MOST_HAVING_WORDS)
    ids = db.session.scalars(having).all()
    return _compare(
        Question(like=tuple(ids), words=words),
        texts.where(Concern.id.in_(ids)),
        texts.where(~matches_kindred(words)),
        member,
    )


def _compare(
    question: Question,
    picked: Select[*tuple[Any, ...]],
    others: Select[*tuple[Any, ...]],
    member: StaffMember,
) -> Alike:
    newest = select(Concern.id, Concern.created_at).order_by(Concern.id.desc()).limit(1)
    key = (member.agency_id, question, db.session.execute(newest).one_or_none())
    with _lock:
        kept = _kept.get(key)
    if kept:
        return kept
    if not rate_limits.count(COMPARING_LIMIT, "comparing", str(member.id)):
        return Alike(is_unknown=True)
    is_partial = count_up_to(MOST_COMPARED + 1, others) > MOST_COMPARED
    compared = others.order_by(*NEWEST_FIRST).limit(MOST_COMPARED)
    try:
        found = likeness_process.compare(question, chain(_read(picked), _read(compared)))
    except NotCompared:
        logger.warning("concerns could not be compared", exc_info=True)
        return Alike(is_unknown=True)
    answer = Alike(tuple(found), is_partial)
    with _lock:
        _kept[key] = answer
    return answer


def _texts(member: StaffMember) -> Select[*tuple[Any, ...]]:
    own = Event.agency_id == member.agency_id, in_event_stream()
    return select_texts().join(Concern.event).where(*own)


def _read(texts: Select[*tuple[Any, ...]]) -> Iterator[Candidate]:
    with db.session.execute(texts.execution_options(yield_per=ROWS_AT_A_TIME)) as rows:
        for row in rows:
            yield Candidate(row.id, row.body, row.vector)
