"""The row of the installation, and the versions that invalidate what is made from the database."""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Index, Select, String, event, func, insert, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column

from coffeecop.db import CreatedAt, HasId, Model, db, execute_bulk, now
from coffeecop.models.agency import Agency
from coffeecop.models.event import Event
from coffeecop.models.event.parts import RosterEntry
from coffeecop.models.keys import ShownInPublic, check, to
from coffeecop.models.matters import Matter, MatterStep
from coffeecop.models.topics import Topic

# A backup is due each night; the worker notes once a minute that it runs.
OLD_BACKUP = timedelta(days=2)
LONGEST_SILENCE = timedelta(minutes=5)
# Each backup is copied elsewhere, and a restore is rehearsed every 30 days.
OLD_COPY, OLD_REHEARSAL = timedelta(days=8), timedelta(days=40)
KEY_TRIED_EVERY = timedelta(days=182)


class Installation(HasId, Model):
    """The single row of data that belongs to the installation, not to an agency."""

    __tablename__ = "installation"
    __table_args__ = (check("only_one", "id = 1"),)

    # Receipts are looked up by their hash, so all share one salt.
    receipt_salt: Mapped[str] = mapped_column(String(64))
    # Incremented when what the pages of all departments show changes; each has one of its own.
    content_version: Mapped[int] = mapped_column(default=0)
    # When a backup was last finished, and when one was last restored or restored as a rehearsal.
    backed_up_at: Mapped[datetime | None]
    restored_at: Mapped[datetime | None]
    # When a backup was last copied to the second place, and when the key on paper was last tried.
    copied_at: Mapped[datetime | None]
    key_tried_at: Mapped[datetime | None]
    # When a mail server last accepted a test mail.
    mail_tested_at: Mapped[datetime | None]
    # When a worker last said that it runs.
    worker_seen_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]

    @property
    def backup_is_late(self) -> bool:
        return now() - (self.backed_up_at or self.created_at) > OLD_BACKUP

    @property
    def copy_is_late(self) -> bool:
        return now() - (self.copied_at or self.created_at) > OLD_COPY

    @property
    def rehearsal_is_late(self) -> bool:
        return now() - (self.restored_at or self.created_at) > OLD_REHEARSAL

    @property
    def copies_are_late(self) -> bool:
        return self.copy_is_late or self.rehearsal_is_late

    @property
    def key_is_due(self) -> bool:
        return self.key_tried_at is None or now() - self.key_tried_at > KEY_TRIED_EVERY

    @property
    def has_worker(self) -> bool:
        return self.worker_seen_at is not None and now() - self.worker_seen_at <= LONGEST_SILENCE


@event.listens_for(Installation.__table__, "after_create")
def _add_the_row(table: Any, connection: Any, **_: Any) -> None:
    connection.execute(insert(table).values(id=1, receipt_salt=secrets.token_hex(16)))


def the_installation() -> Installation:
    """Return the row, which comes with the table; read anew."""
    return db.session.get_one(Installation, 1, populate_existing=True)


class ContentVersion(Model):
    """How often something changed that the public pages of a department show.

    Not a column of the department: the worker locks that row for as long as it saves what it read.
    """

    __tablename__ = "content_versions"

    agency_id: Mapped[int] = mapped_column(to("agencies", "CASCADE"), primary_key=True)
    version: Mapped[int] = mapped_column(default=0)


# Built once: it runs on many requests of residents.
CONTENT_VERSION = select(
    Installation.content_version, select(func.sum(ContentVersion.version)).scalar_subquery()
)


def content_version() -> tuple[Any, ...]:
    """Return a key that changes with what public pages show of any department, and each minute."""
    # Events begin and end, and days, on the minute.
    return (*db.session.execute(CONTENT_VERSION).one(), now().replace(second=0, microsecond=0))


@event.listens_for(db.session, "after_flush")
def _increment_versions(session: Any, flush_context: Any) -> None:
    # An event listener, because one forgotten call would show residents an outdated page, or let
    # the engine assign a retired topic.
    modified = (row for row in session.dirty if session.is_modified(row))
    changed = [*session.new, *session.deleted, *modified]
    if agency_ids := {row.agency_id for row in changed if isinstance(row, Topic)}:
        # Invalidates classifications that are under way with the earlier topic lists.
        lists = update(Agency).where(Agency.id.in_(agency_ids))
        execute_bulk(lists.values(topic_list_version=Agency.topic_list_version + 1))
    # Invalidates the response cache: pages of some departments, or of all.
    if shown := [row for row in changed if isinstance(row, ShownInPublic)]:
        own_pages = update(ContentVersion).where(ContentVersion.agency_id.in_(_shown_by(shown)))
        execute_bulk(own_pages.values(version=ContentVersion.version + 1))
    if new := [{"agency_id": row.id} for row in session.new if isinstance(row, Agency)]:
        session.execute(insert(ContentVersion), new)
        # The site was called like the only department.
        all_pages = update(Installation)
        session.execute(all_pages.values(content_version=Installation.content_version + 1))


# By what a row that is shown names its department, the nearest first. If a part is gone with its
# whole, the whole names it.
DEPARTMENT_NAMED_BY = ("agency_id", "event_id", "roster_entry_id", "matter_id", "step_id", "id")


def _shown_by(rows: Iterable[Any]) -> Select[int]:
    ids: dict[str, set[int]] = {name: set() for name in DEPARTMENT_NAMED_BY}
    for row in rows:
        name = next(name for name in DEPARTMENT_NAMED_BY if hasattr(row, name))
        ids[name].add(getattr(row, name))
    of_events = select(Event.agency_id)
    of_rosters = of_events.join(RosterEntry).where(RosterEntry.id.in_(ids["roster_entry_id"]))
    of_matters = select(Matter.agency_id)
    of_steps = of_matters.join(MatterStep).where(MatterStep.id.in_(ids["step_id"]))
    return select(Agency.id).where(
        or_(
            Agency.id.in_(ids["agency_id"] | ids["id"]),
            Agency.id.in_(of_matters.where(Matter.id.in_(ids["matter_id"]))),
            Agency.id.in_(of_steps),
            Agency.id.in_(of_events.where(Event.id.in_(ids["event_id"]))),
            Agency.id.in_(of_rosters),
        )
    )


# How many groups all networks of the world fall into, so that none can be told from its group.
SENDERS = 256


class SignInTry(HasId, Model):
    """An attempt to sign in that has not succeeded, kept for a day to limit further ones."""

    __tablename__ = "sign_in_tries"
    __table_args__ = (
        check("sender_range", f"sender BETWEEN 0 AND {SENDERS - 1}"),
        Index("ix_sign_in_tries_key", "key", "created_at"),
    )

    # A keyed hash of what was tried: an account, which need not exist, its codes, or a browser.
    key: Mapped[str] = mapped_column(String(26))
    sender: Mapped[int]
    created_at: Mapped[CreatedAt] = mapped_column(index=True)


class ConfirmedMailbox(Model):
    """A mailbox whose owner used a link in our mail. It stays when that mail is gone."""

    __tablename__ = "confirmed_mailboxes"

    # The recipient key of its mail.
    key: Mapped[str] = mapped_column(String(26), primary_key=True)
    created_at: Mapped[CreatedAt]
