"""Whether the database answers, has the tables of this release, and keeps what it is given."""

from collections.abc import Iterator

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from coffeecop.db import db, error_fields
from coffeecop.maintenance.doctor.findings import Finding, fault, ok, warning

# Of earlier ones it is reported that the write-ahead log can lose a transaction.
SAFE_SQLITE = (3, 51, 3)
PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": 2,
    "foreign_keys": 1,
    "secure_delete": 1,
    "trusted_schema": 0,
}


def check_connection() -> Iterator[Finding]:
    try:
        db.session.execute(text("SELECT 1"))
    except DBAPIError as problem:
        reason = " ".join(error_fields(problem).values())
        yield fault(
            "database",
            f"{_kind()} does not answer ({reason}).",
            "See that it runs and that DATABASE_URL is right. The other checks of what is in it "
            "wait for that.",
        )
    else:
        yield ok("database", f"{_kind()} answers.")


def check_migrations() -> Iterator[Finding]:
    scripts = ScriptDirectory.from_config(current_app.extensions["migrate"].migrate.get_config())
    head = scripts.get_current_head()
    current = MigrationContext.configure(db.session.connection()).get_current_revision()
    if current == head:
        yield ok("migrations", f"The tables are those of this release ({head}).")
        return
    if current and current not in {script.revision for script in scripts.walk_revisions()}:
        to_do = "A newer release was here: install that one again."
    else:
        to_do = "Start the server or the worker, or run: flask --app app db upgrade"
    seen = f"The tables are those of {current or 'no release'}, not of {head}."
    yield fault("migrations", seen, to_do)


def check_sqlite_version() -> Iterator[Finding]:
    if not _is_sqlite():
        return
    version = str(db.session.scalar(text("SELECT sqlite_version()")))
    if tuple(map(int, version.split("."))) >= SAFE_SQLITE:
        yield ok("sqlite version", f"{version}, without the fault in the write-ahead log.")
        return
    yield warning(
        "sqlite version",
        f"{version} is reported to lose a transaction when two programs write at the same moment.",
        "Install a newer one for coffeecop alone: .venv/bin/pip install pysqlite3",
    )


def check_pragmas() -> Iterator[Finding]:
    if not _is_sqlite():
        return
    connection = db.session.connection()
    found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in PRAGMAS}
    wrong = [f"{name}={found[name]}" for name in PRAGMAS if found[name] != PRAGMAS[name]]
    if not wrong:
        yield ok("sqlite settings", "What is confirmed is on the disk; what is deleted is erased.")
        return
    yield fault(
        "sqlite settings",
        f"A connection has {', '.join(wrong)}.",
        "Coffeecop sets them itself. See that its folder is on a local disk, not on a network "
        "share, and that no other program keeps the database open; then start it again.",
    )


def _is_sqlite() -> bool:
    return db.engine.dialect.name == "sqlite"


def _kind() -> str:
    return "SQLite" if _is_sqlite() else "PostgreSQL"
