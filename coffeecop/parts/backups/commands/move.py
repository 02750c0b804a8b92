"""A move of the whole database, from SQLite to PostgreSQL or back."""

from flask import current_app
from sqlalchemy import Connection

from coffeecop.db import db, db_writes
from coffeecop.db.revisions import newest_revision
from coffeecop.models import AuditAction
from coffeecop.models.audit import append_to_chain, record
from coffeecop.parts.backups import postgresql
from coffeecop.parts.backups.commands import databases
from coffeecop.parts.backups.operations import Progress, Refused, only_one
from coffeecop.parts.backups.rows import Content, copy_rows, tables_of


def move(url: str, progress: Progress) -> dict[str, Content]:
    """Copy all rows into the empty database at `url`; return what each table holds.

    Raises Refused. The old database stays as it is.
    """
    own = current_app.config["SQLALCHEMY_DATABASE_URI"]
    if url == own:
        raise Refused("This is the database that is in use. Name another one.")
    with only_one(current_app.config["INSTANCE_PATH"]):
        db.engine.dispose()
        # What another process writes later would stay behind.
        databases.require_unused(own)
        with db_writes():
            source = _locked_source()
            kind = "SQLite" if databases.is_sqlite(url) else "PostgreSQL"
            record(AuditAction.DATABASE_MOVED, by=None, detail={"database": kind})
            # Nothing is committed here, which would do it.
            append_to_chain(db.session())
            db.session.flush()
            with databases.new_database(url) as target:
                copied = copy_rows(source, target, progress)
            # The entry is for the new database alone.
            db.session.rollback()
    return copied


def _locked_source() -> Connection:
    """Return a connection that sees no change by others until its transaction ends."""
    connection = db.session.connection()
    if databases.revision_of(connection) != newest_revision():
        raise Refused("The database is of an older version. Start the server once, then move it.")
    if connection.dialect.name == "postgresql":
        postgresql.lift_time_limits(connection)
        postgresql.lock_tables(connection, [table.name for table in tables_of(connection)])
    return connection
