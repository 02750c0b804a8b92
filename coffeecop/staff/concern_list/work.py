"""How much work waits for staff, and the events that their pages are about."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    Select,
    bindparam,
    exists,
    func,
    or_,
    select,
    tuple_,
)
from sqlalchemy.orm import joinedload

from coffeecop.db import UtcDateTime, db, now
from coffeecop.models import Concern, ConcernFlag, Event, EventStatus, FlagLevel, StaffMember
from coffeecop.models.concern.conditions import (
    counts_for_event,
    has_readable_flags,
    in_event_stream,
    is_complaint_to_handle,
    is_in,
    is_snoozed,
    is_to_answer,
    oldest_wait,
)
from coffeecop.staff.concern_list.conditions import is_given, is_overdue
from coffeecop.staff.concern_list.filters import MOST_EVENTS
from coffeecop.web.paging import number_up_to

EVENTS_TO_CHOOSE_FROM = 24
# Upper bound of an event's length; limits the search for the current event.
LONGEST_EVENT = timedelta(days=1)
# The newest events, among which those with the newest concerns are sought.
EVENTS_RANKED = 200


def next_event(agency_id: int) -> Event | None:
    """Return the current or the next event."""
    return db.session.scalars(
        select(Event)
        .where(
            Event.agency_id == agency_id,
            Event.status == EventStatus.PUBLISHED,
            Event.starts_at > now() - LONGEST_EVENT,
            Event.ends_at > now(),
        )
        .order_by(Event.starts_at, Event.id)
        .limit(1)
        .options(joinedload(Event.venue))
    ).one_or_none()


def events_of(agency_id: int | BindParameter[int]) -> Select[Event]:
    return (
        select(Event)
        .where(Event.agency_id == agency_id)
        .order_by(Event.starts_at.desc(), Event.id.desc())
    )


def _active(agency_id: int | BindParameter[int], most: int) -> Select[int]:
    own = Concern.event_id == Event.id, Concern.is_there()
    newest = select(func.max(Concern.created_at)).where(*own)
    ranked = (
        events_of(agency_id)
        .with_only_columns(Event.id, newest.scalar_subquery().label("raised_at"))
        .limit(EVENTS_RANKED)
        .subquery()
    )
    return (
        select(ranked.c.id)
        .where(ranked.c.raised_at.is_not(None))
        .order_by(ranked.c.raised_at.desc(), ranked.c.id.desc())
        .limit(most)
    )


AGENCY_ID, MOST = bindparam("agency_id", type_=Integer), bindparam("most", type_=Integer)
# The events with the newest concerns: one more than a filter can name.
ACTIVE = _active(AGENCY_ID, MOST_EVENTS + 1)


def newest_events(agency_id: int) -> Sequence[Event]:
    return db.session.scalars(events_of(agency_id).limit(EVENTS_TO_CHOOSE_FROM)).all()


def events_by_id(agency_id: int, event_ids: Collection[int]) -> Sequence[Event]:
    """Return these events, newest first, without those of other agencies."""
    return db.session.scalars(events_of(agency_id).where(Event.id.in_(event_ids))).all()


# Unique even if two events begin at the same time; below it that of an event as values.
SORT_KEY = tuple_(Event.starts_at, Event.id)
THIS_KEY = tuple_(bindparam("starts_at", type_=UtcDateTime), bindparam("event_id"))
# The newest event before another one at its venue.
IS_EARLIER_HERE = (Event.venue_id == bindparam("venue_id")) & (SORT_KEY < THIS_KEY)
EARLIER_HERE = events_of(AGENCY_ID).where(IS_EARLIER_HERE).limit(1)
LAST_HEARD = EARLIER_HERE.where(exists().where(Concern.event_id == Event.id, counts_for_event()))


def values_of(event: Event) -> dict[str, Any]:
    """Return what statements ask of an event: its department, its place, its sort key."""
    place = {"agency_id": event.agency_id, "venue_id": event.venue_id}
    return {**place, "starts_at": event.starts_at, "event_id": event.id}


def last_here(event: Event, query: Select[Event] = LAST_HEARD) -> Event | None:
    """Return the newest event before this one at its venue that has concerns, or is asked for."""
    return db.session.scalars(query, values_of(event)).one_or_none()


# An exact higher number is not needed.
MOST_COUNTED = 99


@dataclass(frozen=True)
class WorkCounts:
    """Numbers of concerns, each counted up to MOST_COUNTED + 1."""

    # The events whose concerns are counted, and whether there are concerns of others.
    event_ids: tuple[int, ...]
    leaves_out_events: bool
    to_answer: int
    to_review: int
    # Concerns with a flag that nobody has decided, also those that are held, hidden or complaints:
    # those that are urgent, and those that should be read first.
    unseen_flags: int
    to_read_first: int
    # What this person takes care of, and how much of it is past its due date.
    given: int
    overdue: int
    # Since when the oldest of those held for review waits.
    oldest_held: datetime | None
    # What complaint staff have to handle; 0 for others.
    complaints: int = 0
    oldest_complaint: datetime | None = None

    @property
    def waiting(self) -> int:
        return self.to_answer + self.to_review + self.complaints

    @property
    def args(self) -> dict[str, str]:
        """The query arguments that limit a list of concerns to the events counted here."""
        return {"event": "-".join(map(str, self.event_ids))} if self.leaves_out_events else {}


def count_waiting(member: StaffMember) -> int:
    """Return the same as `count_work(member).waiting`, as far as MOST_COUNTED goes."""
    counts = _waiting(member.agency.today, reads_complaints=member.reads_complaints)
    own = {"agency_id": member.agency_id, "most": MOST_COUNTED + 1}
    return sum(db.session.execute(counts, own).one())


def count_work(member: StaffMember) -> WorkCounts:
    """Count what waits at the events with the newest concerns, and unreviewed flags everywhere.

    Limited to some events, so that the cost does not grow with the number of concerns.
    """
    active = db.session.scalars(ACTIVE, {"agency_id": member.agency_id}).all()
    counted = active[:MOST_EVENTS]
    own = {"agency_id": member.agency_id, "member_id": member.id, "most": MOST_COUNTED + 1}
    counts = _work(member.agency.today, reads_complaints=member.reads_complaints)
    numbers = db.session.execute(counts, {**own, "event_ids": counted}).mappings().one()
    return WorkCounts(tuple(counted), len(active) > len(counted), **numbers)


# Both built once a day: every page of staff asks for these numbers.
@lru_cache(maxsize=8)
def _waiting(today: date, *, reads_complaints: bool) -> Select[*tuple[Any, ...]]:
    waits = or_(in_event_stream() & is_to_answer(today), Concern.is_held.is_(True) & is_in())
    queries = [_concerns(_active(AGENCY_ID, MOST_EVENTS), waits)]
    if reads_complaints:
        queries.append(_complaints(today))
    return select(*(number_up_to(MOST, query) for query in queries))


@lru_cache(maxsize=8)
def _work(today: date, *, reads_complaints: bool) -> Select[*tuple[Any, ...]]:
    """Select the numbers of WorkCounts, by name."""
    counted: BindParameter[int] = bindparam("event_ids", expanding=True)
    given = select(Concern).where(in_event_stream(), is_given(bindparam("member_id"), today))
    queries = {
        "to_answer": _concerns(counted, in_event_stream(), is_to_answer(today)),
        "to_review": _concerns(counted, Concern.is_held.is_(True), is_in()),
        "unseen_flags": _unseen(FlagLevel.NOW, reads_complaints),
        "to_read_first": _unseen(FlagLevel.FIRST, reads_complaints),
        "given": given.where(~is_snoozed(today)),
        "overdue": given.where(is_overdue(today)),
    }
    oldest = {"oldest_held": queries["to_review"]}
    if reads_complaints:
        queries["complaints"] = oldest["oldest_complaint"] = _complaints(today)
    counts = (number_up_to(MOST, query).label(name) for name, query in queries.items())
    waits = (
        query.with_only_columns(oldest_wait()).scalar_subquery().label(name)
        for name, query in oldest.items()
    )
    return select(*counts, *waits)


def _concerns(event_ids: Any, *conditions: ColumnElement[bool]) -> Select[Any]:
    return select(Concern).where(Concern.event_id.in_(event_ids), *conditions)


def _complaints(today: date) -> Select[Any]:
    own = select(Concern).join(Concern.event).where(Event.agency_id == AGENCY_ID)
    return own.where(is_complaint_to_handle(today))


def _unseen(level: FlagLevel, reads_complaints: bool) -> Select[Any]:
    # A subquery instead of a join, so that the plan starts with the few open flags.
    concern = (
        exists()
        .where(Concern.id == ConcernFlag.concern_id, Event.id == Concern.event_id)
        .where(Event.agency_id == AGENCY_ID, has_readable_flags(reads_complaints))
        .correlate(ConcernFlag)
    )
    is_open = ConcernFlag.seen_at.is_(None), ConcernFlag.level == level
    flags = select(ConcernFlag.concern_id).where(*is_open, concern)
    return flags.group_by(ConcernFlag.concern_id)
