from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from coffeecop.db import db, now
from coffeecop.mail import notifications
from coffeecop.mail.recipients import find_recipient
from coffeecop.models import Contact, Event, EventStatus, Need, Rsvp, RsvpStatus
from coffeecop.models.event import seats
from coffeecop.models.keys import store_once
from coffeecop.models.may_go import may_go
from coffeecop.web.tokens import hash_token, rsvp_token

DETAILS = ("name", "email", "phone")
RELOADED_COLUMNS = ("status", "party_size", "unsubscribed_at")


class EventFull(Exception):
    """Not enough seats are left for this party."""


class RsvpsClosed(Exception):
    """The event is over or was cancelled."""


class RsvpCancelled(Exception):
    """The RSVP was cancelled, so it can no longer be changed."""


class TooManyMails(Exception):
    """More mail was asked for today than may go to addresses that nobody has confirmed."""


def find_sent(key_hash: str) -> tuple[str, Rsvp | None]:
    """Return the RSVP that this form made before, or None and the key for a new one.

    What is sent again after a cancellation is new: its key follows from the cancelled one's.
    """
    rsvp = db.session.scalar(select(Rsvp).where(Rsvp.form_key_hash == key_hash))
    if rsvp and rsvp.is_cancelled:
        return find_sent(hash_token(key_hash))
    return key_hash, rsvp


def reserve_seats(rsvp: Rsvp, *, contact: Mapping[str, Any]) -> None:
    """Store a new RSVP. A repeated idempotency key changes nothing.

    Raises EventFull, RsvpsClosed and TooManyMails.
    """
    if not rsvp.event.takes_rsvps:
        raise RsvpsClosed
    rsvp.token_hash = hash_token(rsvp_token(rsvp.form_key_hash))
    _set_contact(rsvp, contact)
    if not store_once(rsvp):
        return
    _take_seats(rsvp.event, rsvp.party_size)
    _confirm(rsvp)


def change_rsvp(
    rsvp: Rsvp,
    *,
    party_size: int,
    needs: set[Need],
    other_language: str | None,
    contact: Mapping[str, Any],
) -> None:
    """Raises EventFull, RsvpsClosed, RsvpCancelled and TooManyMails."""
    _set_party_size(rsvp, party_size)
    rsvp.needs = needs
    rsvp.other_language = other_language
    address_before = rsvp.mail_address
    _set_contact(rsvp, contact)
    if rsvp.mail_address != address_before:
        notifications.withdraw(rsvp)
        _confirm(rsvp)


def change_party_size(rsvp: Rsvp, party_size: int) -> None:
    """Raises EventFull, RsvpsClosed and RsvpCancelled."""
    if party_size != rsvp.party_size:
        _set_party_size(rsvp, party_size)


def cancel_rsvp(rsvp: Rsvp) -> None:
    """Release the seats. Idempotent."""
    _lock(rsvp)
    if rsvp.is_cancelled:
        return
    seats.release_seats(rsvp.event, rsvp.seats)
    rsvp.cancel()
    notifications.withdraw(rsvp)


def _set_party_size(rsvp: Rsvp, party_size: int) -> None:
    _lock(rsvp)
    if rsvp.is_cancelled:
        raise RsvpCancelled
    if not rsvp.event.takes_rsvps:
        raise RsvpsClosed
    if rsvp.is_coming:
        _take_seats(rsvp.event, party_size - rsvp.party_size)
    elif seats.take_seats(rsvp.event, party_size):
        rsvp.status = RsvpStatus.COMING
    rsvp.party_size = party_size


def _lock(rsvp: Rsvp) -> None:
    # Two concurrent changes must not both start from the same old party size.
    # Lock order as everywhere: the event first, then its RSVPs.
    seats.lock(rsvp.event)
    db.session.refresh(rsvp, RELOADED_COLUMNS, with_for_update=True)


def _take_seats(event: Event, number: int) -> None:
    if seats.take_seats(event, number):
        return
    status = db.session.scalar(select(Event.status).where(Event.id == event.id))
    db.session.rollback()
    raise EventFull if status is EventStatus.PUBLISHED else RsvpsClosed


def _confirm(rsvp: Rsvp) -> None:
    address = rsvp.mail_address
    # To some there is no more mail on any day; the page of the RSVP says so.
    if address and not notifications.confirm(rsvp) and find_recipient(address).may_get_mail:
        raise TooManyMails


def _set_contact(rsvp: Rsvp, given: Mapping[str, Any]) -> None:
    if rsvp.contact and not may_go(rsvp.contact):
        if any(getattr(rsvp.contact, name) not in (None, given.get(name)) for name in DETAILS):
            # A case needs what would be lost: all is kept as it was, and not used.
            rsvp.unsubscribed_at = now()
            return
        rsvp.unsubscribed_at = None
    if not given:
        rsvp.contact = None
        return
    contact = rsvp.contact or Contact()
    for field in DETAILS:
        setattr(contact, field, given.get(field))
    contact.wants_news = given.get("wants_news", False)
    rsvp.contact = contact


def is_kept_unused(rsvp: Rsvp) -> bool:
    """Return whether a case needs contact details that their owner took back or gets no mail to."""
    if rsvp.contact is None or rsvp.unsubscribed_at is None:
        return False
    return not may_go(rsvp.contact)
