"""Queries for committed rows, after a rollback of the test's own session."""

from sqlalchemy import select

from coffeecop.db import db
from coffeecop.models import AuditEntry, ConcernTopic


def reload(row):
    db.session.rollback()
    db.session.refresh(row)
    return row


def audit_entries(action=None):
    """Return the audit entries of one action or of all, oldest first."""
    db.session.rollback()
    db.session.expire_all()
    entries = select(AuditEntry).order_by(AuditEntry.id)
    return db.session.scalars(
        entries.where(AuditEntry.action == action) if action else entries
    ).all()


def audit_actions():
    return [entry.action for entry in audit_entries()]


def audited():
    """Return (action, staff_id, subject_id, detail) of each audit entry, oldest first."""
    return [
        (entry.action, entry.staff_id, entry.subject_id, entry.detail) for entry in audit_entries()
    ]


def topic_assignments(concern):
    """Return topic id -> assigned_by for the topics of a concern."""
    db.session.rollback()
    db.session.expire_all()
    rows = select(ConcernTopic).where(ConcernTopic.concern_id == concern.id)
    return {row.topic_id: row.assigned_by for row in db.session.scalars(rows)}
