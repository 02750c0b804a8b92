"""What a case keeps, and destructions of what none does, which two people approve."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Select,
    String,
    and_,
    exists,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coffeecop.db import CreatedAt, Model, db, now
from coffeecop.db.erasing import EraseMethod
from coffeecop.models.audit import AuditEntry
from coffeecop.models.concern import Concern
from coffeecop.models.event import Event
from coffeecop.models.event.attendance import Arrival, Rsvp, SurveyAnswer
from coffeecop.models.event.parts import Contact
from coffeecop.models.keys import AgencyId, StaffId
from coffeecop.models.mail import OutboxMessage
from coffeecop.models.matters import Matter, MatterConcern
from coffeecop.models.requests import HeldRecord, Hold, RecordsRequest, RequestItem
from coffeecop.models.retention import OF_COMPLAINTS, KeepUnit, Series, Trigger
from coffeecop.models.staff import Role, StaffMember

# Between the second approval and the destruction, so that somebody can stop it.
TIME_TO_STOP = timedelta(days=7)


class OnHold(Exception):
    """A case needs the record, so it cannot be destroyed."""


def _ids(model: Any, *reasons: ColumnElement[bool]) -> Select[Any]:
    return select(model.id).where(or_(*reasons)).correlate(None)


def _named(column: Any) -> Select[Any]:
    return select(column).where(column.is_not(None)).correlate(None)


def _about(number: Any, concern_id: Any) -> Select[Any]:
    return select(number).where(concern_id.in_(_CONCERNS)).correlate(None)


_EVENTS = _named(HeldRecord.event_id)
_CONCERNS = _ids(
    Concern, Concern.id.in_(_named(HeldRecord.concern_id)), Concern.event_id.in_(_EVENTS)
)
_RSVPS = _ids(Rsvp, Rsvp.id.in_(_named(HeldRecord.rsvp_id)), Rsvp.event_id.in_(_EVENTS))
# What a case keeps: what it names, all of an event, and what is about a concern.
_HELD: dict[Any, Select[Any]] = {
    Event: _EVENTS,
    Concern: _CONCERNS,
    Rsvp: _RSVPS,
    Contact: _ids(Contact, Contact.rsvp_id.in_(_RSVPS), Contact.concern_id.in_(_CONCERNS)),
    SurveyAnswer: _ids(
        SurveyAnswer,
        SurveyAnswer.id.in_(_named(HeldRecord.survey_id)),
        SurveyAnswer.event_id.in_(_EVENTS),
    ),
    Arrival: _ids(Arrival, Arrival.event_id.in_(_EVENTS)),
    Matter: _ids(
        Matter,
        Matter.id.in_(_named(HeldRecord.matter_id)),
        Matter.event_id.in_(_EVENTS),
        Matter.id.in_(
            _about(MatterConcern.matter_id, MatterConcern.concern_id).where(MatterConcern.belongs)
        ),
    ),
    OutboxMessage: _ids(
        OutboxMessage, OutboxMessage.rsvp_id.in_(_RSVPS), OutboxMessage.concern_id.in_(_CONCERNS)
    ),
}
_HELD[RecordsRequest] = select(RequestItem.request_id).where(
    or_(
        RequestItem.concern_id.in_(_CONCERNS),
        RequestItem.event_id.in_(_EVENTS),
        RequestItem.rsvp_id.in_(_RSVPS),
        RequestItem.survey_id.in_(_HELD[SurveyAnswer]),
        RequestItem.matter_id.in_(_HELD[Matter]),
    )
)
_HELD[AuditEntry] = _ids(
    AuditEntry,
    *(
        (AuditEntry.subject_table == model.__tablename__) & AuditEntry.subject_id.in_(held)
        for model, held in _HELD.items()
    ),
)


def is_on_hold(model: Any) -> ColumnElement[bool]:
    """Match the rows that a case needs: the one question that all who delete something ask."""
    # By the id: a column that is empty must not make the condition unknown.
    own: ColumnElement[bool] = model.id.in_(_HELD[model])
    return own


def is_held(row: Any) -> bool:
    model = type(row)
    return bool(db.session.scalar(select(exists().where(model.id == row.id, is_on_hold(model)))))


def holds_of(concern: Concern) -> list[Hold]:
    """Return the holds in force that keep this concern, the oldest first."""
    own = or_(HeldRecord.concern_id == concern.id, HeldRecord.event_id == concern.event_id)
    found = select(Hold).where(Hold.id.in_(select(HeldRecord.hold_id).where(own)))
    return list(db.session.scalars(found.order_by(Hold.id)))


def require_no_hold(concern: Concern) -> None:
    """Raises OnHold."""
    if is_held(concern):
        raise OnHold


class Destruction(Model):
    """What is to be destroyed, who asked and who approved: afterwards its certificate.

    The line of the schedule is kept as it was, since a schedule changes.
    """

    __tablename__ = "destructions"
    __table_args__ = (
        CheckConstraint("first_day <= last_day", name="days_in_order"),
        CheckConstraint("records > 0", name="records_counted"),
        CheckConstraint("destroyed BETWEEN 0 AND records", name="destroyed_counted"),
        # Two people approve, and neither of them has asked.
        CheckConstraint("approved_by_id <> asked_by_id", name="approved_by_another"),
        CheckConstraint(
            "confirmed_by_id <> asked_by_id AND confirmed_by_id <> approved_by_id",
            name="confirmed_by_a_third",
        ),
        CheckConstraint("(approved_by_id IS NULL) = (approved_at IS NULL)", name="approved_whole"),
        CheckConstraint(
            "(confirmed_by_id IS NULL) = (confirmed_at IS NULL) "
            "AND (confirmed_at IS NULL) = (due_at IS NULL) "
            "AND (confirmed_at IS NULL OR approved_at IS NOT NULL)",
            name="confirmed_whole",
        ),
        CheckConstraint("(stopped_by_id IS NULL) = (stopped_at IS NULL)", name="stopped_whole"),
        CheckConstraint("stopped_at IS NULL OR begun_at IS NULL", name="stopped_before_begun"),
        CheckConstraint(
            "begun_at IS NULL OR due_at IS NOT NULL AND begun_at >= due_at", name="begun_in_time"
        ),
        CheckConstraint(
            "destroyed_at IS NULL OR begun_at IS NOT NULL AND method IS NOT NULL",
            name="destroyed_whole",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[AgencyId] = mapped_column(index=True)
    form_key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    series: Mapped[Series]
    trigger: Mapped[Trigger]
    keep: Mapped[int]
    unit: Mapped[KeepUnit]
    item: Mapped[str | None] = mapped_column(String(60))
    source: Mapped[str | None] = mapped_column(String(300))
    # The local days of the oldest and the newest of the records.
    first_day: Mapped[date]
    last_day: Mapped[date]
    # How many were asked about, and how many are gone: not those that meanwhile must be kept.
    records: Mapped[int]
    destroyed: Mapped[int] = mapped_column(default=0, server_default="0")
    asked_by_id: Mapped[StaffId]
    created_at: Mapped[CreatedAt]
    approved_by_id: Mapped[StaffId | None]
    approved_at: Mapped[datetime | None]
    confirmed_by_id: Mapped[StaffId | None]
    confirmed_at: Mapped[datetime | None]
    # Until then it can be stopped.
    due_at: Mapped[datetime | None]
    stopped_by_id: Mapped[StaffId | None]
    stopped_at: Mapped[datetime | None]
    begun_at: Mapped[datetime | None]
    destroyed_at: Mapped[datetime | None]
    method: Mapped[EraseMethod | None]

    asked_by: Mapped[StaffMember] = relationship(foreign_keys="Destruction.asked_by_id")
    approved_by: Mapped[StaffMember | None] = relationship(
        foreign_keys="Destruction.approved_by_id"
    )
    confirmed_by: Mapped[StaffMember | None] = relationship(
        foreign_keys="Destruction.confirmed_by_id"
    )
    stopped_by: Mapped[StaffMember | None] = relationship(foreign_keys="Destruction.stopped_by_id")

    @property
    def is_stopped(self) -> bool:
        return self.stopped_at is not None

    @property
    def is_done(self) -> bool:
        return self.destroyed_at is not None

    @property
    def waits_for_approval(self) -> bool:
        return self.confirmed_at is None and not self.is_stopped

    @property
    def can_be_stopped(self) -> bool:
        return not self.is_stopped and self.begun_at is None

    def may_be_approved_by(self, member: StaffMember) -> bool:
        return self.waits_for_approval and member.id not in (self.asked_by_id, self.approved_by_id)

    def approve(self, *, by: StaffMember) -> None:
        """The first approval, or the second, after which it can be stopped for a week."""
        if self.approved_at is None:
            self.approved_by, self.approved_at = by, now()
            return
        self.confirmed_by, self.confirmed_at = by, now()
        self.due_at = self.confirmed_at + TIME_TO_STOP

    def stop(self, *, by: StaffMember) -> None:
        self.stopped_by, self.stopped_at = by, now()


def awaits_approval_of(member: StaffMember) -> ColumnElement[bool]:
    """Match destructions that this person may approve, and that nobody has stopped."""
    open_to = (
        Destruction.agency_id == member.agency_id,
        Destruction.confirmed_at.is_(None),
        Destruction.stopped_at.is_(None),
        Destruction.asked_by_id != member.id,
        Destruction.approved_by_id.is_distinct_from(member.id),
    )
    if member.has_any(Role.COMPLAINTS):
        return and_(*open_to)
    return and_(*open_to, Destruction.series.not_in(OF_COMPLAINTS))


class DestructionItem(Model):
    """A record that is to be destroyed: the id of its row. It goes with the record."""

    __tablename__ = "destruction_items"

    destruction_id: Mapped[int] = mapped_column(
        ForeignKey("destructions.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True)
