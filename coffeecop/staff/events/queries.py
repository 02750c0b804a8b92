"""The events of a department, who may come to them, and what they need besides languages."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import ColumnElement, ScalarSelect, Select, bindparam, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from coffeecop.db import db, now
from coffeecop.models import (
    Agency,
    Arrival,
    Concern,
    Event,
    EventStatus,
    MatterConfirmation,
    RosterEntry,
    Rsvp,
    RsvpStatus,
    StaffMember,
    Venue,
)
from coffeecop.models.concern.conditions import counts_for_event, in_event_stream
from coffeecop.parts import links_at, links_of
from coffeecop.parts.links import EventRows, PageLink, Spot, TextLine
from coffeecop.web.paging import page_number, paginated

PAST_PER_PAGE = 20
MOST_OFFERED = 8


class Turnout(NamedTuple):
    """Who may come to an event, what they sent, and who came."""

    parties: int
    people: int
    concerns: int
    # Who asked to talk with an officer there.
    to_talk: int
    # None: nobody was counted.
    at_door: int | None
    # In place of writing a concern of their own.
    found_first: int


class EventRow(NamedTuple):
    """An event in a list."""

    event: Event
    # Below its time and place.
    note: TextLine | None = None
    # A link after it.
    more: TextLine | None = None


def drafts_and_upcoming(agency: Agency) -> list[Event]:
    ahead = or_(Event.status == EventStatus.DRAFT, Event.ends_at > now())
    return list(db.session.scalars(_listed(agency, ahead).order_by(Event.starts_at, Event.id)))


def links_under_past(member: StaffMember) -> list[PageLink]:
    return links_at(Spot.PAST_EVENTS, member.agency, member=member)


def rows_of(agency: Agency, events: Iterable[Event], *, are_ahead: bool) -> list[EventRow]:
    rows = [EventRow(event) for event in events]
    for link in links_of(agency, EventRows):
        rows = link.arrange(rows, are_ahead)
    return rows


def past_events(agency: Agency, args: Mapping[str, str]) -> Pagination:
    over = (Event.status != EventStatus.DRAFT) & (Event.ends_at <= now())
    latest_first = _listed(agency, over).order_by(Event.starts_at.desc(), Event.id.desc())
    return paginated(latest_first, page_number(args), per_page=PAST_PER_PAGE)


def turnouts(events: Iterable[Event]) -> dict[int, Turnout]:
    found = db.session.execute(TURNOUT, {"event_ids": [event.id for event in events]})
    return {event_id: Turnout(*counts) for event_id, *counts in found}


def _counted(
    of_event: InstrumentedAttribute[Any], number: Any, *conditions: ColumnElement[bool]
) -> ScalarSelect[Any]:
    return select(number).where(of_event == Event.id, *conditions).scalar_subquery()


# Built once: each page of an event asks for it.
IS_COMING, EVERY = Rsvp.status == RsvpStatus.COMING, func.count()
EXPECTED = _counted(Rsvp.event_id, func.coalesce(func.sum(Rsvp.party_size), 0), IS_COMING)
TURNOUT = select(
    Event.id,
    _counted(Rsvp.event_id, EVERY, IS_COMING),
    EXPECTED,
    _counted(Concern.event_id, EVERY, counts_for_event()),
    _counted(Concern.event_id, EVERY, in_event_stream(), Concern.wants_talk.is_(True)),
    _counted(Arrival.event_id, func.sum(Arrival.people)),
    _counted(MatterConfirmation.event_id, EVERY),
).where(Event.id.in_(bindparam("event_ids", expanding=True)))


def earlier_venues(agency: Agency) -> list[Venue]:
    """Return venues that have an event; venues corrected after a typo have none."""
    held = select(Event.id).where(Event.venue_id == Venue.id).exists()
    mine = select(Venue).where(Venue.agency_id == agency.id, held)
    return list(db.session.scalars(mine.order_by(Venue.name, Venue.street, Venue.city)))


def earlier_people(event: Event) -> Sequence[RosterEntry]:
    """Return who was on other rosters and is not on this one, each as the last time."""
    here = [each.name for each in event.roster]
    latest = (
        select(func.max(RosterEntry.id))
        .join(Event, Event.id == RosterEntry.event_id)
        .where(Event.agency_id == event.agency_id, RosterEntry.name.not_in(here))
        .group_by(RosterEntry.name)
    )
    found = select(RosterEntry).where(RosterEntry.id.in_(latest)).order_by(RosterEntry.id.desc())
    return db.session.scalars(found.limit(MOST_OFFERED)).unique().all()


def latest_event(agency: Agency) -> Event | None:
    mine = select(Event).where(Event.agency_id == agency.id).order_by(Event.id.desc())
    return db.session.scalars(mine.limit(1)).first()


def _listed(agency: Agency, condition: ColumnElement[bool]) -> Select[Event]:
    return (
        select(Event)
        .where(Event.agency_id == agency.id, condition)
        .options(joinedload(Event.venue, innerjoin=True), joinedload(Event.series))
    )
