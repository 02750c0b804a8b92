"""Whether the database answers, and has the tables of this release."""

from alembic.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from coffeecop.db import db, error_fields
from coffeecop.db.revisions import is_known, newest_revision
from coffeecop.parts.findings import Findings, fault, ok, warning

# Of earlier ones it is reported that the write-ahead log can lose a transaction.
SAFE_SQLITE = (3, 51, 3)


def check_connection() -> Findings:
    try:
        db.session.execute(text("SELECT 1"))
    except DBAPIError as problem:
        reason = " ".join(error_fields(problem).values())
        return fault(
            "database",
            f"{_kind()} does not answer ({reason}).",
            "See that it runs and that DATABASE_URL is right. The other checks of what is in it "
            "wait for that.",
        )
    return ok("database", f"{_kind()} answers.")


def check_migrations() -> Findings:
    head = newest_revision()
    current = MigrationContext.configure(db.session.connection()).get_current_revision()
    if current == head:
        return ok("migrations", f"The tables are those of this release ({head}).")
    if current and not is_known(current):
        to_do = "A newer release was here: install that one again."
    else:
        to_do = "Start the server or the worker, or run: flask --app app db upgrade"
    seen = f"The tables are those of {current or 'no release'}, not of {head}."
    return fault("migrations", seen, to_do)


def check_sqlite_version() -> Findings:
    if not _is_sqlite():
        return []
    version = str(db.session.scalar(text("SELECT sqlite_version()")))
    if tuple(map(int, version.split("."))) >= SAFE_SQLITE:
        return ok("sqlite version", f"{version}, without the fault in the write-ahead log.")
    return warning(
        "sqlite version",
        f"{version} is reported to lose a transaction when two programs write at the same moment.",
        "Install a newer one for coffeecop alone: .venv/bin/pip install pysqlite3",
    )


def _is_sqlite() -> bool:
    return db.engine.dialect.name == "sqlite"


def _kind() -> str:
    return "SQLite" if _is_sqlite() else "PostgreSQL"
