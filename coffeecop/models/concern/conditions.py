"""What queries ask of concerns, as conditions in SQL; how long an answer usually takes."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from math import ceil
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select

from coffeecop.db import db, now
from coffeecop.models.concern import Concern
from coffeecop.models.concern.parts import (
    DONE,
    AssignedBy,
    ConcernFlag,
    ConcernSource,
    ConcernStatus,
    ConcernTopic,
    Kind,
    Message,
)
from coffeecop.models.event import Event, EventStatus
from coffeecop.models.staff import Role, StaffMember

# What waits for the next event at its venue comes back this long before, so that it is prepared.
BACK_BEFORE_EVENT = timedelta(days=7)
# Of the table and once: an alias of the model at each call took a third of a page's time.
own_event = Event.__table__.alias("own_event").c
next_event = Event.__table__.alias("next_event").c


def in_event_stream() -> ColumnElement[bool]:
    """Match the concerns that count for an event.

    Excludes complaints, withdrawn concerns, and those held or hidden in review.
    """
    return and_(
        Concern.is_complaint.is_(False),
        Concern.withdrawn_at.is_(None),
        Concern.hidden_at.is_(None),
        Concern.is_held.is_(False),
    )


def is_not_merged() -> ColumnElement[bool]:
    """Match the concerns that stand for themselves."""
    return Concern.merged_into_id.is_(None)


def is_free_of_details() -> ColumnElement[bool]:
    """Match the concerns that may be printed: read, without personal details, naming no officer."""
    return Concern.has_personal_details.is_(False) & Concern.names_officer.is_(False)


def has_topic(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Match concerns with a topic whose row meets the conditions."""
    return exists().where(ConcernTopic.concern_id == Concern.id, *conditions).correlate(Concern)


def not_sorted() -> ColumnElement[bool]:
    """Match concerns whose topics neither the resident nor staff have chosen or checked."""
    from_people = has_topic(ConcernTopic.assigned_by != AssignedBy.ENGINE)
    return Concern.topics_checked_at.is_(None) & ~from_people


def is_entered() -> ColumnElement[bool]:
    """Match concerns that staff captured or typed in from paper cards."""
    return Concern.source != ConcernSource.RESIDENT


def asks_for_answer() -> ColumnElement[bool]:
    """Match questions, requests for an answer, and what the resident came back with.

    That is a new message, or that it did not get better.
    """
    wrote_again = exists().where(Message.concern_id == Concern.id, Message.staff_id.is_(None))
    return or_(
        Concern.kind == Kind.QUESTION,
        Concern.wants_answer.is_(True),
        wrote_again.correlate(Concern),
        Concern.reopened_at.is_not(None),
    )


def waits_for_answer() -> ColumnElement[bool]:
    """Match concerns that ask for an answer and that staff have neither answered last nor closed.

    A new message by the resident reopens the wait, and so does that it did not get better. What is
    merged into another is answered with that one. This is the one definition for every number,
    list and badge.
    """
    last_from_staff = (
        select(Message.staff_id.is_not(None))
        .where(Message.concern_id == Concern.id)
        .order_by(Message.id.desc())
        .limit(1)
        .correlate(Concern)
        .scalar_subquery()
    )
    no_thread_and_open = last_from_staff.is_(None) & Concern.status.not_in(DONE)
    return and_(
        Concern.withdrawn_at.is_(None),
        is_not_merged(),
        asks_for_answer(),
        or_(Concern.reopened_at.is_not(None), last_from_staff.is_(False), no_thread_and_open),
    )


def is_snoozed() -> ColumnElement[bool]:
    """Match concerns that staff put away for later and that nothing has brought back.

    The day comes, or the next event at the venue is near; the resident writes again, or says that
    it did not get better; or it is past its due date.
    """
    has_time = Concern.put_away_until.is_not(None) & (Concern.put_away_until > now())
    wrote_again = exists().where(
        Message.concern_id == Concern.id,
        Message.staff_id.is_(None),
        Message.created_at > Concern.put_away_at,
    )
    return and_(
        Concern.put_away_at.is_not(None),
        or_(has_time, Concern.put_away_for_next_event & ~_event_is_near()),
        ~wrote_again.correlate(Concern),
        or_(Concern.reopened_at.is_(None), Concern.reopened_at <= Concern.put_away_at),
        or_(Concern.due_on.is_(None), Concern.due_on >= now().date()),
    )


def _event_is_near() -> ColumnElement[bool]:
    """Match concerns that were put away before an event at the same venue, which is near now."""
    near = exists().where(
        own_event.id == Concern.event_id,
        next_event.venue_id == own_event.venue_id,
        next_event.status == EventStatus.PUBLISHED,
        next_event.starts_at > Concern.put_away_at,
        next_event.starts_at <= now() + BACK_BEFORE_EVENT,
    )
    return near.correlate(Concern)


def is_to_answer() -> ColumnElement[bool]:
    """Match concerns that wait for an answer and are not put away: the work of now."""
    return waits_for_answer() & ~is_snoozed()


def is_open() -> ColumnElement[bool]:
    """Match concerns that are neither done nor merged, or that the resident has written about."""
    return or_(Concern.status.not_in(DONE) & is_not_merged(), waits_for_answer())


def waiting_since() -> ColumnElement[datetime]:
    """Return when a waiting concern began to wait.

    When it was reopened, or else its first message that nobody has answered.
    """
    own = Message.concern_id == Concern.id
    last_answer = select(func.max(Message.id)).where(own, Message.staff_id.is_not(None))
    last_answer_id = last_answer.correlate(Concern).scalar_subquery()
    next_message = (
        select(func.min(Message.created_at))
        .where(own, Message.id > func.coalesce(last_answer_id, 0))
        .correlate(Concern)
        .scalar_subquery()
    )
    asked_at_once = (Concern.kind == Kind.QUESTION) | Concern.wants_answer
    since = case((asked_at_once & last_answer_id.is_(None), Concern.created_at), else_=next_message)
    return func.coalesce(
        Concern.reopened_at, since, Concern.created_at, type_=Concern.created_at.type
    )


def readable_by(staff_member: StaffMember) -> ColumnElement[bool]:
    """Match the concerns this person may read; the query must have joined the event."""
    own = Event.agency_id == staff_member.agency_id
    if staff_member.has_any(Role.COMPLAINTS):
        return own
    return own & Concern.is_complaint.is_(False)


def flags_readable_by(staff_member: StaffMember) -> ColumnElement[bool]:
    """Match the concerns whose flags this person may read."""
    # Includes held and hidden concerns: an urgent flag must not wait for a review.
    return readable_by(staff_member) & Concern.withdrawn_at.is_(None)


def has_open_flag(concern: Concern) -> bool:
    """Return whether staff still have to decide a flag of this concern."""
    if concern.is_withdrawn:
        return False
    is_open = exists().where(ConcernFlag.concern_id == concern.id, ConcernFlag.seen_at.is_(None))
    return bool(db.session.scalar(select(is_open)))


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
        select(Concern.created_at, first_answer_at(), Concern.withdrawn_at).where(
            Concern.id.in_(select(newest.c.id))
        )
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
