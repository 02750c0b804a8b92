import enum

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from coffeecop.db import CreatedAt, Model
from coffeecop.models.keys import EventId, StaffId
from coffeecop.models.rsvp import LARGEST_PARTY


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
