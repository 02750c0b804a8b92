"""Which backups still hold what was destroyed, and until when."""

from datetime import datetime
from typing import NamedTuple

from dateutil.relativedelta import relativedelta
from flask import current_app
from sqlalchemy import select

from coffeecop.db import db
from coffeecop.models import AuditAction, AuditEntry


class Backup(NamedTuple):
    """A backup by the moment at which it was finished, and when it is gone at the latest."""

    made_at: datetime
    expires_at: datetime


def backups_that_hold(destroyed_at: datetime) -> list[Backup]:
    """Return the backups made before a destruction that could still exist then, newest first."""
    life = relativedelta(months=current_app.config["BACKUP_MONTHS"])
    made = select(AuditEntry.created_at).where(
        AuditEntry.action == AuditAction.BACKUP_MADE,
        AuditEntry.created_at <= destroyed_at,
        AuditEntry.created_at > destroyed_at - life,
    )
    found = db.session.scalars(made.order_by(AuditEntry.id.desc())).all()
    return [Backup(made_at, made_at + life) for made_at in found]
