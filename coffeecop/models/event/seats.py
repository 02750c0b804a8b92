"""The seats of an event, and the event with room that a full one leads to."""

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm.attributes import set_committed_value

from coffeecop.db import db, execute_bulk, now
from coffeecop.models.event import Event, EventStatus

SEAT_COLUMNS = ("status", "capacity", "seats_taken", "starts_at", "ends_at")

# Built once: it runs for each RSVP.
TAKE_SEATS = (
    update(Event)
    .where(
        Event.id == bindparam("event_id"),
        Event.status == EventStatus.PUBLISHED,
        Event.capacity.is_(None) | (Event.seats_taken + bindparam("seats") <= Event.capacity),
    )
    .values(seats_taken=Event.seats_taken + bindparam("seats"))
)


def take_seats(event: Event, seats: int) -> bool:
    """Take seats in one atomic statement: of concurrent parties, one gets the last seat."""
    return execute_bulk(TAKE_SEATS, {"event_id": event.id, "seats": seats}) > 0


def release_seats(event: Event, seats: int) -> None:
    own = update(Event).where(Event.id == event.id)
    execute_bulk(own.values(seats_taken=Event.seats_taken - seats))


def lock(event: Event) -> None:
    """Lock the event's row until commit and refresh its seats."""
    seats = select(*(getattr(Event, name) for name in SEAT_COLUMNS)).where(Event.id == event.id)
    # Does not lock the key: inserting an RSVP that refers to the event need not wait.
    # Not refresh(): with a lock it raises StaleDataError if an organizer has saved the event.
    row = db.session.execute(seats.with_for_update(key_share=True)).one()
    for name, value in row._asdict().items():
        set_committed_value(event, name, value)


def next_if_full(event: Event) -> Event | None:
    is_full = event.takes_rsvps and event.seats_left == 0
    return next_with_room(event.id, event.agency_id) if is_full else None


def next_with_room(event_id: int, agency_id: int) -> Event | None:
    """Return the department's next other event that has a free seat."""
    return db.session.scalar(
        select(Event)
        .where(
            Event.id != event_id,
            Event.agency_id == agency_id,
            Event.status == EventStatus.PUBLISHED,
            Event.starts_at > now(),
            Event.capacity.is_(None) | (Event.seats_taken < Event.capacity),
        )
        .order_by(Event.starts_at, Event.id)
        .limit(1)
    )
