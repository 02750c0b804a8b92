"""What is on disk: only what was committed is left to find."""

from sqlalchemy import select

from coffeecop.db import db
from coffeecop.models import AuditEntry, ConcernTopic


def reload(row):
    """Return the row as it is kept."""
    db.session.rollback()
    db.session.refresh(row)
    return row


def audit_entries(action=None):
    """Return what the audit log tells, of one kind or of all, the oldest first."""
    db.session.rollback()
    db.session.expire_all()
    told = select(AuditEntry).order_by(AuditEntry.id)
    return db.session.scalars(told.where(AuditEntry.action == action) if action else told).all()


def topic_assignments(concern):
    """Return who gave the concern which topics, by the topics' ids."""
    db.session.rollback()
    db.session.expire_all()
    rows = select(ConcernTopic).where(ConcernTopic.concern_id == concern.id)
    return {row.topic_id: row.assigned_by for row in db.session.scalars(rows)}
