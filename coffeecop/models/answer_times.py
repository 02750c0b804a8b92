"""How long an answer usually takes, from the department's own record."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from math import ceil
from typing import NamedTuple

from sqlalchemy import ColumnElement, case, func, select

from coffeecop.db import db, now
from coffeecop.models.concern import Concern
from coffeecop.models.concern_enums import ConcernStatus, Kind
from coffeecop.models.event import Event
from coffeecop.models.message import Message

RECORD = timedelta(days=365)
# Fewer answers are a guess, and would say too much of the people who got them.
FEWEST_ANSWERS = 5
# The newest; bounds the cost of a receipt.
MOST_WAITS = 500
DAY = timedelta(days=1)


class Wait(NamedTuple):
    """How long somebody waited for the first answer, and whether it came."""

    length: timedelta
    is_answered: bool


def usual_answer_days(agency_id: int) -> int | None:
    """Return within how many days half of those who asked got their first answer.

    None: fewer than FEWEST_ANSWERS came in the last year, or not half of them have come yet.
    """
    waits = answer_waits(agency_id)
    if sum(wait.is_answered for wait in waits) < FEWEST_ANSWERS:
        return None
    median = median_wait(waits)
    return None if median is None else max(1, ceil(median / DAY))


def median_wait(waits: Sequence[Wait]) -> timedelta | None:
    """Return the Kaplan–Meier median: who still waits counts for as long as they have waited.

    None: less than half would have been answered by any time that was seen.
    Kaplan and Meier, Journal of the American Statistical Association 53 (1958), 457–481.
    """
    waiting = 1.0
    # At the same time, an answer comes before a wait that ends without one.
    ordered = sorted(waits, key=lambda wait: (wait.length, not wait.is_answered))
    for place, wait in enumerate(ordered):
        if wait.is_answered:
            waiting *= 1 - 1 / (len(ordered) - place)
        # Rounded: a product of fractions may end just above one half.
        if round(waiting, 9) <= 0.5:
            return wait.length
    return None


def answer_waits(agency_id: int) -> list[Wait]:
    """Return the waits of the newest concerns of the last year that asked for an answer at once."""
    # Limited first, so that only their messages are looked up.
    newest = (
        select(Concern.id)
        .join(Concern.event)
        .where(
            Event.agency_id == agency_id,
            Concern.created_at > now() - RECORD,
            (Concern.kind == Kind.QUESTION) | Concern.wants_answer,
            # Nobody could read an answer to the others.
            Concern.receipt_hash.is_not(None),
            Concern.is_complaint.is_(False),
            Concern.hidden_at.is_(None),
        )
        .order_by(Concern.created_at.desc(), Concern.id.desc())
        .limit(MOST_WAITS)
        .subquery()
    )
    rows = db.session.execute(
        select(
            Concern.created_at,
            first_answer_at(),
            Concern.withdrawn_at,
        ).where(Concern.id.in_(select(newest.c.id)))
    )
    return [
        Wait((answered_at or withdrawn_at or now()) - created_at, answered_at is not None)
        for created_at, answered_at, withdrawn_at in rows
    ]


def first_answer_at() -> ColumnElement[datetime]:
    """Return when a concern got its first answer, as an SQL expression.

    It is the department's first message. Without one, it is when the concern was marked as answered
    or declined. One that was closed otherwise counts as still waiting.
    """
    first_message = (
        select(func.min(Message.created_at))
        .where(Message.concern_id == Concern.id, Message.staff_id.is_not(None))
        .correlate(Concern)
        .scalar_subquery()
    )
    is_marked = Concern.status.in_([ConcernStatus.ANSWERED, ConcernStatus.DECLINED])
    marked_at = case((is_marked, Concern.status_at))
    return func.coalesce(first_message, marked_at, type_=Concern.created_at.type)
