from collections.abc import Mapping
from typing import Any, cast

from sqlalchemy import Table, insert, select
from sqlalchemy.exc import IntegrityError

from coffeecop.db import db
from coffeecop.mail import notifications
from coffeecop.models import Contact, Event, EventStatus, Language, Need, Rsvp, RsvpNeed, waitlist
from coffeecop.web.tokens import hash_token, rsvp_token

INSERT_RSVP = insert(cast(Table, Rsvp.__table__))
WHAT_A_CHANGE_DEPENDS_ON = ("status", "party_size", "waiting_since", "offer_ends_at")


class EventFull(Exception):
    """Not enough seats are left for this party."""


class RsvpsClosed(Exception):
    """The event is over or was called off."""


class RsvpGone(Exception):
    """The RSVP was cancelled, so it can no longer be changed."""


def drop_in(
    *,
    slug: str,
    key_hash: str,
    party_size: int,
    needs: set[Need],
    contact: Mapping[str, str],
    language: Language,
) -> str | None:
    """Keep an RSVP where everyone finds room, and return the token of its link; None elsewhere.

    The same form sent again changes nothing. Most events are such, and to read one first takes
    longer than to find it and to count the party in one statement.
    """
    event_id = waitlist.drop_in(slug, party_size)
    if event_id is None:
        return None
    token = rsvp_token(key_hash)
    rsvp_id = _insert(token, key_hash, event_id, party_size, language)
    if rsvp_id is not None:
        _add_what_was_given(rsvp_id, needs, contact)
    return token


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
    notifications.notify_waitlist(waitlist.settle(event))
    if not event.takes_rsvps:
        if _is_kept(key_hash):
            return token
        raise RsvpsClosed
    rsvp_id = _insert(token, key_hash, event.id, party_size, language)
    if rsvp_id is None:
        return token
    if not or_wait:
        _take_seats(event, party_size)
    elif not waitlist.take_seats(event, party_size):
        db.session.get_one(Rsvp, rsvp_id).wait()
    _add_what_was_given(rsvp_id, needs, contact)
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


def _insert(
    token: str, key_hash: str, event_id: int, party_size: int, language: Language
) -> int | None:
    """Return the new RSVP's id; None where the other tap of a double tap was first."""
    try:
        # The model would take three times as long to say the same.
        inserted: Any = db.session.connection().execute(
            INSERT_RSVP,
            {
                "event_id": event_id,
                "token_hash": hash_token(token),
                "form_key_hash": key_hash,
                "party_size": party_size,
                "language": language,
            },
        )
    except IntegrityError:
        db.session.rollback()
        if not _is_kept(key_hash):
            raise
        return None
    return int(inserted.inserted_primary_key[0])


def _add_what_was_given(rsvp_id: int, needs: set[Need], contact: Mapping[str, str]) -> None:
    db.session.add_all(RsvpNeed(rsvp_id=rsvp_id, need=need) for need in needs)
    if contact:
        db.session.add(Contact(rsvp_id=rsvp_id, **contact))
        notifications.confirm(db.session.get_one(Rsvp, rsvp_id))


def _is_kept(key_hash: str) -> bool:
    found = select(Rsvp.id).where(Rsvp.form_key_hash == key_hash)
    return db.session.scalar(found) is not None


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
