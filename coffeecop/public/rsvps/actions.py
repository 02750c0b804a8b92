"""What may be done with an RSVP. All of it raises RsvpRefused."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from sqlalchemy import bindparam, select

from coffeecop.db import db, now
from coffeecop.mail import notifications
from coffeecop.mail.recipients import find_recipient
from coffeecop.models import Contact, Event, EventStatus, Rsvp, RsvpStatus
from coffeecop.models.event import seats
from coffeecop.models.event.attendance import LARGEST_PARTY
from coffeecop.models.keys import store_once
from coffeecop.models.may_go import may_go
from coffeecop.web.i18n import current_language
from coffeecop.web.rate_limits import count, is_within, sender_key
from coffeecop.web.tokens import hash_token, rsvp_token

DETAILS = ("name", "email", "phone")
# Built once: it runs for each RSVP that is sent.
RSVP_OF_FORM = select(Rsvp).where(Rsvp.form_key_hash == bindparam("key_hash"))
RELOADED_COLUMNS = ("status", "party_size", "unsubscribed_at")


class RsvpRefused(Exception):
    """An RSVP is not taken; `words` say why to who sent it."""

    words: LazyString
    # Beside which it is said.
    field: str | None = None


class NoRoomForMore(RsvpRefused):
    """For more people of a party that has seats."""

    words = _l("There is not enough room for that many people.")


class EventFull(RsvpRefused):
    words = NoRoomForMore.words


class RsvpCancelled(RsvpRefused):
    words = _l("This RSVP was cancelled. You can send a new one.")


class RsvpsClosed(RsvpRefused):
    words = _l("This event no longer takes RSVPs.")


class SenderSeatLimitReached(RsvpRefused):
    words = _l(
        "Not sent. Too many seats were taken from where you are today. Try again tomorrow, or use "
        "your phone's own data."
    )


class TooManyMails(RsvpRefused):
    words = _l(
        "We got too many requests for mail today, so we can't write to this address. Leave this "
        "box empty, then send. You can add the address another day."
    )
    field = "email"


def send_rsvp(
    event: Event, key_hash: str, *, party_size: int, contact: Mapping[str, Any], **wanted: Any
) -> str:
    """Store an RSVP and return its token; another size from the same form changes its seats.

    What is sent again after a cancellation is new: its key follows from the cancelled one's.
    """
    rsvp = db.session.scalar(RSVP_OF_FORM, {"key_hash": key_hash})
    if rsvp and rsvp.is_cancelled:
        key_hash = hash_token(key_hash)
        return send_rsvp(event, key_hash, party_size=party_size, contact=contact, **wanted)
    token = rsvp_token(key_hash)
    if rsvp is None:
        rsvp = Rsvp(event=event, form_key_hash=key_hash, token_hash=hash_token(token), **wanted)
        rsvp.language, rsvp.party_size = current_language(), party_size
        _reserve_seats(rsvp, contact)
    elif party_size != rsvp.party_size:
        with _seat_limit(event, party_size - rsvp.party_size):
            _set_party_size(rsvp, party_size)
    return token


def _reserve_seats(rsvp: Rsvp, contact: Mapping[str, Any]) -> None:
    """Store a new RSVP. A repeated idempotency key changes nothing."""
    with _seat_limit(rsvp.event, rsvp.party_size):
        if not rsvp.event.takes_rsvps:
            raise RsvpsClosed
        _set_contact(rsvp, contact)
        if store_once(rsvp):
            _take_seats(rsvp.event, rsvp.party_size, EventFull)
            _confirm(rsvp)


def change_rsvp(rsvp: Rsvp, *, party_size: int, contact: Mapping[str, Any], **changed: Any) -> None:
    with _seat_limit(rsvp.event, party_size - rsvp.party_size):
        _set_party_size(rsvp, party_size)
        for name, value in changed.items():
            setattr(rsvp, name, value)
        address_before = rsvp.mail_address
        _set_contact(rsvp, contact)
        if rsvp.mail_address != address_before:
            notifications.withdraw(rsvp)
            _confirm(rsvp)


def cancel_rsvp(rsvp: Rsvp) -> None:
    """Release the seats. Idempotent."""
    _lock(rsvp)
    if rsvp.is_cancelled:
        return
    seats.release_seats(rsvp.event, rsvp.seats)
    rsvp.cancel()
    notifications.withdraw(rsvp)


@contextmanager
def _seat_limit(event: Event, seats: int) -> Iterator[None]:
    """Limit one sender to a fifth of an event's seats per day, and at least one largest party.

    Raises before the block runs, or after it if a concurrent request reached the limit first.
    """
    if event.capacity is None or seats <= 0:
        yield
        return
    limit = f"{max(LARGEST_PARTY, event.capacity // 5)} per day"
    names = ("seats", str(event.id), sender_key())
    if not is_within(limit, *names, cost=seats):
        raise SenderSeatLimitReached
    yield
    if not count(limit, *names, cost=seats):
        raise SenderSeatLimitReached


def send_mail_again(rsvp: Rsvp) -> None:
    """Confirm it once more, if nobody has opened the link in a mail to its address."""
    address = rsvp.mail_address
    if not address or not rsvp.is_coming or not rsvp.event.takes_rsvps:
        return
    if not find_recipient(address).is_confirmed:
        notifications.confirm_again(rsvp)


def _set_party_size(rsvp: Rsvp, party_size: int) -> None:
    _lock(rsvp)
    if rsvp.is_cancelled:
        raise RsvpCancelled
    if not rsvp.event.takes_rsvps:
        raise RsvpsClosed
    if rsvp.is_coming:
        _take_seats(rsvp.event, party_size - rsvp.party_size, NoRoomForMore)
    elif seats.take_seats(rsvp.event, party_size):
        rsvp.status = RsvpStatus.COMING
    rsvp.party_size = party_size


def _lock(rsvp: Rsvp) -> None:
    # Two concurrent changes must not both start from the same old party size.
    # Lock order as everywhere: the event first, then its RSVPs.
    seats.lock(rsvp.event)
    db.session.refresh(rsvp, RELOADED_COLUMNS, with_for_update=True)


def _take_seats(event: Event, number: int, if_full: type[RsvpRefused]) -> None:
    if seats.take_seats(event, number):
        return
    status = db.session.scalar(select(Event.status).where(Event.id == event.id))
    db.session.rollback()
    raise if_full if status is EventStatus.PUBLISHED else RsvpsClosed


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
