from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from coffeecop.db import db, now
from coffeecop.mail import notifications
from coffeecop.mail.recipients import find_recipient
from coffeecop.models import Contact, Event, EventStatus, Need, Rsvp
from coffeecop.models.event import waitlist
from coffeecop.models.keys import store_once
from coffeecop.models.records import is_held
from coffeecop.web.tokens import hash_token, rsvp_token

DETAILS = ("name", "email", "phone")
RELOADED_COLUMNS = ("status", "party_size", "waiting_since", "offer_ends_at", "unsubscribed_at")


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


def reserve_seats(rsvp: Rsvp, *, contact: Mapping[str, Any], join_waitlist: bool) -> None:
    """Store a new RSVP. A repeated idempotency key changes nothing.

    With `join_waitlist`, a party that does not fit goes to the end of the waitlist.
    Raises EventFull, RsvpsClosed and TooManyMails.
    """
    event = rsvp.event
    if event.capacity is not None:
        notifications.notify_waitlist(waitlist.settle(event))
    if not event.takes_rsvps:
        raise RsvpsClosed
    rsvp.token_hash = hash_token(rsvp_token(rsvp.form_key_hash))
    _set_contact(rsvp, contact)
    if not store_once(rsvp):
        return
    if not join_waitlist:
        _take_seats(event, rsvp.party_size)
    elif not waitlist.take_seats(event, rsvp.party_size):
        rsvp.wait()
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
    notifications.notify_waitlist(waitlist.offer_seats(rsvp.event))


def change_party_size(rsvp: Rsvp, party_size: int) -> None:
    """Raises EventFull, RsvpsClosed and RsvpCancelled."""
    if party_size == rsvp.party_size:
        return
    _set_party_size(rsvp, party_size)
    notifications.notify_waitlist(waitlist.offer_seats(rsvp.event))


def accept_offer(rsvp: Rsvp) -> None:
    """Accept an offer of seats. Once it has expired, only if nobody else on the waitlist fits."""
    _lock(rsvp)
    if rsvp.is_offered and rsvp.event.takes_rsvps:
        rsvp.accept()
        notifications.confirm(rsvp)


def cancel_rsvp(rsvp: Rsvp) -> None:
    """Release the seats or leave the waitlist. Idempotent."""
    _lock(rsvp)
    if rsvp.is_cancelled:
        return
    waitlist.release_seats(rsvp.event, rsvp.seats)
    rsvp.cancel()
    notifications.withdraw(rsvp)
    notifications.notify_waitlist(waitlist.offer_seats(rsvp.event))


def _set_party_size(rsvp: Rsvp, party_size: int) -> None:
    _lock(rsvp)
    if rsvp.is_cancelled:
        raise RsvpCancelled
    if not rsvp.event.takes_rsvps:
        raise RsvpsClosed
    if rsvp.seats:
        _take_seats(rsvp.event, party_size - rsvp.party_size)
    rsvp.party_size = party_size


def _lock(rsvp: Rsvp) -> None:
    # Two concurrent changes must not both start from the same old party size.
    # Lock order as in the waitlist: the event first, then its RSVPs.
    notifications.notify_waitlist(waitlist.settle(rsvp.event))
    db.session.refresh(rsvp, RELOADED_COLUMNS, with_for_update=True)


def _take_seats(event: Event, seats: int) -> None:
    if waitlist.take_seats(event, seats):
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
    if rsvp.contact and is_held(rsvp):
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
    return is_held(rsvp)
