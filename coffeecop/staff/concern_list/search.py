"""Concerns by the words in them, and those that are like others or mean what some words say.

Case and accents do not count. Every word is the beginning of one ("speed" finds "speeding"), and
words in quotation marks stand together.
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
    select,
    table,
)

from coffeecop.db import db
from coffeecop.db.search_index import SEARCH_TABLE
from coffeecop.engine import likeness_process
from coffeecop.engine.examples import encoder_name
from coffeecop.engine.likeness_process import Candidate, NotCompared, Question
from coffeecop.engine.text import tokens
from coffeecop.models import Concern, ConcernVector, Event, StaffMember
from coffeecop.models.concern.conditions import in_event_stream
from coffeecop.web import rate_limits
from coffeecop.web.paging import count_up_to

LONGEST_SEARCH = 200

_QUOTED_OR_NOT = re.compile(r'["“”«»]([^"“”«»]+)["“”«»]|([^\s"“”«»]+)')


def matches(text: str) -> ColumnElement[bool]:
    """Match the concerns in which all words are; none if the text has no word."""
    phrases = [
        (words, not quoted)
        for quoted, unquoted in _QUOTED_OR_NOT.findall(text[:LONGEST_SEARCH])
        if (words := tokens(quoted or unquoted))
    ]
    if not phrases:
        return false()
    return _on_sqlite(phrases) if db.engine.dialect.name == "sqlite" else _on_postgresql(phrases)


def _on_sqlite(phrases: list[tuple[list[str], bool]]) -> ColumnElement[bool]:
    query = " ".join(
        f'"{" ".join(words)}"' + ("*" if is_beginning else "") for words, is_beginning in phrases
    )
    # FTS5 has a column with the table's name, for a search in all of them.
    index: Any = table(SEARCH_TABLE, column("rowid"), column(SEARCH_TABLE))
    found = select(index.c.rowid).where(index.c[SEARCH_TABLE].op("MATCH")(query))
    # "+ 0": tested in the order of the list, never sorted after all matches of a common word
    # have been joined.
    return (Concern.id + 0).in_(found)


def _on_postgresql(phrases: list[tuple[list[str], bool]]) -> ColumnElement[bool]:
    query = " & ".join(
        "(" + " <-> ".join(f"'{word}'" for word in words) + (":*)" if is_beginning else ")")
        for words, is_beginning in phrases
    )
    index: Any = table(SEARCH_TABLE, column("concern_id"), column("words"))
    # In the statement itself: with a parameter PostgreSQL soon makes one plan for rare and common
    # words alike, which reads all of them.
    words = literal(query, literal_execute=True)
    found = index.c.words.op("@@")(func.to_tsquery(literal_column("'simple'"), words))
    return Concern.id.in_(select(index.c.concern_id).where(found))


logger = logging.getLogger("coffeecop.staff.likeness")

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
    """Ids of concerns, the most alike first, whoever may look at them and whatever the filter."""

    ids: tuple[int, ...] = ()
    # Only the newest were compared.
    is_partial: bool = False
    # The computer could not answer just now.
    is_unknown: bool = False


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
    """Return the concerns without these words that mean about the same."""
    texts = _texts(member).where(ConcernVector.vector.is_not(None))
    having = texts.where(matches(words)).order_by(*NEWEST_FIRST).limit(MOST_HAVING_WORDS)
    ids = db.session.scalars(having).all()
    return _compare(
        Question(like=tuple(ids), words=words),
        texts.where(Concern.id.in_(ids)),
        texts.where(~matches(words)),
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
        ids = likeness_process.compare(question, chain(_read(picked), _read(compared)))
    except NotCompared:
        logger.warning("concerns could not be compared", exc_info=True)
        return Alike(is_unknown=True)
    found = Alike(tuple(ids), is_partial)
    with _lock:
        _kept[key] = found
    return found


def _texts(member: StaffMember) -> Select[*tuple[Any, ...]]:
    own_vector = ConcernVector.concern_id == Concern.id
    return (
        select(Concern.id, Concern.body, ConcernVector.vector)
        .join(Concern.event)
        .outerjoin(ConcernVector, own_vector & (ConcernVector.encoder == encoder_name()))
        .where(Event.agency_id == member.agency_id, in_event_stream())
    )


def _read(texts: Select[*tuple[Any, ...]]) -> Iterator[Candidate]:
    with db.session.execute(texts.execution_options(yield_per=ROWS_AT_A_TIME)) as rows:
        for row in rows:
            yield Candidate(row.id, row.body, row.vector)
