from collections.abc import Hashable
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, select
from sqlalchemy.orm import joinedload, selectinload

from coffeecop.db import db, now
from coffeecop.models import Event, EventStatus
from coffeecop.models.installation import content_version
from coffeecop.parts import sections_at
from coffeecop.parts.links import Spot
from coffeecop.web.matters_shown import Pair, newest_pairs

PAST_PER_PAGE = 10
# A higher page number would overflow the OFFSET of the query.
LAST_PAGE = 10_000
# Enough for any town; a longer list would hide the next event.
MOST_UPCOMING = 50
# On the front page; the others have a page of their own.
MOST_PAIRS = 2

# Built once: it runs on every request for the front page.
FULL_EVENTS = select(func.count(Event.id)).where(
    Event.status == EventStatus.PUBLISHED,
    Event.ends_at > bindparam("now"),
    Event.seats_taken >= Event.capacity,
)


def front_page(page: int) -> dict[str, Any]:
    pairs = front_pairs()
    past = db.paginate(past_events(), page=min(page, LAST_PAGE), per_page=PAST_PER_PAGE, count=True)
    head = sections_at(Spot.HEAD, None, None, pairs).items()
    return {"upcoming": upcoming_events(), "past": past, "pairs": pairs, "head": head}


def front_pairs() -> list[Pair]:
    return newest_pairs(MOST_PAIRS)


def upcoming_events(*conditions: ColumnElement[bool]) -> list[Event]:
    """Return the events that are not over yet, the next one first."""
    ahead = _published(Event.ends_at > now(), *conditions)
    return list(db.session.scalars(ahead.order_by(Event.starts_at, Event.id).limit(MOST_UPCOMING)))


def past_events(*conditions: ColumnElement[bool]) -> Select[Event]:
    over = _published(Event.ends_at <= now(), *conditions)
    return over.order_by(Event.starts_at.desc(), Event.id.desc())


def home_version() -> Hashable:
    """Return a key that changes whenever the front page does."""
    return *content_version(), db.session.scalar(FULL_EVENTS, {"now": now()})


def calendar_events() -> list[Event]:
    """Return the events for subscribed calendars. Cancelled ones too, so that they disappear."""
    recent = _published(Event.ends_at > now() - timedelta(days=90)).options(
        selectinload(Event.roster)
    )
    return list(db.session.scalars(recent.order_by(Event.starts_at).limit(500)))


def _published(*conditions: ColumnElement[bool]) -> Select[Event]:
    return (
        select(Event)
        .where(Event.is_public, *conditions)
        .options(joinedload(Event.venue), joinedload(Event.agency))
    )
