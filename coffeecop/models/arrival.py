import enum
from datetime import datetime, timedelta

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from coffeecop.db import CreatedAt, Model, now
from coffeecop.models.event import Event
from coffeecop.models.keys import EventId, StaffId
from coffeecop.models.rsvp import LARGEST_PARTY

# Officers count from when they set up until the last guest has left.
OFFICERS_COUNT_BEFORE = timedelta(hours=1)
OFFICERS_COUNT_AFTER = timedelta(hours=2)
DOOR_OPENS_BEFORE = timedelta(minutes=30)


class CountedBy(enum.StrEnum):
    """Who counted: an officer, or the people themselves with the code at the door."""

    STAFF = "staff"
    DOOR = "door"


class Arrival(Model):
    """People counted at the door of an event. Nothing tells who they are."""

    __tablename__ = "arrivals"
    __table_args__ = (
        CheckConstraint(f"people BETWEEN 1 AND {LARGEST_PARTY}", name="people_range"),
        CheckConstraint(
            "(counted_by = 'staff') = (staff_id IS NOT NULL)", name="staff_counted_has_who"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[EventId] = mapped_column(index=True)
    # The idempotency key: of a tap, or of a resident's form.
    form_key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    people: Mapped[int] = mapped_column(default=1)
    counted_by: Mapped[CountedBy]
    staff_id: Mapped[StaffId | None]
    created_at: Mapped[CreatedAt]


def officers_can_count(event: Event) -> bool:
    """Return whether people are counted one by one; later staff say about how many came."""
    ends_at = event.ends_at + OFFICERS_COUNT_AFTER
    return event.is_published and officers_count_from(event) <= now() < ends_at


def officers_count_from(event: Event) -> datetime:
    return event.starts_at - OFFICERS_COUNT_BEFORE


def door_is_open(event: Event) -> bool:
    """Return whether people can count themselves in."""
    return event.is_published and door_opens_at(event) <= now() < event.ends_at


def door_opens_at(event: Event) -> datetime:
    return event.starts_at - DOOR_OPENS_BEFORE
