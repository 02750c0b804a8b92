"""Opening how to reach a resident: for a reason, for some minutes, and the log has it."""

from datetime import timedelta

from sqlalchemy import exists, select

from coffeecop.db import db, now
from coffeecop.models import AuditAction, AuditEntry, Concern, StaffMember
from coffeecop.models.audit import record

CONTACT_STAYS_OPEN = timedelta(minutes=15)


def open_contact(concern: Concern, reason: str, *, by: StaffMember) -> None:
    record(AuditAction.CONTACT_OPENED, by=by, subject=concern, detail={"reason": reason})


def has_opened_contact(concern: Concern, member: StaffMember) -> bool:
    """Return whether this person gave a reason recently."""
    opened = exists().where(
        AuditEntry.subject_table == Concern.__tablename__,
        AuditEntry.subject_id == concern.id,
        AuditEntry.action == AuditAction.CONTACT_OPENED,
        AuditEntry.staff_id == member.id,
        AuditEntry.created_at > now() - CONTACT_STAYS_OPEN,
    )
    return bool(db.session.scalar(select(opened)))
