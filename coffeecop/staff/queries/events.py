"""Event queries shared by the staff pages."""

from collections.abc import Collection, Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement, ScalarSelect, Select, exists, func, literal, select, tuple_
from sqlalchemy.orm import joinedload

from coffeecop.db import db, now
from coffeecop.models import Concern, Event, EventStatus
from coffeecop.models.concern_conditions import in_event_stream
from coffeecop.staff.queries.filters import MOST_EVENTS

EVENTS_TO_CHOOSE_FROM = 24
# Upper bound of an event's length; limits the search for the current event.
LONGEST_EVENT = timedelta(days=1)
# The newest events, among which those with the newest concerns are sought.
EVENTS_RANKED = 200


def next_event(agency_id: int) -> Event | None:
    """Return the current or the next event."""
    return db.session.scalars(
        select(Event)
        .where(
            Event.agency_id == agency_id,
            Event.status == EventStatus.PUBLISHED,
            Event.starts_at > now() - LONGEST_EVENT,
            Event.ends_at > now(),
        )
        .order_by(Event.starts_at, Event.id)
        .limit(1)
        .options(joinedload(Event.venue))
    ).one_or_none()


def newest_id_with_concerns(agency_id: int, *, before: Event) -> ScalarSelect[int]:
    """Select the id of the newest event before this one that has concerns."""
    has_concerns = exists().where(Concern.event_id == Event.id, in_event_stream())
    events = events_of(agency_id).where(has_concerns, sort_key() < sort_key_of(before))
    return events.with_only_columns(Event.id).limit(1).scalar_subquery()


def active_event_ids(agency_id: int) -> Sequence[int]:
    """Return the events with the newest concerns: at most one more than a filter can name."""
    newest = select(func.max(Concern.created_at)).where(Concern.event_id == Event.id)
    ranked = (
        events_of(agency_id)
        .with_only_columns(Event.id, newest.scalar_subquery().label("raised_at"))
        .limit(EVENTS_RANKED)
        .subquery()
    )
    return db.session.scalars(
        select(ranked.c.id)
        .where(ranked.c.raised_at.is_not(None))
        .order_by(ranked.c.raised_at.desc(), ranked.c.id.desc())
        .limit(MOST_EVENTS + 1)
    ).all()


def newest_events(agency_id: int) -> Sequence[Event]:
    return db.session.scalars(events_of(agency_id).limit(EVENTS_TO_CHOOSE_FROM)).all()


def events_by_id(agency_id: int, event_ids: Collection[int]) -> Sequence[Event]:
    """Return these events, newest first, without those of other agencies."""
    return db.session.scalars(events_of(agency_id).where(Event.id.in_(event_ids))).all()


def events_of(agency_id: int) -> Select[Event]:
    return (
        select(Event)
        .where(Event.agency_id == agency_id)
        .order_by(Event.starts_at.desc(), Event.id.desc())
    )


def sort_key() -> ColumnElement[tuple[object, ...]]:
    """Return the sort key of events; unique even if two begin at the same time."""
    return tuple_(Event.starts_at, Event.id)


def sort_key_of(event: Event) -> ColumnElement[tuple[object, ...]]:
    return tuple_(literal(event.starts_at, Event.starts_at.type), literal(event.id))
