"""Queries for committed rows, after a rollback of the test's own session."""

from sqlalchemy import MetaData, inspect, select

from coffeecop.db import db
from coffeecop.models import AuditEntry, ConcernTopic, OutboxMessage


def dump():
    """Return every row of every table as text, also of tables that only the database knows of."""
    db.session.rollback()
    found = MetaData()
    found.reflect(bind=db.engine)
    return {
        table.name: sorted(str(tuple(row)) for row in db.session.execute(select(table)))
        for table in found.sorted_tables
    }


def mails(**filters):
    """Return the mails in the outbox, oldest first."""
    db.session.rollback()
    db.session.expire_all()
    found = select(OutboxMessage).filter_by(**filters).order_by(OutboxMessage.id)
    return db.session.scalars(found).all()


def one_mail(**filters):
    (mail,) = mails(**filters)
    return mail


def reload(row):
    """Return the row as it is stored; it may come from a session that has ended."""
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(type(row), inspect(row).identity)


def audit_entries(action=None):
    """Return the audit entries of one action or of all, oldest first."""
    db.session.rollback()
    db.session.expire_all()
    entries = select(AuditEntry).order_by(AuditEntry.id)
    return db.session.scalars(
        entries.where(AuditEntry.action == action) if action else entries
    ).all()


def topic_assignments(concern):
    """Return topic id -> assigned_by for the topics of a concern."""
    db.session.rollback()
    db.session.expire_all()
    rows = select(ConcernTopic).where(ConcernTopic.concern_id == concern.id)
    return {row.topic_id: row.assigned_by for row in db.session.scalars(rows)}
