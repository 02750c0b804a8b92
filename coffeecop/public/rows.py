"""The rows that addresses of residents' pages name."""

from collections.abc import Hashable
from zoneinfo import ZoneInfo

from flask import abort
from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import joinedload

from coffeecop.db import db, now
from coffeecop.models import Agency, ContentVersion, Event, Installation, Rsvp
from coffeecop.models.event import SURVEY_OPEN_AFTER
from coffeecop.models.event.seats import next_with_room
from coffeecop.models.matters.queries import is_published
from coffeecop.parts import is_off
from coffeecop.web.tokens import TOKEN_LENGTH, hash_token

# Built once: building a statement takes about as long as running it.
PUBLIC_EVENT = (
    select(Event)
    .where(Event.slug == bindparam("slug"), Event.is_public)
    .options(joinedload(Event.venue), joinedload(Event.agency))
)
EVENT_VERSION = (
    select(
        Installation.content_version,
        ContentVersion.version.label("agency_version"),
        # The form for a concern has a place for answers if any department has published something.
        exists().where(is_published()).label("has_matters"),
        Event.id,
        Event.agency_id,
        Event.capacity,
        Event.seats_taken,
        Event.starts_at,
        Event.ends_at,
        Event.time_zone,
        Agency.time_zone.label("agency_zone"),
    )
    .join_from(Installation, Event, Event.slug == bindparam("slug"))
    .join(Agency, Agency.id == Event.agency_id)
    .join(ContentVersion, ContentVersion.agency_id == Agency.id)
    .where(Event.is_public)
)
RSVP = (
    select(Rsvp)
    .where(Rsvp.token_hash == bindparam("token_hash"))
    .options(
        joinedload(Rsvp.event).options(
            joinedload(Event.venue), joinedload(Event.agency), joinedload(Event.roster)
        ),
        joinedload(Rsvp.contact),
        joinedload(Rsvp.need_rows),
    )
)


def public_event_or_404(slug: str) -> Event:
    """Return an event that residents may see. A draft is not found, nor a part that is off."""
    event = db.session.scalars(PUBLIC_EVENT, {"slug": slug}).one_or_none()
    return event if event and not is_off(event.agency) else abort(404)


def event_version_or_404(slug: str) -> Hashable:
    """Return a key that changes whenever a page of the event does.

    With time that is when it begins and ends, when its survey closes, and at midnight.
    """
    found = db.session.execute(EVENT_VERSION, {"slug": slug}).one_or_none() or abort(404)
    moment, closes_at = now(), found.ends_at + SURVEY_OPEN_AFTER
    zones = found.time_zone, found.agency_zone
    is_full = found.capacity is not None and found.seats_taken >= found.capacity
    other = (
        next_with_room(found.id, found.agency_id) if is_full and moment < found.ends_at else None
    )
    return (
        *(found.content_version, found.agency_version, found.has_matters),
        # Seats are told only of an event with a capacity.
        found.capacity and found.seats_taken,
        other and other.id,
        *(moment >= turn for turn in (found.starts_at, found.ends_at, closes_at)),
        *(moment.astimezone(ZoneInfo(zone)).date() for zone in zones),
    )


def rsvp_or_404(token: str) -> Rsvp:
    """Return the RSVP with this token, with all that its page shows."""
    if len(token) != TOKEN_LENGTH:
        abort(404)
    found = db.session.scalars(RSVP, {"token_hash": hash_token(token)})
    return found.unique().one_or_none() or abort(404)
