"""Holds: a case for which records are kept, whatever the schedule says."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coffeecop.db import CreatedAt, Model
from coffeecop.models.keys import AgencyId, StaffId
from coffeecop.models.staff import StaffMember
from coffeecop.parts.records.models.schedule import HELD_KINDS, RecordKind

LONGEST_HOLD_NAME = 120
LONGEST_HOLD_REASON = 1000


class Hold(Model):
    """A case for which records are kept, whatever the schedule says."""

    __tablename__ = "holds"
    __table_args__ = (
        CheckConstraint("length(trim(name)) > 0", name="name_present"),
        CheckConstraint("length(trim(reason)) > 0", name="reason_present"),
        CheckConstraint(f"length(reason) <= {LONGEST_HOLD_REASON}", name="reason_bounded"),
        CheckConstraint("(lifted_at IS NULL) = (lifted_by_id IS NULL)", name="lifted_has_who"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[AgencyId] = mapped_column(index=True)
    form_key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(LONGEST_HOLD_NAME))
    reason: Mapped[str] = mapped_column(Text)
    created_by_id: Mapped[StaffId]
    created_at: Mapped[CreatedAt]
    lifted_at: Mapped[datetime | None]
    lifted_by_id: Mapped[StaffId | None]

    created_by: Mapped[StaffMember] = relationship(foreign_keys="Hold.created_by_id")
    lifted_by: Mapped[StaffMember | None] = relationship(foreign_keys="Hold.lifted_by_id")

    @property
    def is_lifted(self) -> bool:
        return self.lifted_at is not None


class HeldRecord(Model):
    """What a hold keeps. While it does, the database itself lets nobody delete the row."""

    __tablename__ = "held_records"
    __table_args__ = (
        CheckConstraint(
            " AND ".join(f"({each}_id IS NULL OR kind = '{each}')" for each in HELD_KINDS),
            name="holds_its_kind",
        ),
    )

    hold_id: Mapped[int] = mapped_column(
        ForeignKey("holds.id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[RecordKind] = mapped_column(primary_key=True)
    # The id of the row; it stays when the hold is lifted, and when the row is gone.
    number: Mapped[int] = mapped_column(primary_key=True)
    # One of them while the hold is in force.
    concern_id: Mapped[int | None] = mapped_column(
        ForeignKey("concerns.id", ondelete="RESTRICT"), index=True
    )
    event_id: Mapped[int | None] = mapped_column(
        ForeignKey("events.id", ondelete="RESTRICT"), index=True
    )
    rsvp_id: Mapped[int | None] = mapped_column(
        ForeignKey("rsvps.id", ondelete="RESTRICT"), index=True
    )
    survey_id: Mapped[int | None] = mapped_column(
        ForeignKey("survey_answers.id", ondelete="RESTRICT"), index=True
    )
    matter_id: Mapped[int | None] = mapped_column(
        ForeignKey("matters.id", ondelete="RESTRICT"), index=True
    )
    created_at: Mapped[CreatedAt]

    hold: Mapped[Hold] = relationship()
