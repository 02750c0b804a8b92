"""What has to be done before and after each event, as the department wants it."""

import enum
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coffeecop.db import CreatedAt, Model, db, now
from coffeecop.models.agency import Agency
from coffeecop.models.conflicts import Versioned
from coffeecop.models.keys import AgencyId, EventId, Retirable, StaffId
from coffeecop.models.staff import StaffMember

LONGEST_LABEL = 120
MOST_DAYS_BEFORE = 180
MOST_DAYS_AFTER = 60


class ChecklistStep(enum.StrEnum):
    """The steps that the product knows; some tick themselves."""

    VENUE = "venue"
    HOST = "host"
    POSTER = "poster"
    ONLINE = "online"
    CARDS = "cards"
    ROLL_CALL = "roll_call"
    COUNTED = "counted"
    ANSWERED = "answered"
    PUBLISHED = "published"


# Days before the event; negative: after it.
STARTER_STEPS = {
    ChecklistStep.VENUE: 28,
    ChecklistStep.HOST: 21,
    ChecklistStep.POSTER: 14,
    ChecklistStep.ONLINE: 10,
    ChecklistStep.CARDS: 3,
    ChecklistStep.ROLL_CALL: 1,
    ChecklistStep.COUNTED: -1,
    ChecklistStep.ANSWERED: -7,
    ChecklistStep.PUBLISHED: -14,
}
# Done as soon as the fact is known; nobody can tick them. The last three only come true afterwards.
STEPS_AFTER = frozenset({ChecklistStep.COUNTED, ChecklistStep.ANSWERED, ChecklistStep.PUBLISHED})
STEPS_THAT_TICK_THEMSELVES = STEPS_AFTER | {ChecklistStep.HOST, ChecklistStep.CARDS}


class ChecklistItem(Versioned, Retirable, Model):
    """A line of the department's checklist, the same for all its events."""

    __tablename__ = "checklist_items"
    __table_args__ = (
        UniqueConstraint("agency_id", "step"),
        CheckConstraint("step IS NOT NULL OR label IS NOT NULL", name="step_or_label"),
        CheckConstraint("length(trim(label)) > 0", name="label_not_blank"),
        CheckConstraint(
            f"days_before BETWEEN -{MOST_DAYS_AFTER} AND {MOST_DAYS_BEFORE}",
            name="days_before_range",
        ),
        Index("ix_checklist_items_agency_id", "agency_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[AgencyId]
    # None: a line of the department's own.
    step: Mapped[ChecklistStep | None]
    # None: the usual words of the step.
    label: Mapped[str | None] = mapped_column(String(LONGEST_LABEL))
    # Negative: days after the event.
    days_before: Mapped[int]
    created_at: Mapped[CreatedAt]

    @property
    def is_after(self) -> bool:
        """Return whether it is done after the event."""
        return self.days_before < 0 or self.step in STEPS_AFTER

    @property
    def ticks_itself(self) -> bool:
        return self.step in STEPS_THAT_TICK_THEMSELVES

    @property
    def name(self) -> str:
        """Return what the audit log calls it: a code, or the department's words."""
        return f"step_{self.step}" if self.step else self.label or ""


class ChecklistTick(Model):
    """A line that somebody ticked for one event."""

    __tablename__ = "checklist_ticks"

    event_id: Mapped[EventId] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(
        ForeignKey("checklist_items.id", ondelete="RESTRICT"), primary_key=True, index=True
    )
    ticked_at: Mapped[datetime] = mapped_column(default=now)
    ticked_by_id: Mapped[StaffId]

    ticked_by: Mapped[StaffMember] = relationship()


def add_starter_checklist(agency: Agency) -> None:
    db.session.add_all(
        ChecklistItem(agency_id=agency.id, step=step, days_before=days)
        for step, days in STARTER_STEPS.items()
    )
