"""What must be done once before the first request: one process does it, the others wait."""

from collections.abc import Iterator
from contextlib import contextmanager

from filelock import FileLock
from flask import Flask
from sqlalchemy import select, text

from coffeecop.db import db, db_writes
from coffeecop.imports.demo import load_demo
from coffeecop.models import Agency, StaffMember
from coffeecop.staff.accounts.actions import make_link

# Any number that nothing else in the database locks.
ADVISORY_LOCK = 20260226


def prepare(app: Flask) -> str | None:
    """Migrate, load the demo if asked; return a first administrator's token if one is needed."""
    # Here, for the sake of the processes that only import this.
    from flask_migrate import upgrade

    lock = FileLock(app.config["INSTANCE_PATH"] / "prepare.lock", mode=0o600)
    with lock, app.app_context():
        with _one_at_a_time():
            upgrade()
            with db_writes():
                if app.config["DEMO"] and db.session.scalar(select(Agency.id).limit(1)) is None:
                    load_demo()
                token = None if _has_administrator() else make_link(None)
        # SQLite then brings what is in its log into the database.
        db.engine.dispose()
    return token


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Keep other machines that share a PostgreSQL out; the file lock serves one machine."""
    if db.engine.dialect.name == "sqlite":
        yield
        return
    # The lock ends with the transaction, also when this process dies in the middle.
    with db.engine.begin() as connection:
        # Another machine may be migrating for longer than a request may wait.
        connection.execute(text("SET LOCAL lock_timeout = 0"))
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        connection.execute(text(f"SELECT pg_advisory_xact_lock({ADVISORY_LOCK})"))
        yield


def _has_administrator() -> bool:
    return db.session.scalar(select(StaffMember.id).limit(1)) is not None
