"""Counting who comes: taps of officers at the door, and about how many came."""

from datetime import datetime, timedelta
from typing import NamedTuple

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, func, select

from coffeecop.db import db, execute_bulk, now
from coffeecop.models import Arrival, CountedBy, Event, Language, StaffMember
from coffeecop.models.audit import record
from coffeecop.models.keys import store_once
from coffeecop.models.may_go import may_go_condition
from coffeecop.parts.links import Labelled
from coffeecop.web.rendering import public_url
from coffeecop.web.tokens import door_code, hash_token

# From when they set up until the last guest has left.
OFFICERS_COUNT_BEFORE = timedelta(hours=1)
OFFICERS_COUNT_AFTER = timedelta(hours=2)


class ArrivalAction(Labelled):
    HEADS_COUNTED = "heads_counted", _l("%(who)s wrote how many came to %(what)s")


class NotCounting(Exception):
    """People are counted from shortly before the event until shortly after it."""


class NotBegun(Exception):
    """Nobody has come to this event yet, or it does not take place."""


def officers_can_count(event: Event) -> bool:
    """Return whether people are counted one by one; later staff say about how many came."""
    ends_at = event.ends_at + OFFICERS_COUNT_AFTER
    return event.is_published and officers_count_from(event) <= now() < ends_at


def officers_count_from(event: Event) -> datetime:
    return event.starts_at - OFFICERS_COUNT_BEFORE


class Headcount(NamedTuple):
    """How many people were counted, and by whom."""

    by_officers: int
    at_door: int

    @property
    def total(self) -> int:
        return self.by_officers + self.at_door


def headcount(event: Event) -> Headcount:
    people = dict(
        db.session.execute(
            select(Arrival.counted_by, func.sum(Arrival.people))
            .where(Arrival.event_id == event.id)
            .group_by(Arrival.counted_by)
        ).all()
    )
    return Headcount(people.get(CountedBy.STAFF, 0), people.get(CountedBy.DOOR, 0))


def last_tap(event: Event, member: StaffMember) -> Arrival | None:
    own = select(Arrival).where(Arrival.event_id == event.id, Arrival.staff_id == member.id)
    return db.session.scalar(own.order_by(Arrival.id.desc()).limit(1))


def door_url(event: Event, language: Language) -> str:
    return public_url("arrivals.new", slug=event.slug, language=language, door=door_code(event))


def count_arrival(event: Event, *, people: int, key: str, by: StaffMember) -> None:
    """Count people at the door. A repeated key changes nothing. Raises NotCounting."""
    if not officers_can_count(event):
        raise NotCounting
    store_once(
        Arrival(
            event_id=event.id,
            form_key_hash=hash_token(f"tap {event.id} {by.id} {key}"),
            people=people,
            counted_by=CountedBy.STAFF,
            staff_id=by.id,
        )
    )


def undo_arrival(event: Event, arrival_id: int, *, by: StaffMember) -> None:
    """Take back a tap of one's own; one that is gone already changes nothing.

    Raises NotCounting.
    """
    if not officers_can_count(event):
        raise NotCounting
    execute_bulk(
        delete(Arrival).where(
            Arrival.id == arrival_id,
            Arrival.event_id == event.id,
            Arrival.staff_id == by.id,
            may_go_condition(Arrival),
        )
    )


def set_heads(event: Event, heads: int, *, by: StaffMember) -> None:
    """Store about how many people came. Raises NotBegun."""
    if not (event.is_published and event.has_begun):
        raise NotBegun
    if event.heads_counted == heads:
        return
    detail = {"heads": [event.heads_counted, heads]}
    event.heads_counted, event.heads_counted_at, event.heads_counted_by_id = heads, now(), by.id
    record(ArrivalAction.HEADS_COUNTED, by=by, subject=event, detail=detail)
