"""What the page of a concern shows of who takes care of it, and what it waits for."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import joinedload

from coffeecop.db import current_time, db, now
from coffeecop.models import Concern, ConcernNote, EventStatus, StaffMember
from coffeecop.models.concern.conditions import BACK_BEFORE_EVENT, is_snoozed, next_event, own_event
from coffeecop.staff.concern_list.conditions import days_late
from coffeecop.staff.concern_list.versions import Version, newest_entry, newest_message


class Triage(NamedTuple):
    """The version of the concern on the page, and what the forms offer."""

    version: Version
    is_snoozed: bool
    # The next event at the same venue, and the day before it in its own time zone.
    next_event_at: datetime | None
    day_before_event: date | None
    # The day that it is at the department, and how long the concern is past its due date.
    today: date
    days_late: int | None

    @property
    def event_is_near(self) -> bool:
        """Return whether what waits for the next event here would not be put away at all."""
        return self.next_event_at is not None and self.next_event_at <= now() + BACK_BEFORE_EVENT

    @property
    def can_be_due_before_event(self) -> bool:
        return self.day_before_event is not None and self.day_before_event >= self.today


NOTES = (
    select(ConcernNote)
    .where(ConcernNote.concern_id == bindparam("concern_id"))
    .order_by(ConcernNote.id)
    .options(joinedload(ConcernNote.staff_member).load_only(StaffMember.name))
)


@lru_cache(maxsize=8)
def _triage(today: date) -> Select[*tuple[Any, ...]]:
    next_event_at = (
        select(func.min(next_event.starts_at))
        .where(
            own_event.id == Concern.event_id,
            next_event.venue_id == own_event.venue_id,
            next_event.status == EventStatus.PUBLISHED,
            next_event.starts_at > current_time(),
        )
        .correlate(Concern)
        .scalar_subquery()
    )
    found = select(newest_entry(), newest_message(), is_snoozed(today), next_event_at)
    return found.where(Concern.id == bindparam("concern_id"))


def triage_of(concern: Concern, reader: StaffMember) -> Triage:
    today, zone = reader.agency.today, ZoneInfo(concern.event.time_zone)
    found = db.session.execute(_triage(today), {"concern_id": concern.id}).one()
    *newest, is_away, starts_at = found
    return Triage(
        Version(*newest),
        bool(is_away),
        starts_at,
        starts_at and starts_at.astimezone(zone).date() - timedelta(days=1),
        today,
        days_late(concern, today),
    )


def notes_of(concern: Concern) -> Sequence[ConcernNote]:
    return db.session.scalars(NOTES, {"concern_id": concern.id}).all()
