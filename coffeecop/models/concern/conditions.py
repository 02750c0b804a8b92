"""What queries ask of concerns, as conditions in SQL; how long an answer usually takes.

A condition that depends on nothing is built once: several pages ask for it ten times.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from math import ceil
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, exists, func, or_, select

from coffeecop.db import UtcDateTime, current_time, db, now
from coffeecop.engine.kinds import Kind
from coffeecop.models.concern import Concern
from coffeecop.models.concern.parts import (
    OPEN_STATES,
    OUT_STATES,
    AssignedBy,
    ConcernFlag,
    ConcernSource,
    ConcernState,
    ConcernTopic,
)
from coffeecop.models.event import Event, EventStatus
from coffeecop.models.staff import StaffMember

# What waits for the next event at its venue comes back this long before, so that it is prepared.
BACK_BEFORE_EVENT = timedelta(days=7)
# And at last so long after it was put away: there may be no next event at its venue.
LONGEST_FOR_EVENT = timedelta(days=92)
# Of the table and once: an alias of the model at each call took a third of a page's time.
own_event = Event.__table__.alias("own_event").c
next_event = Event.__table__.alias("next_event").c


@cache
def in_event_stream() -> ColumnElement[bool]:
    """Match the concerns that count for an event and can be read."""
    return counts_for_event() & Concern.is_there()


@cache
def counts_for_event() -> ColumnElement[bool]:
    """Match the concerns that count for an event, also those whose words are destroyed.

    Excludes complaints and what may be one, withdrawn concerns, and those held or hidden in review.
    """
    return and_(~is_for_complaint_staff(), Concern.is_held.is_(False), is_in())


@cache
def is_for_complaint_staff() -> ColumnElement[bool]:
    """Match complaints, and what may be one: only complaint staff may read them."""
    return or_(Concern.is_complaint.is_(True), Concern.may_be_complaint.is_(True))


@cache
def is_with_complaints() -> ColumnElement[bool]:
    """Match what complaint staff look at: what is for them alone, and what sounds like it."""
    return or_(is_for_complaint_staff(), Concern.sounds_like_complaint.is_(True))


@cache
def is_doubtful() -> ColumnElement[bool]:
    """Match what sounds like a complaint until a person has looked: no quote, and no praise."""
    return Concern.sounds_like_complaint.is_(True) & Concern.topics_checked_at.is_(None)


@cache
def is_in() -> ColumnElement[bool]:
    """Match what is neither withdrawn nor hidden."""
    return Concern.state.not_in(OUT_STATES)


@cache
def may_be_printed() -> ColumnElement[bool]:
    """Match what was read and has no personal details, names no officer and is not doubtful."""
    has_none = Concern.has_personal_details.is_(False) & Concern.names_officer.is_(False)
    return has_none & ~is_doubtful()


def has_topic(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Match concerns with a topic whose row meets the conditions."""
    return exists().where(ConcernTopic.concern_id == Concern.id, *conditions).correlate(Concern)


@cache
def not_sorted() -> ColumnElement[bool]:
    """Match concerns whose topics neither the resident nor staff have chosen or checked."""
    from_people = has_topic(ConcernTopic.assigned_by != AssignedBy.ENGINE)
    return Concern.topics_checked_at.is_(None) & ~from_people


@cache
def is_entered() -> ColumnElement[bool]:
    return Concern.source != ConcernSource.RESIDENT


@cache
def asked() -> ColumnElement[bool]:
    """Match questions, requests for an answer, and what the resident came back with."""
    return Concern.asked_at.is_not(None)


@cache
def waits() -> ColumnElement[bool]:
    """Match concerns about which somebody waits for a word from us."""
    return Concern.waiting_since.is_not(None)


@lru_cache(maxsize=8)
def is_snoozed(today: date) -> ColumnElement[bool]:
    """Match what staff put away, unless the day has come, the next event is near, or it is late.

    `today` is a local date of the department. What the resident writes ends it at once.
    """
    has_time = Concern.put_away_until.is_not(None) & (Concern.put_away_until > current_time())
    is_new = Concern.put_away_at > current_time(-LONGEST_FOR_EVENT)
    return and_(
        Concern.put_away_at.is_not(None),
        or_(has_time, Concern.put_away_for_next_event & is_new & ~_event_is_near()),
        or_(Concern.due_on.is_(None), Concern.due_on >= today),
    )


@cache
def _event_is_near() -> ColumnElement[bool]:
    """Match concerns that were put away before an event at the same venue, which is near now."""
    near = exists().where(
        own_event.id == Concern.event_id,
        next_event.venue_id == own_event.venue_id,
        next_event.status == EventStatus.PUBLISHED,
        next_event.starts_at > Concern.put_away_at,
        next_event.starts_at <= current_time(BACK_BEFORE_EVENT),
    )
    return near.correlate(Concern)


def is_to_answer(today: date) -> ColumnElement[bool]:
    """Match concerns that wait for a word and are not put away: the work of now."""
    return waits() & ~is_snoozed(today)


def is_complaint_to_handle(today: date) -> ColumnElement[bool]:
    """Match what complaint staff have to sort, to look at or to answer, and did not put away."""
    untouched = or_(
        Concern.is_complaint.is_(False),
        Concern.state == ConcernState.RECEIVED,
        waits(),
        # What officers did with it before it was moved here is no look of ours.
        Concern.state_at <= Concern.listed_at,
    )
    return and_(is_with_complaints(), is_in(), untouched, ~is_snoozed(today))


@cache
def oldest_wait() -> ColumnElement[datetime]:
    """Return since when the oldest of the concerns waits for a word, or for somebody to look."""
    since = func.coalesce(Concern.waiting_since, Concern.created_at)
    return func.min(since, type_=UtcDateTime)


@cache
def is_open() -> ColumnElement[bool]:
    """Match concerns for which there is still something to do."""
    return Concern.state.in_(OPEN_STATES)


def readable_by(staff_member: StaffMember) -> ColumnElement[bool]:
    """Match the concerns this person may read; the query must have joined the event."""
    is_own = Event.agency_id == staff_member.agency_id
    return is_own & is_readable(staff_member.reads_complaints)


def flags_readable_by(staff_member: StaffMember) -> ColumnElement[bool]:
    """Match the concerns whose flags this person may read."""
    is_own = Event.agency_id == staff_member.agency_id
    return is_own & has_readable_flags(staff_member.reads_complaints)


@cache
def is_readable(reads_complaints: bool) -> ColumnElement[bool]:
    is_there = Concern.is_there()
    return is_there if reads_complaints else is_there & ~is_for_complaint_staff()


@cache
def has_readable_flags(reads_complaints: bool) -> ColumnElement[bool]:
    # Includes held and hidden concerns: an urgent flag must not wait for a review.
    return is_readable(reads_complaints) & (Concern.state != ConcernState.WITHDRAWN)


def has_open_flag(concern: Concern) -> bool:
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
    asked_at_once = (Concern.kind == Kind.QUESTION) | Concern.wants_answer
    rows = db.session.execute(
        select(Concern.created_at, Concern.first_answer_at, Concern.state, Concern.state_at)
        .join(Concern.event)
        .where(
            Event.agency_id == agency_id,
            Concern.created_at > now() - RECORD,
            asked_at_once,
            # Nobody could read an answer to the others.
            Concern.receipt_hash.is_not(None),
            ~is_for_complaint_staff(),
            Concern.state != ConcernState.HIDDEN,
        )
        .order_by(Concern.created_at.desc(), Concern.id.desc())
        .limit(MOST_WAITS)
    )
    return [_wait(*row) for row in rows]


def _wait(
    created_at: datetime,
    answered_at: datetime | None,
    state: ConcernState,
    state_at: datetime | None,
) -> Wait:
    """Return the wait until the first answer, or until now or the resident took it back."""
    withdrawn_at = state_at if state is ConcernState.WITHDRAWN else None
    return Wait((answered_at or withdrawn_at or now()) - created_at, answered_at is not None)
