"""Concerns that are like others, and those that mean what a search says."""

import logging
from collections.abc import Iterator, Sequence
from itertools import chain
from threading import Lock
from typing import Any

from cachetools import TTLCache, cached
from sqlalchemy import Select, select

from coffeecop.analysis.training_data import select_texts
from coffeecop.db import db
from coffeecop.models import Concern, ConcernVector, Event, StaffMember
from coffeecop.models.concern.conditions import in_event_stream
from coffeecop.parts.hooks import Alike
from coffeecop.parts.likeness.engine import likeness_process
from coffeecop.parts.likeness.engine.likeness_process import Candidate, NotCompared, Question
from coffeecop.staff.concern_list.search import NEWEST_FIRST, matches_kindred
from coffeecop.web import rate_limits
from coffeecop.web.paging import count_up_to

logger = logging.getLogger("coffeecop.staff.likeness")

# Reading more would take longer than a person waits.
MOST_COMPARED = 20_000
ROWS_AT_A_TIME = 500
# So many concerns that have the words show what is meant by them.
MOST_HAVING_WORDS = 20
# For each person: an answer that is not kept takes a second or two of a core.
ASKING_LIMIT = "20 per minute"

Texts = Select[*tuple[Any, ...]]


def alike(like: Sequence[int], unlike: Sequence[int], member: StaffMember) -> Alike:
    """Return the concerns that are like these, without them."""
    texts, ids = texts_of(member.agency_id), [*like, *unlike]
    return _compare(
        Question(like=tuple(like), unlike=tuple(unlike)),
        texts.where(Concern.id.in_(ids)),
        texts.where(Concern.id.not_in(ids)),
        member,
    )


def close_in_meaning(words: str, member: StaffMember) -> Alike:
    """Return the concerns without these words and words like them that mean about the same."""
    texts = texts_of(member.agency_id).where(ConcernVector.vector.is_not(None))
    having = texts.where(matches_kindred(words)).order_by(*NEWEST_FIRST).limit(MOST_HAVING_WORDS)
    ids = db.session.scalars(having).all()
    return _compare(
        Question(like=tuple(ids), words=words),
        texts.where(Concern.id.in_(ids)),
        texts.where(~matches_kindred(words)),
        member,
    )


def _compare(question: Question, picked: Texts, others: Texts, member: StaffMember) -> Alike:
    newest = select(Concern.id, Concern.created_at).order_by(Concern.id.desc()).limit(1)
    state = db.session.execute(newest).one_or_none()
    try:
        return _compared(question, picked, others, state, member)
    except NotCompared:
        logger.warning("concerns could not be compared", exc_info=True)
        return Alike(is_unknown=True)


# The pages and the concerns of a list ask for the same one again.
@cached(
    TTLCache(maxsize=50, ttl=300),
    key=lambda question, _picked, _others, state, member: (member.agency_id, question, state),
    lock=Lock(),
)
def _compared(
    question: Question, picked: Texts, others: Texts, state: object, member: StaffMember
) -> Alike:
    if not rate_limits.count(ASKING_LIMIT, "comparing", str(member.id)):
        raise NotCompared("one person asks too often")
    is_partial = count_up_to(MOST_COMPARED + 1, others) > MOST_COMPARED
    compared = others.order_by(*NEWEST_FIRST).limit(MOST_COMPARED)
    found = likeness_process.compare(question, chain(read(picked), read(compared)))
    return Alike(found, newest=MOST_COMPARED if is_partial else 0)


def texts_of(agency_id: int) -> Texts:
    own = Event.agency_id == agency_id, in_event_stream()
    return select_texts().join(Concern.event).where(*own)


def read(texts: Texts) -> Iterator[Candidate]:
    with db.session.execute(texts.execution_options(yield_per=ROWS_AT_A_TIME)) as rows:
        for row in rows:
            yield Candidate(row.id, row.body, row.vector)
