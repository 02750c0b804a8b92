import enum

from sqlalchemy import delete

from coffeecop.db import execute_bulk, now
from coffeecop.models import Arrival, CountedBy, Event, StaffMember
from coffeecop.models.audit import record
from coffeecop.models.keys import store_once
from coffeecop.models.may_go import may_go_condition
from coffeecop.parts.arrivals.queries import officers_can_count
from coffeecop.web.tokens import hash_token


class ArrivalAction(enum.StrEnum):
    """In the audit log."""

    HEADS_COUNTED = "heads_counted"


class NotCounting(Exception):
    """People are counted from shortly before the event until shortly after it."""


class NotBegun(Exception):
    """Nobody has come to this event yet, or it does not take place."""


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
