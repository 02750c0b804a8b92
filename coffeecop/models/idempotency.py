"""Idempotency keys: a form sent several times is stored once."""

from functools import cache
from typing import Any, Protocol

from sqlalchemy import Select, bindparam, select
from sqlalchemy.exc import IntegrityError

from coffeecop.db import db


class Keyed(Protocol):
    """A row with the hash of the key of the form that made it, under a unique constraint."""

    id: Any
    form_key_hash: Any


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
