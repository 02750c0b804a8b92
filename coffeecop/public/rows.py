"""The rows that addresses of residents' pages name."""

from flask import abort
from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload

from coffeecop.db import db
from coffeecop.models import Concern, Event, EventStatus, Referral, Rsvp
from coffeecop.web.tokens import TOKEN_LENGTH, hash_token

# Built once: building a statement takes about as long as running it.
PUBLIC_EVENT = select(Event).where(
    Event.slug == bindparam("slug"), Event.status != EventStatus.DRAFT
)
RSVP = (
    select(Rsvp)
    .where(Rsvp.token_hash == bindparam("token_hash"))
    .options(
        joinedload(Rsvp.event).options(joinedload(Event.venue), joinedload(Event.agency)),
        joinedload(Rsvp.contact),
    )
)


def public_event_or_404(slug: str) -> Event:
    """Return an event that residents may see. A draft is not found."""
    return db.session.scalars(PUBLIC_EVENT, {"slug": slug}).one_or_none() or abort(404)


def rsvp_or_404(token: str) -> Rsvp:
    """Return the RSVP with this token, its event and contact loaded."""
    if len(token) != TOKEN_LENGTH:
        abort(404)
    found = db.session.scalars(RSVP, {"token_hash": hash_token(token)})
    return found.one_or_none() or abort(404)


def referral_or_404(token: str) -> Referral:
    """Return the referral whose reply link has this token."""
    event = joinedload(Referral.concern).joinedload(Concern.event)
    found = db.session.scalars(
        select(Referral)
        .where(Referral.token_hash == hash_token(token))
        .options(joinedload(Referral.partner), event.joinedload(Event.agency))
    )
    return found.one_or_none() or abort(404)
