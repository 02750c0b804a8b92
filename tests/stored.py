"""Queries for committed rows, after a rollback of the test's own session."""

from sqlalchemy import MetaData, inspect, select

from coffeecop.db import db
from coffeecop.models import (
    AuditEntry,
    ConcernTopic,
    ContentVersion,
    Installation,
    MatterConcern,
    OutboxMessage,
)


def dump():
    """Return every row of every table as text, also of tables that only the database knows of."""
    db.session.rollback()
    found = MetaData()
    found.reflect(bind=db.engine)
    return {
        table.name: sorted(str(tuple(row)) for row in db.session.execute(select(table)))
        for table in found.sorted_tables
    }


def all_of(model, **filters):
    """Return the rows of a table by their keys: oldest first, where these are numbers."""
    db.session.rollback()
    db.session.expire_all()
    found = select(model).filter_by(**filters).order_by(*inspect(model).primary_key)
    return db.session.scalars(found).all()


def one_of(model, **filters):
    (row,) = all_of(model, **filters)
    return row


def mails(**filters):
    return all_of(OutboxMessage, **filters)


def one_mail(**filters):
    return one_of(OutboxMessage, **filters)


def reload(row):
    """Return the row as it is stored; it may come from a session that has ended."""
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(type(row), inspect(row).identity)


def content_versions():
    """Return the version of the pages of all departments, and agency id -> that of its own."""
    db.session.rollback()
    own = db.session.execute(select(ContentVersion.agency_id, ContentVersion.version))
    return db.session.scalar(select(Installation.content_version)), dict(own.all())


def audit_entries(action=None):
    """Return the audit entries of one action or of all, oldest first."""
    return all_of(AuditEntry, **({"action": action} if action else {}))


def audit_actions():
    return [entry.action for entry in audit_entries()]


def audited():
    """Return (action, staff_id, subject_id, detail) of each audit entry, oldest first."""
    return [
        (entry.action, entry.staff_id, entry.subject_id, entry.details or None)
        for entry in audit_entries()
    ]


def topic_assignments(concern):
    """Return topic id -> assigned_by for the topics of a concern."""
    return {row.topic_id: row.assigned_by for row in all_of(ConcernTopic, concern_id=concern.id)}


def belonging(matter):
    """Return concern id -> whether it belongs, for what somebody decided of a matter."""
    return {row.concern_id: row.belongs for row in all_of(MatterConcern, matter_id=matter.id)}


def fate_of(concern):
    """Return whether it is a complaint, may be one and is hidden, sounds like one and is not."""
    return concern.is_complaint, concern.may_be_complaint, concern.sounds_like_complaint
