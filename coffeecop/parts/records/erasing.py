"""Let nothing that was deleted stay in the files of the database: free pages, logs, statistics."""

import enum
import logging
from contextlib import closing
from typing import Any

from sqlalchemy.exc import DBAPIError

from coffeecop.db import db, error_fields, sqlite3

logger = logging.getLogger("coffeecop.db")

VACUUM_SECONDS = 15
# PostgreSQL uses files of its write-ahead log again without emptying them: as much is written over
# them as there is, up to this.
MOST_WRITTEN = 2 * 1024**3
WRITTEN_AT_ONCE = 1024**2


class EraseMethod(enum.StrEnum):
    """How what was deleted has left the files."""

    SQLITE = "sqlite"
    POSTGRESQL = "postgresql"
    # The account may not empty the server's write-ahead log, which turns over by itself.
    POSTGRESQL_LOG_LATER = "postgresql_log_later"


def erase_deleted() -> EraseMethod:
    """Write the database anew without what was deleted, and empty its write-ahead log.

    Outside any transaction; others may wait for it.
    """
    db.session.rollback()
    if db.engine.dialect.name == "sqlite":
        return _erase_in_sqlite()
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("SET statement_timeout = 0")
        connection.exec_driver_sql("SET lock_timeout = 0")
        try:
            # Without ANALYZE the statistics would still quote texts.
            connection.exec_driver_sql("ANALYZE")
            connection.exec_driver_sql("VACUUM (FULL)")
            _forget_statistics_of_empty_tables(connection)
            return _empty_log(connection)
        finally:
            connection.exec_driver_sql("RESET statement_timeout")
            connection.invalidate()


def _erase_in_sqlite() -> EraseMethod:
    # Deleted rows are overwritten at once (secure_delete); what their pages held earlier is not.
    database = db.engine.url.database or ""
    with closing(sqlite3.connect(database, timeout=VACUUM_SECONDS)) as connection:
        connection.isolation_level = None
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("VACUUM")
        busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        # The job comes again.
        raise TimeoutError("others read the database, so that its log could not be emptied")
    return EraseMethod.SQLITE


# ANALYZE reads no row there, and leaves them with the words that were frequent. A column that a
# trigger names may not be altered: that of messages alone.
OF_EMPTY_TABLES = """
    SELECT format(
        'ALTER TABLE %%I ALTER COLUMN %%I TYPE %%s',
        relname, attname, format_type(atttypid, atttypmod)
    )
    FROM pg_stats
    JOIN pg_class ON relname = tablename AND relnamespace = current_schema()::regnamespace
    JOIN pg_attribute USING (attname)
    WHERE schemaname = current_schema() AND attrelid = pg_class.oid AND reltuples = 0
    AND NOT EXISTS (
        SELECT FROM pg_trigger WHERE tgrelid = attrelid AND attnum = ANY (tgattr::int2[])
    )
"""


def _forget_statistics_of_empty_tables(connection: Any) -> None:
    # A column that gets its own type loses them; no row is written anew.
    for statement in connection.exec_driver_sql(OF_EMPTY_TABLES).scalars().all():
        connection.exec_driver_sql(statement)


def _empty_log(connection: Any) -> EraseMethod:
    try:
        sizes = connection.exec_driver_sql("SELECT sum(size)::bigint FROM pg_ls_waldir()")
        size = sizes.scalar() or 0
        segment = connection.exec_driver_sql(
            "SELECT setting::bigint FROM pg_settings WHERE name = 'wal_segment_size'"
        ).scalar()
        # What is in the file of now is left behind, then all files that a checkpoint made free are
        # written over.
        _write_log(connection, segment)
        connection.exec_driver_sql("CHECKPOINT")
        _write_log(connection, min(size + 2 * segment, MOST_WRITTEN))
        connection.exec_driver_sql("CHECKPOINT")
    except DBAPIError as error:
        logger.warning("the database's own log turns over later", extra=error_fields(error))
        return EraseMethod.POSTGRESQL_LOG_LATER
    return EraseMethod.POSTGRESQL if size < MOST_WRITTEN else EraseMethod.POSTGRESQL_LOG_LATER


def _write_log(connection: Any, size: int) -> None:
    for _ in range(size // WRITTEN_AT_ONCE + 1):
        connection.exec_driver_sql(
            "SELECT pg_logical_emit_message(false, 'coffeecop', repeat('0', %s))",
            (WRITTEN_AT_ONCE,),
        )
