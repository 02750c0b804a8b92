"""Destructions of what no case needs, which two people approve."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from dateutil.relativedelta import relativedelta
from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, String, and_, delete, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coffeecop.db import CreatedAt, HasId, Model, db, execute_bulk, now
from coffeecop.models.audit import AuditEntry, record
from coffeecop.models.audit_actions import AuditAction
from coffeecop.models.keys import AgencyId, StaffId, check, to
from coffeecop.models.staff import Role, StaffMember
from coffeecop.parts.records.erasing import EraseMethod
from coffeecop.parts.records.kinds import OF_COMPLAINTS, CannotBeDone, RecordsAction, Series
from coffeecop.parts.records.models.schedule import KeptFor

# Between the second approval and the destruction, so that somebody can stop it.
TIME_TO_STOP = timedelta(days=7)
MOST_LISTED = 100


class Destruction(KeptFor, HasId, Model):
    """What is to be destroyed, who asked and who approved: afterwards its certificate.

    The line of the schedule is kept as it was, since a schedule changes.
    """

    __tablename__ = "destructions"
    __table_args__ = (
        check("days_in_order", "first_day <= last_day"),
        check("records_counted", "records > 0"),
        check("destroyed_counted", "destroyed BETWEEN 0 AND records"),
        # Two people approve, and neither of them has asked.
        check("approved_by_another", "approved_by_id <> asked_by_id"),
        check(
            "confirmed_by_a_third",
            "confirmed_by_id <> asked_by_id AND confirmed_by_id <> approved_by_id",
        ),
        check("approved_whole", "(approved_by_id IS NULL) = (approved_at IS NULL)"),
        check(
            "confirmed_whole",
            "(confirmed_by_id IS NULL) = (confirmed_at IS NULL) "
            "AND (confirmed_at IS NULL) = (due_at IS NULL) "
            "AND (confirmed_at IS NULL OR approved_at IS NOT NULL)",
        ),
        check("stopped_whole", "(stopped_by_id IS NULL) = (stopped_at IS NULL)"),
        check("stopped_before_begun", "stopped_at IS NULL OR begun_at IS NULL"),
        check("begun_in_time", "begun_at IS NULL OR due_at IS NOT NULL AND begun_at >= due_at"),
        check(
            "destroyed_whole", "destroyed_at IS NULL OR begun_at IS NOT NULL AND method IS NOT NULL"
        ),
    )

    agency_id: Mapped[AgencyId] = mapped_column(index=True)
    form_key_hash: Mapped[str] = mapped_column(String(64), unique=True)
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

    def approve(self, *, by: StaffMember) -> "Destruction":
        """The first approval, or the second, after which it can be stopped for a week."""
        db.session.refresh(self, with_for_update=True)
        if not self.may_be_approved_by(by) or not by.has_any(Role.RECORDS):
            raise CannotBeDone(
                _("You cannot approve this: another person must, or it is decided already.")
            )
        if self.approved_at is None:
            self.approved_by, self.approved_at = by, now()
        else:
            self.confirmed_by, self.confirmed_at = by, now()
            self.due_at = self.confirmed_at + TIME_TO_STOP
        return self.record(RecordsAction.DESTRUCTION_APPROVED, by=by)

    def stop(self, *, by: StaffMember) -> "Destruction":
        """Keep what was to be destroyed, until somebody asks again. May be refused."""
        db.session.refresh(self, with_for_update=True)
        if not self.can_be_stopped:
            raise CannotBeDone(_("It can no longer be stopped."))
        self.stopped_by, self.stopped_at = by, now()
        execute_bulk(delete(DestructionItem).where(DestructionItem.destruction_id == self.id))
        return self.record(RecordsAction.DESTRUCTION_STOPPED, by=by)

    def record(self, action: RecordsAction, *, by: StaffMember | None) -> "Destruction":
        # Without a number: who may not read complaints would count them in the log.
        record(action, by=by, subject=self, detail={"destruction": self.id})
        return self

    @property
    def backups(self) -> list["Backup"]:
        """The backups made before that could still exist then, the newest first."""
        if not self.destroyed_at:
            return []
        life = relativedelta(months=current_app.config["BACKUP_MONTHS"])
        made = select(AuditEntry.created_at).where(
            AuditEntry.action == AuditAction.BACKUP_MADE,
            AuditEntry.created_at <= self.destroyed_at,
            AuditEntry.created_at > self.destroyed_at - life,
        )
        found = db.session.scalars(made.order_by(AuditEntry.id.desc())).all()
        return [Backup(made_at, made_at + life) for made_at in found]


class Backup(NamedTuple):
    """A backup by the moment at which it was finished, and when it is gone at the latest."""

    made_at: datetime
    expires_at: datetime


def awaits_approval_of(member: StaffMember) -> ColumnElement[bool]:
    """Match destructions that this person may approve, and that nobody has stopped."""
    return and_(
        Destruction.agency_id == member.agency_id,
        Destruction.confirmed_at.is_(None),
        Destruction.stopped_at.is_(None),
        Destruction.asked_by_id != member.id,
        Destruction.approved_by_id.is_distinct_from(member.id),
        Destruction.series.in_(series_readable_by(member)),
    )


def series_readable_by(member: StaffMember) -> list[Series]:
    """Only who reads complaints sees how many there are."""
    return [each for each in Series if each not in OF_COMPLAINTS or member.reads_complaints]


def destructions_of(member: StaffMember) -> Sequence[Destruction]:
    """Return the newest first."""
    own = Destruction.series.in_(series_readable_by(member))
    found = select(Destruction).where(Destruction.agency_id == member.agency_id, own)
    return db.session.scalars(found.order_by(Destruction.id.desc()).limit(MOST_LISTED)).all()


class DestructionItem(Model):
    """A record that is to be destroyed: the id of its row. It goes with the record."""

    __tablename__ = "destruction_items"

    destruction_id: Mapped[int] = mapped_column(to("destructions", "CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
