from collections.abc import Collection
from dataclasses import dataclass

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import joinedload

from coffeecop.db import db, now
from coffeecop.models import (
    Agency,
    Concern,
    Event,
    EventStatus,
    RosterEntry,
    Rsvp,
    RsvpStatus,
    Venue,
)
from coffeecop.models.concern_conditions import in_event_stream
from coffeecop.staff.queries.paging import paginated

PAST_PER_PAGE = 20
MOST_NAMES_OFFERED = 50


@dataclass(frozen=True)
class Turnout:
    parties: int = 0
    people: int = 0
    waiting: int = 0
    concerns: int = 0


def drafts_and_upcoming(agency: Agency) -> list[Event]:
    """Return all drafts, and the other events that are not over yet."""
    ahead = or_(Event.status == EventStatus.DRAFT, Event.ends_at > now())
    return list(db.session.scalars(_listed(agency, ahead).order_by(Event.starts_at, Event.id)))


def past_events(agency: Agency, page: int) -> Pagination:
    over = (Event.status != EventStatus.DRAFT) & (Event.ends_at <= now())
    latest_first = _listed(agency, over).order_by(Event.starts_at.desc(), Event.id.desc())
    return paginated(latest_first, page, per_page=PAST_PER_PAGE)


def turnouts(events: Collection[Event]) -> dict[int, Turnout]:
    ids = [event.id for event in events]
    is_coming = Rsvp.status == RsvpStatus.COMING
    coming = {
        event_id: (parties, people, waiting)
        for event_id, parties, people, waiting in db.session.execute(
            select(
                Rsvp.event_id,
                func.count().filter(is_coming),
                func.coalesce(func.sum(Rsvp.party_size).filter(is_coming), 0),
                func.count().filter(~is_coming),
            )
            .where(Rsvp.event_id.in_(ids), Rsvp.status != RsvpStatus.CANCELLED)
            .group_by(Rsvp.event_id)
        )
    }
    concerns = dict(
        db.session.execute(
            select(Concern.event_id, func.count())
            .where(Concern.event_id.in_(ids), in_event_stream())
            .group_by(Concern.event_id)
        ).all()
    )
    return {
        event_id: Turnout(*coming.get(event_id, (0, 0, 0)), concerns.get(event_id, 0))
        for event_id in ids
    }


def earlier_venues(agency: Agency) -> list[Venue]:
    """Return venues that have an event; venues corrected after a typo have none."""
    held = select(Event.id).where(Event.venue_id == Venue.id).exists()
    mine = select(Venue).where(Venue.agency_id == agency.id, held)
    return list(db.session.scalars(mine.order_by(Venue.name, Venue.street, Venue.city)))


def earlier_roster_names(agency: Agency) -> list[str]:
    """Return names from rosters, the latest first."""
    names = (
        select(RosterEntry.name)
        .join(Event, Event.id == RosterEntry.event_id)
        .where(Event.agency_id == agency.id)
        .group_by(RosterEntry.name)
        .order_by(func.max(RosterEntry.id).desc())
    )
    return list(db.session.scalars(names.limit(MOST_NAMES_OFFERED)))


def _listed(agency: Agency, condition: ColumnElement[bool]) -> Select[Event]:
    return (
        select(Event)
        .where(Event.agency_id == agency.id, condition)
        .options(joinedload(Event.venue, innerjoin=True))
    )
