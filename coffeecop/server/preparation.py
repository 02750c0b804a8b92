"""Database preparation at start. One process does it while others wait."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from filelock import FileLock
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import text

from coffeecop.db import db, db_writes
from coffeecop.models.staff import has_real_staff
from coffeecop.parts import run_hooks
from coffeecop.parts.hooks import When
from coffeecop.staff.accounts.links import make_link

# Any number not used for another advisory lock.
ADVISORY_LOCK = 20260226


class Prepared(NamedTuple):
    # The token of a link; None where somebody can sign in.
    first_administrator: str | None
    # Of parts.
    lines: Sequence[str]


def prepare(app: Flask) -> Prepared:
    """Migrate, let parts do what they do at start, and return what the start message tells."""
    run_hooks(When.CLEANED, None, app.config["INSTANCE_PATH"])
    with app.app_context(), _preparation_lock(app):
        upgrade()
        with db_writes():
            lines = run_hooks(When.STARTED, None)
            return Prepared(None if has_real_staff() else make_link(None), lines)


def migrate(app: Flask) -> None:
    """Migrate the database; both server and worker call this at start."""
    with app.app_context(), _preparation_lock(app):
        upgrade()


@contextmanager
def _preparation_lock(app: Flask) -> Iterator[None]:
    """Exclude other processes by a file lock, and other machines by an advisory lock."""
    with FileLock(app.config["INSTANCE_PATH"] / "prepare.lock", mode=0o600):
        if db.engine.dialect.name == "sqlite":
            yield
            return
        # Released with the transaction, even if this process dies.
        with db.engine.begin() as connection:
            # Another machine may be migrating for longer than a request may wait.
            connection.execute(text("SET LOCAL lock_timeout = 0"))
            connection.execute(text("SET LOCAL statement_timeout = 0"))
            connection.execute(text(f"SELECT pg_advisory_xact_lock({ADVISORY_LOCK})"))
            yield
