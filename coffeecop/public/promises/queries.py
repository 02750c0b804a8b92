from collections.abc import Sequence
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from sqlalchemy import select

from coffeecop.db import db
from coffeecop.models import Event, Promise, PromisePhoto, PromiseStatus, Venue
from coffeecop.web.promises_shown import published_promises

STATES = (PromiseStatus.KEPT, PromiseStatus.OPEN, PromiseStatus.DROPPED)
# Enough for years; a longer page would help nobody.
MOST_SHOWN = 200


class AtEvent(NamedTuple):
    """What was asked for at an event, or at none in particular."""

    event: Event | None
    promises: Sequence[Promise]


class AtPlace(NamedTuple):
    venue: Venue
    events: Sequence[AtEvent]


def promises_by_place() -> Sequence[AtPlace]:
    """Return the newest promises by place and by event, those of the newest event first."""
    newest = published_promises().order_by(Promise.id.desc()).limit(MOST_SHOWN)
    promises = sorted(
        db.session.scalars(newest), key=lambda each: (STATES.index(each.status), each.due_on)
    )
    by_event = sorted(promises, key=_event_time, reverse=True)
    by_place = sorted(by_event, key=lambda each: (each.venue.name, each.venue_id))
    event = attrgetter("event")
    return [
        AtPlace(venue, [AtEvent(at, list(made)) for at, made in groupby(here, event)])
        for venue, here in groupby(by_place, attrgetter("venue"))
    ]


def shown_photo(promise_id: int, digest: str) -> PromisePhoto | None:
    """Return the photo of a promise that residents may see as kept."""
    photo = (
        select(PromisePhoto)
        .join(Promise, Promise.id == PromisePhoto.promise_id)
        .where(
            PromisePhoto.promise_id == promise_id,
            PromisePhoto.digest == digest,
            Promise.status == PromiseStatus.KEPT,
            Promise.published_at.is_not(None),
        )
    )
    return db.session.scalars(photo).one_or_none()


def _event_time(promise: Promise) -> tuple[float, int]:
    event = promise.event
    return (event.starts_at.timestamp(), event.id) if event else (0, 0)
