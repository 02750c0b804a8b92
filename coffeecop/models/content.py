"""A version number in the database invalidates the response cache of public pages."""

from typing import Any

from sqlalchemy import event, update

from coffeecop.db import db
from coffeecop.models.agency import Agency, Installation, Venue
from coffeecop.models.event import Event, RosterEntry, RosterLanguage
from coffeecop.models.topic import Topic

SHOWN_IN_PUBLIC = (Agency, Venue, Event, RosterEntry, RosterLanguage, Topic)


def increment_content_version() -> None:
    """Increment the version in the current transaction."""
    db.session.execute(
        update(Installation).values(content_version=Installation.content_version + 1)
    )


@event.listens_for(db.session, "after_flush")
def _count_change(session: Any, flush_context: Any) -> None:
    # An event listener, because one forgotten call would show residents an outdated page.
    modified = (row for row in session.dirty if session.is_modified(row))
    if any(isinstance(row, SHOWN_IN_PUBLIC) for row in (*session.new, *session.deleted, *modified)):
        increment_content_version()
