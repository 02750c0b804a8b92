"""Database preparation at start. One process does it while others wait."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from filelock import FileLock
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import select, text

from coffeecop.db import db, db_writes
from coffeecop.demo import load_demo
from coffeecop.maintenance import remove_remains
from coffeecop.models import Agency
from coffeecop.models.staff import has_real_staff
from coffeecop.staff.accounts.actions import make_demo_session
from coffeecop.staff.accounts.links import make_link

# Any number not used for another advisory lock.
ADVISORY_LOCK = 20260226


class StartTokens(NamedTuple):
    """Tokens of the links printed at start; None if not applicable."""

    first_administrator: str | None
    demo: str | None


def prepare(app: Flask) -> StartTokens:
    """Migrate, load the demo if DEMO is set, and return the tokens for the start message."""
    remove_remains(app.config["INSTANCE_PATH"])
    with app.app_context(), _preparation_lock(app):
        upgrade()
        with db_writes():
            if app.config["DEMO"] and db.session.scalar(select(Agency.id).limit(1)) is None:
                load_demo()
            return StartTokens(
                first_administrator=None if has_real_staff() else make_link(None),
                demo=make_demo_session() if app.config["DEMO"] else None,
            )


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
