from collections.abc import Hashable, Sequence
from datetime import datetime, timedelta

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import ColumnElement, Select, bindparam, func, select
from sqlalchemy.orm import joinedload, selectinload

from coffeecop.db import db, now
from coffeecop.models import AuditAction, AuditEntry, Event, EventStatus
from coffeecop.models.installation import content_version

PAST_PER_PAGE = 10
# A higher page number would overflow the OFFSET of the query.
LAST_PAGE = 10_000
# Enough for any town; a longer list would hide the next event.
MOST_UPCOMING = 50
MOST_PAST_IN_FEED = 50

# Built once: it runs on every request for the front page.
FULL_EVENTS = select(func.count(Event.id)).where(
    Event.status == EventStatus.PUBLISHED,
    Event.ends_at > bindparam("now"),
    Event.seats_taken >= Event.capacity,
)


def upcoming_events() -> list[Event]:
    """Return the events that are not over yet, the next one first."""
    upcoming = (
        _published(Event.ends_at > now()).order_by(Event.starts_at, Event.id).limit(MOST_UPCOMING)
    )
    return list(db.session.scalars(upcoming))


def past_events(page: int) -> Pagination:
    return db.paginate(_past(), page=min(page, LAST_PAGE), per_page=PAST_PER_PAGE, count=True)


def feed_events() -> list[Event]:
    return [*upcoming_events(), *db.session.scalars(_past().limit(MOST_PAST_IN_FEED))]


def _past() -> Select[Event]:
    over = _published(Event.ends_at <= now())
    return over.order_by(Event.starts_at.desc(), Event.id.desc())


def home_version() -> Hashable:
    """Return a key that changes whenever the front page does."""
    return *content_version(), db.session.scalar(FULL_EVENTS, {"now": now()})


def last_changes(events: Sequence[Event]) -> dict[int, datetime]:
    """Return event id -> time of the last change, without events that never changed."""
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


def calendar_events() -> list[Event]:
    """Return the events for subscribed calendars. Cancelled ones too, so that they disappear."""
    recent = _published(Event.ends_at > now() - timedelta(days=90)).options(
        selectinload(Event.roster)
    )
    return list(db.session.scalars(recent.order_by(Event.starts_at).limit(500)))


def _published(condition: ColumnElement[bool]) -> Select[Event]:
    return (
        select(Event)
        .where(Event.is_public, condition)
        .options(joinedload(Event.venue), joinedload(Event.agency))
    )
