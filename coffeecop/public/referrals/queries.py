from sqlalchemy import select
from sqlalchemy.orm import joinedload

from coffeecop.db import db
from coffeecop.models import Concern, Event, Referral
from coffeecop.web.tokens import TOKEN_LENGTH, hash_token


def referral_of(token: str) -> Referral | None:
    """Return the referral whose reply link has this token."""
    if len(token) != TOKEN_LENGTH:
        return None
    event = joinedload(Referral.concern).joinedload(Concern.event)
    return db.session.scalars(
        select(Referral)
        .where(Referral.token_hash == hash_token(token))
        .options(joinedload(Referral.partner), event.joinedload(Event.agency))
    ).one_or_none()
