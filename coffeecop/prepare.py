"""What must be done once before the first request: one process does it, the others wait."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from filelock import FileLock
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import select, text

from coffeecop.db import db, db_writes, now
from coffeecop.demo import load_demo
from coffeecop.models import Agency, StaffLink, StaffMember
from coffeecop.staff.auth import hash_token

LINK_LIFETIME = timedelta(hours=24)
# Any number that nothing else in the database locks.
ADVISORY_LOCK = 20260226


def prepare(app: Flask) -> str | None:
    """Migrate, load the demo if asked; return a first administrator's token if one is needed."""
    lock = FileLock(app.config["INSTANCE_PATH"] / "prepare.lock", mode=0o600)
    with lock, app.app_context(), _one_at_a_time():
        upgrade()
        with db_writes():
            if app.config["DEMO"] and db.session.scalar(select(Agency.id).limit(1)) is None:
                load_demo()
            token = None if _has_administrator() else _make_first_link()
        # Worker processes start as copies of this one; a connection must not be shared.
        db.engine.dispose()
    return token


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Keep other machines that share a PostgreSQL out; the file lock serves one machine."""
    if db.engine.dialect.name == "sqlite":
        yield
        return
    with db.engine.connect() as connection:
        connection.execute(text(f"SELECT pg_advisory_lock({ADVISORY_LOCK})"))
        yield
        connection.execute(text(f"SELECT pg_advisory_unlock({ADVISORY_LOCK})"))


def _has_administrator() -> bool:
    return db.session.scalar(select(StaffMember.id).limit(1)) is not None


def _make_first_link() -> str:
    for unused in db.session.scalars(select(StaffLink).where(StaffLink.staff_id.is_(None))):
        db.session.delete(unused)
    token = secrets.token_urlsafe(24)
    db.session.add(StaffLink(token_hash=hash_token(token), expires_at=now() + LINK_LIFETIME))
    return token
