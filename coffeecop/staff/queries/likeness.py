"""Concerns that are like others, or that mean what some words say, among those of the department.

Complaints, and what is held, hidden or withdrawn, are neither compared nor found.
"""

import logging
import time
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from threading import Lock
from typing import Any

from sqlalchemy import Select, select

from coffeecop.db import db
from coffeecop.engine import likeness_process
from coffeecop.engine.examples import encoder_name
from coffeecop.engine.likeness_process import Candidate, NotCompared, Question
from coffeecop.models import Concern, ConcernVector, Event, StaffMember
from coffeecop.models.concern_conditions import in_event_stream
from coffeecop.staff.queries.paging import count_up_to
from coffeecop.staff.queries.search import matches
from coffeecop.web import rate_limits

logger = logging.getLogger("coffeecop.staff.likeness")

# Reading more would take longer than a person waits.
MOST_COMPARED = 20_000
ROWS_AT_A_TIME = 500
# So many concerns that have the words show what is meant by them.
MOST_HAVING_WORDS = 20
# For each person: an answer that is not kept takes a second or two of a core.
COMPARING_LIMIT = "20 per minute"
KEPT_FOR = 300
MOST_KEPT = 50
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
_kept: OrderedDict[object, tuple[float, Alike]] = OrderedDict()
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
        kept_at, kept = _kept.get(key, (0.0, None))
    if kept and time.monotonic() - kept_at < KEPT_FOR:
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
        _kept[key] = (time.monotonic(), found)
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
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
