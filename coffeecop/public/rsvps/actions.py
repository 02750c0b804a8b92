from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from coffeecop.db import db
from coffeecop.mail import notifications
from coffeecop.models import Contact, Event, EventStatus, Language, Need, Rsvp, RsvpNeed, waitlist
from coffeecop.models.idempotency import store_once
from coffeecop.web.tokens import hash_token, rsvp_token

WHAT_A_CHANGE_DEPENDS_ON = ("status", "party_size", "waiting_since", "offer_ends_at")


class EventFull(Exception):
    """Not enough seats are left for this party."""


class RsvpsClosed(Exception):
    """The event is over or was called off."""


class RsvpGone(Exception):
    """The RSVP was cancelled, so it can no longer be changed."""


def reserve_seats(
    *,
    event: Event,
    key_hash: str,
    party_size: int,
    needs: set[Need],
    contact: Mapping[str, str],
    language: Language,
    or_wait: bool,
) -> str:
    """Keep an RSVP and return the token of its link. The same form sent again changes nothing.

    A party that does not fit goes to the end of the waitlist, if it would rather wait.
    Raises EventFull and RsvpsClosed.
    """
    token = rsvp_token(key_hash)
    if event.capacity is not None:
        notifications.notify_waitlist(waitlist.settle(event))
    if not event.takes_rsvps:
        raise RsvpsClosed
    rsvp = Rsvp(
        event_id=event.id,
        token_hash=hash_token(token),
        form_key_hash=key_hash,
        party_size=party_size,
        language=language,
        need_rows=[RsvpNeed(need=need) for need in needs],
        contact=Contact(**contact) if contact else None,
    )
    if not store_once(rsvp):
        return token
    if not or_wait:
        _take_seats(event, party_size)
    elif not waitlist.take_seats(event, party_size):
        rsvp.wait()
    notifications.confirm(rsvp)
    return token


def change_rsvp(
    rsvp: Rsvp, *, party_size: int, needs: set[Need], contact: Mapping[str, str]
) -> None:
    """Raises EventFull, RsvpsClosed and RsvpGone."""
    _lock(rsvp)
    if rsvp.is_cancelled:
        raise RsvpGone
    if not rsvp.event.takes_rsvps:
        raise RsvpsClosed
    if rsvp.seats:
        _take_seats(rsvp.event, party_size - rsvp.party_size)
    rsvp.party_size = party_size
    rsvp.set_needs(needs)
    address_before = rsvp.contact.email if rsvp.contact else None
    _set_contact(rsvp, contact)
    notifications.follow_address(rsvp, before=address_before)
    notifications.notify_waitlist(waitlist.offer_seats(rsvp.event))


def accept_offer(rsvp: Rsvp) -> None:
    """Come after all. Seats whose offer has ended are had only if nobody else in line fits."""
    _lock(rsvp)
    if rsvp.is_offered and rsvp.event.takes_rsvps:
        rsvp.accept()
        notifications.confirm(rsvp)


def cancel_rsvp(rsvp: Rsvp) -> None:
    """Give the seats back, or leave the waitlist. Cancelling twice is the same as once."""
    _lock(rsvp)
    if rsvp.is_cancelled:
        return
    waitlist.release_seats(rsvp.event, rsvp.seats)
    rsvp.cancel()
    notifications.withdraw(rsvp)
    notifications.notify_waitlist(waitlist.offer_seats(rsvp.event))


def _lock(rsvp: Rsvp) -> None:
    # Two changes of one RSVP at once must not both count from the same old party size.
    # The event comes first: whoever moves the line locks it, and then the parties.
    notifications.notify_waitlist(waitlist.settle(rsvp.event))
    db.session.refresh(rsvp, WHAT_A_CHANGE_DEPENDS_ON, with_for_update=True)


def _take_seats(event: Event, seats: int) -> None:
    if waitlist.take_seats(event, seats):
        return
    status = db.session.scalar(select(Event.status).where(Event.id == event.id))
    db.session.rollback()
    raise EventFull if status is EventStatus.PUBLISHED else RsvpsClosed


def _set_contact(rsvp: Rsvp, given: Mapping[str, Any]) -> None:
    if not given:
        rsvp.contact = None
        return
    contact = rsvp.contact or Contact()
    for field in ("name", "email", "phone"):
        setattr(contact, field, given.get(field))
    rsvp.contact = contact
