"""Version numbers that invalidate what is made from the content of the database."""

from typing import Any

from sqlalchemy import event, select, update

from coffeecop.db import db, execute_bulk
from coffeecop.models.agency import Agency, Venue
from coffeecop.models.event import Event
from coffeecop.models.installation import Installation
from coffeecop.models.promise import Promise, PromisePhoto, PromiseUpdate
from coffeecop.models.public_answer import PublicAnswer, Service
from coffeecop.models.roster import RosterEntry, RosterLanguage
from coffeecop.models.topics import Topic

SHOWN_IN_PUBLIC = (
    Agency,
    Venue,
    Event,
    RosterEntry,
    RosterLanguage,
    Topic,
    Promise,
    PromisePhoto,
    PromiseUpdate,
    PublicAnswer,
    Service,
)


# Built once: it runs on most requests of residents.
CONTENT_VERSION = select(Installation.content_version)


def content_version() -> int:
    """Return a key that changes whenever what public pages show does, but for the time."""
    return db.session.scalars(CONTENT_VERSION).one()


def increment_content_version() -> None:
    """Invalidate the response cache of public pages, in the current transaction."""
    db.session.execute(
        update(Installation).values(content_version=Installation.content_version + 1)
    )


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
    if any(isinstance(row, SHOWN_IN_PUBLIC) for row in changed):
        increment_content_version()
