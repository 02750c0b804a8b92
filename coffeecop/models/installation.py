from datetime import datetime, timedelta

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from coffeecop.db import CreatedAt, Model, db, now

# A backup is due each night; the worker notes once a minute that it runs.
OLD_BACKUP = timedelta(days=2)
LONGEST_SILENCE = timedelta(minutes=5)


class Installation(Model):
    """The single row of data that belongs to the installation, not to an agency."""

    __tablename__ = "installation"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    # Receipts are looked up by their hash, so all share one salt.
    receipt_salt: Mapped[str] = mapped_column(String(64))
    # Incremented when public content changes; see models/content.py.
    content_version: Mapped[int] = mapped_column(default=0)
    # When a backup was last finished, and when one was last restored or restored as a rehearsal.
    backed_up_at: Mapped[datetime | None]
    restored_at: Mapped[datetime | None]
    # When a mail server last accepted a test mail.
    mail_tested_at: Mapped[datetime | None]
    # When a worker last said that it runs.
    worker_seen_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]

    @property
    def has_recent_backup(self) -> bool:
        return self.backed_up_at is not None and now() - self.backed_up_at <= OLD_BACKUP

    @property
    def has_worker(self) -> bool:
        return self.worker_seen_at is not None and now() - self.worker_seen_at <= LONGEST_SILENCE


def the_installation() -> Installation:
    """Return the row, which a migration makes; read anew."""
    return db.session.get_one(Installation, 1, populate_existing=True)
