"""Idempotency keys: a form sent several times is stored once."""

from functools import cache

from sqlalchemy import Select, bindparam, select
from sqlalchemy.exc import IntegrityError

from coffeecop.db import db
from coffeecop.models import (
    AnswerConfirmation,
    Arrival,
    Concern,
    ConcernChange,
    ConcernNote,
    Message,
    Promise,
    PromiseUpdate,
    PublicAnswer,
    Referral,
    Rsvp,
    SurveyAnswer,
)

Keyed = (
    AnswerConfirmation
    | Arrival
    | Concern
    | ConcernChange
    | ConcernNote
    | Message
    | Promise
    | PromiseUpdate
    | PublicAnswer
    | Referral
    | Rsvp
    | SurveyAnswer
)


def is_stored(kind: type[Keyed], key_hash: str) -> bool:
    return db.session.scalar(_with_key(kind), {"key_hash": key_hash}) is not None


@cache
def _with_key(kind: type[Keyed]) -> Select[int]:
    return select(kind.id).where(kind.form_key_hash == bindparam("key_hash"))


def store_once(row: Keyed) -> bool:
    """Insert the row. Return False if a concurrent request with the same key was first."""
    kind, key_hash = type(row), row.form_key_hash
    db.session.add(row)
    try:
        db.session.flush()
    except IntegrityError:
        db.session.rollback()
        if key_hash is None or not is_stored(kind, key_hash):
            raise
        return False
    return True
