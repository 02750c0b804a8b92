"""Seats and waitlist of an event, changed by RSVPs, event management and a periodic job.

Every change here locks the event's row first, so that changes are serialized. What changes the line
returns the parties to notify: offered seats, or dropped after letting a second offer expire.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import bindparam, func, select, tuple_, update
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.attributes import set_committed_value

from coffeecop.db import db, execute_bulk, now
from coffeecop.models.event import Event, EventStatus
from coffeecop.models.event.attendance import Rsvp, RsvpStatus

LONGEST_OFFER = timedelta(hours=24)
SHORTEST_OFFER = timedelta(minutes=15)
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


def settle(event: Event) -> list[Rsvp]:
    """Expire offers that have ended and offer their seats to the next in line."""
    lock(event)
    expired = _expire_offers(event)
    # Without expired offers the free seats fit nobody in line.
    offered = offer_seats(event) if expired else []
    return [*(rsvp for rsvp in expired if rsvp.is_cancelled), *offered]


def offer_seats(event: Event) -> list[Rsvp]:
    """Offer the free seats to the first parties in line that fit.

    A party too large for the free seats keeps its place and does not block those behind it.
    """
    lock(event)
    if not event.takes_rsvps or event.seats_left == 0:
        return []
    offered = _first_that_fit(_line(event), event.seats_left)
    if not offered or not take_seats(event, sum(rsvp.party_size for rsvp in offered)):
        return []
    until = offer_ends_at(event)
    for rsvp in offered:
        rsvp.offer(until=until)
    db.session.flush()
    return offered


def expire_offers() -> list[Rsvp]:
    """Settle the waitlist of every event with an expired offer."""
    due = (
        select(Event)
        .where(
            Event.status == EventStatus.PUBLISHED,
            Event.ends_at > now(),
            Event.id.in_(
                select(Rsvp.event_id).where(
                    Rsvp.status == RsvpStatus.OFFERED, Rsvp.offer_ends_at <= now()
                )
            ),
        )
        # A fixed order, so that two concurrent jobs cannot deadlock.
        .order_by(Event.id)
    )
    return [rsvp for event in db.session.scalars(due).all() for rsvp in settle(event)]


def take_seats(event: Event, seats: int) -> bool:
    """Take seats in one atomic statement: of concurrent parties, one gets the last seat."""
    return execute_bulk(TAKE_SEATS, {"event_id": event.id, "seats": seats}) > 0


def release_seats(event: Event, seats: int) -> None:
    own = update(Event).where(Event.id == event.id)
    execute_bulk(own.values(seats_taken=Event.seats_taken - seats))


def parties_before(rsvp: Rsvp) -> int:
    mine = (rsvp.waiting_since, rsvp.id)
    before = select(func.count(Rsvp.id)).where(
        Rsvp.event_id == rsvp.event_id,
        Rsvp.status == RsvpStatus.WAITING,
        tuple_(Rsvp.waiting_since, Rsvp.id) < mine,
    )
    return db.session.scalar(before) or 0


def offer_ends_at(event: Event) -> datetime:
    """Return the offer's deadline: in half the time left until the event begins.

    At least 15 minutes and at most a day from now, and no later than the event's end.
    """
    half = (event.starts_at - now()) / 2
    return min(now() + max(min(LONGEST_OFFER, half), SHORTEST_OFFER), event.ends_at)


def lock(event: Event) -> None:
    """Lock the event's row until commit and refresh its seats."""
    seats = select(*(getattr(Event, name) for name in SEAT_COLUMNS)).where(Event.id == event.id)
    # Does not lock the key: inserting an RSVP that refers to the event need not wait.
    # Not refresh(): with a lock it raises StaleDataError if an organizer has saved the event.
    row = db.session.execute(seats.with_for_update(key_share=True)).one()
    for name, value in row._asdict().items():
        set_committed_value(event, name, value)


def _expire_offers(event: Event) -> Sequence[Rsvp]:
    if not event.takes_rsvps:
        return ()
    ended = db.session.scalars(
        select(Rsvp)
        .where(
            Rsvp.event_id == event.id,
            Rsvp.status == RsvpStatus.OFFERED,
            Rsvp.offer_ends_at <= now(),
        )
        .execution_options(populate_existing=True)
    ).all()
    if not ended:
        return ()
    for rsvp in ended:
        rsvp.expire_offer()
    release_seats(event, sum(rsvp.party_size for rsvp in ended))
    db.session.flush()
    return ended


def _line(event: Event) -> list[Rsvp]:
    waiting = (
        select(Rsvp)
        .where(Rsvp.event_id == event.id, Rsvp.status == RsvpStatus.WAITING)
        # Only parties with an address can be notified of an offer.
        .options(joinedload(Rsvp.contact))
    )
    if event.seats_left is not None:
        waiting = waiting.where(Rsvp.party_size <= event.seats_left)
    in_order = waiting.order_by(Rsvp.waiting_since, Rsvp.id)
    return list(db.session.scalars(in_order.execution_options(populate_existing=True)))


def _first_that_fit(line: list[Rsvp], free: int | None) -> list[Rsvp]:
    if free is None:
        return line
    chosen = []
    for rsvp in line:
        if rsvp.party_size <= free:
            chosen.append(rsvp)
            free -= rsvp.party_size
    return chosen
