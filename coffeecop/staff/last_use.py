"""When a session was last used.

A page that is looked at must not write, so its time is kept in memory. The next form that anybody
on the staff sends to this process stores it.
"""

from datetime import datetime, timedelta

from flask import Flask, current_app
from sqlalchemy import update

from coffeecop.db import db, now
from coffeecop.models import StaffSession

# Times that differ by less are not worth a write.
STALE_AFTER = timedelta(minutes=5)


def init_app(app: Flask) -> None:
    app.extensions["last_uses"] = {}


def note_use(session: StaffSession) -> None:
    if now() - session.last_used_at > STALE_AFTER:
        _noted()[session.token_hash] = now()


def last_use_of(session: StaffSession) -> datetime:
    return max(session.last_used_at, _noted().get(session.token_hash, session.last_used_at))


def store_uses() -> None:
    """Store what was noted, in a transaction of its own: the form may still fail."""
    noted = _noted()
    if not noted:
        return
    for token_hash in list(noted):
        used_at = noted.pop(token_hash, None)
        stored = update(StaffSession).where(StaffSession.token_hash == token_hash)
        db.session.execute(stored.values(last_used_at=used_at))
    db.session.commit()


def _noted() -> dict[str, datetime]:
    noted: dict[str, datetime] = current_app.extensions["last_uses"]
    return noted
