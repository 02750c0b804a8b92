from collections.abc import Sequence
from datetime import datetime

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import ColumnElement, Select, bindparam, func, select
from sqlalchemy.orm import joinedload

from coffeecop.db import db, now
from coffeecop.models import AuditAction, AuditEntry, Event, EventStatus, Installation

PAST_PER_PAGE = 10
# Beyond it, how many rows to skip would no longer fit into a number of the database.
LAST_PAGE = 10_000
# Enough for any town; a longer list would hide the next event.
MOST_UPCOMING = 50
MOST_PAST_IN_FEED = 50

# Made once, since every look at an event's page asks it.
PAGE_VERSION = (
    select(
        Installation.content_version,
        Event.capacity,
        Event.seats_taken,
        Event.starts_at,
        Event.ends_at,
    )
    .join_from(Installation, Event, Event.slug == bindparam("slug"))
    .where(Event.status != EventStatus.DRAFT)
)


def upcoming_events() -> list[Event]:
    """Return the events that are not over yet, the next one first."""
    ahead = _listed(Event.ends_at > now()).order_by(Event.starts_at, Event.id).limit(MOST_UPCOMING)
    return list(db.session.scalars(ahead))


def past_events(page: int) -> Pagination:
    over = _listed(Event.ends_at <= now()).order_by(Event.starts_at.desc(), Event.id.desc())
    return db.paginate(over, page=min(page, LAST_PAGE), per_page=PAST_PER_PAGE, count=True)


def latest_past_events() -> list[Event]:
    over = _listed(Event.ends_at <= now()).order_by(Event.starts_at.desc(), Event.id.desc())
    return list(db.session.scalars(over.limit(MOST_PAST_IN_FEED)))


def page_version(slug: str) -> tuple[int, int, bool, bool] | None:
    """Return what changes with anything on an event's page; None for a draft."""
    found = db.session.execute(PAGE_VERSION, {"slug": slug}).one_or_none()
    if found is None:
        return None
    # Only where there is a capacity does the page tell how many seats are left.
    seats_taken = 0 if found.capacity is None else found.seats_taken
    return (
        found.content_version,
        seats_taken,
        now() >= found.starts_at,
        now() >= found.ends_at,
    )


def last_changes(events: Sequence[Event]) -> dict[int, datetime]:
    """Return when each of these was changed last, by its id; those never changed are left out."""
    changes = (
        select(AuditEntry.subject_id, func.max(AuditEntry.created_at))
        .where(
            AuditEntry.subject_table == Event.__tablename__,
            AuditEntry.subject_id.in_([event.id for event in events]),
            AuditEntry.action == AuditAction.EVENT_CHANGED,
        )
        .group_by(AuditEntry.subject_id)
    )
    return {event_id: at for event_id, at in db.session.execute(changes) if event_id}


def calendar_events(since: datetime) -> list[Event]:
    """Return what a subscribed calendar shows: cancelled events too, so that they disappear."""
    return list(
        db.session.scalars(_listed(Event.ends_at > since).order_by(Event.starts_at).limit(500))
    )


def _listed(condition: ColumnElement[bool]) -> Select[Event]:
    return (
        select(Event)
        .where(Event.status != EventStatus.DRAFT, condition)
        .options(joinedload(Event.venue), joinedload(Event.agency))
    )
