from base64 import b32encode
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from coffeecop.db import db, now
from coffeecop.models import Contact, Event, EventStatus, Language, Need, Rsvp, RsvpStatus
from coffeecop.tokens import derived_secret, hash_token

TOKEN_LENGTH = 26


class EventFull(Exception):
    """Not enough seats are left for this party."""


class RsvpsClosed(Exception):
    """The event is over or was called off."""


class RsvpGone(Exception):
    """The RSVP was cancelled, so it can no longer be changed."""


def token_for(key_hash: str) -> str:
    """Return the secret of an RSVP's link: 130 bits that only this form's key leads to.

    Made from the key rather than at random, so that a form sent twice gives one link.
    """
    return b32encode(derived_secret("rsvp", key_hash)).decode().lower()[:TOKEN_LENGTH]


def reserve_seats(
    *,
    event: Event,
    key_hash: str,
    party_size: int,
    needs: set[Need],
    contact: Mapping[str, str],
    language: Language,
) -> str:
    """Keep an RSVP and return the token of its link. The same form sent again changes nothing.

    Raises EventFull and RsvpsClosed.
    """
    token = token_for(key_hash)
    if not event.takes_rsvps:
        if _is_kept(key_hash):
            return token
        raise RsvpsClosed
    rsvp = Rsvp(
        event_id=event.id,
        token_hash=hash_token(token),
        form_key_hash=key_hash,
        party_size=party_size,
        language=language,
    )
    rsvp.set_needs(needs)
    rsvp.contact = Contact(**contact) if contact else None
    db.session.add(rsvp)
    try:
        db.session.flush()
    except IntegrityError:
        # The other tap of a double tap was first, and has its seats.
        db.session.rollback()
        if not _is_kept(key_hash):
            raise
        return token
    _take_seats(event.id, party_size)
    return token


def change_rsvp(
    rsvp_id: int, *, party_size: int, needs: set[Need], contact: Mapping[str, str]
) -> None:
    """Raises EventFull, RsvpsClosed and RsvpGone."""
    rsvp = _locked(rsvp_id)
    if not rsvp.is_coming:
        raise RsvpGone
    if not rsvp.event.takes_rsvps:
        raise RsvpsClosed
    _take_seats(rsvp.event_id, party_size - rsvp.party_size)
    rsvp.party_size = party_size
    rsvp.set_needs(needs)
    _set_contact(rsvp, contact)


def cancel_rsvp(rsvp_id: int) -> None:
    """Give the seats back. Cancelling twice is the same as once."""
    rsvp = _locked(rsvp_id)
    if not rsvp.is_coming:
        return
    rsvp.status = RsvpStatus.CANCELLED
    rsvp.cancelled_at = now()
    _release_seats(rsvp.event_id, rsvp.party_size)


def _is_kept(key_hash: str) -> bool:
    found = select(Rsvp.id).where(Rsvp.form_key_hash == key_hash)
    return db.session.scalar(found) is not None


def _locked(rsvp_id: int) -> Rsvp:
    # Two changes of one RSVP at once must not both count from the same old party size.
    return db.session.scalars(
        select(Rsvp)
        .where(Rsvp.id == rsvp_id)
        .with_for_update(of=Rsvp)
        .execution_options(populate_existing=True)
    ).one()


def _take_seats(event_id: int, seats: int) -> None:
    """Count in one statement, so that two parties after the last seat meet the condition."""
    taken: Any = db.session.execute(
        update(Event)
        .where(
            Event.id == event_id,
            Event.status == EventStatus.PUBLISHED,
            Event.capacity.is_(None) | (Event.seats_taken + seats <= Event.capacity),
        )
        .values(seats_taken=Event.seats_taken + seats)
        .execution_options(synchronize_session=False)
    )
    if taken.rowcount == 1:
        return
    status = db.session.scalar(select(Event.status).where(Event.id == event_id))
    db.session.rollback()
    raise EventFull if status is EventStatus.PUBLISHED else RsvpsClosed


def _release_seats(event_id: int, seats: int) -> None:
    db.session.execute(
        update(Event)
        .where(Event.id == event_id)
        .values(seats_taken=Event.seats_taken - seats)
        .execution_options(synchronize_session=False)
    )


def _set_contact(rsvp: Rsvp, given: Mapping[str, Any]) -> None:
    if not given:
        rsvp.contact = None
        return
    contact = rsvp.contact or Contact()
    for field in ("name", "email", "phone"):
        setattr(contact, field, given.get(field))
    rsvp.contact = contact
