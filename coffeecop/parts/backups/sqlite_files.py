"""SQLite databases as files: copied while others write, checked, closed for good."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Connection

from coffeecop.db import sqlite3
from coffeecop.db.databases import other_engine
from coffeecop.parts.backups.operations import Refused

PAGES_AT_ONCE = 2000


def url_of(file: Path) -> str:
    return f"sqlite:///{file}"


@contextmanager
def opened(file: Path) -> Iterator[Connection]:
    """Open a database that is not the app's, in one transaction that is committed at the end."""
    with other_engine(url_of(file)) as engine, engine.begin() as connection:
        yield connection


def copy_file(source: Path, copy: Path, progress: Callable[[int, int], None]) -> None:
    """Copy a database as it is now. Writers go on; `progress` gets pages done and pages in all.

    The open transaction keeps the copy at one moment. Without it, each commit of another process
    would make the copying begin anew, and under load it would never end.
    """
    with closing(sqlite3.connect(source)) as origin, closing(sqlite3.connect(copy)) as target:
        origin.isolation_level = None
        origin.execute("BEGIN")
        origin.execute("SELECT count(*) FROM sqlite_master")
        origin.backup(
            target,
            pages=PAGES_AT_ONCE,
            progress=lambda _status, remaining, total: progress(total - remaining, total),
        )


def close_file(file: Path) -> None:
    """Fold the write-ahead log into the file. Raises Refused if somebody else has it open."""
    with closing(sqlite3.connect(file, timeout=0)) as connection:
        try:
            connection.execute("PRAGMA journal_mode = DELETE")
        except sqlite3.OperationalError as problem:
            if problem.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise
            raise Refused(
                f"{file} is in use. Stop the server and the worker, and try again."
            ) from None


def remove_logs(file: Path) -> None:
    """Remove logs that a killed process left, which SQLite would take for those of a new file."""
    for suffix in ("-wal", "-shm", "-journal"):
        file.with_name(f"{file.name}{suffix}").unlink(missing_ok=True)


def check_file(file: Path) -> None:
    """Check that a database is whole. Raises Refused."""
    with closing(sqlite3.connect(file)) as connection:
        try:
            (found,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
            orphans = connection.execute("PRAGMA foreign_key_check").fetchall()
        except sqlite3.DatabaseError as problem:
            raise Refused(f"The database is damaged: {problem}.") from None
    if found != "ok":
        raise Refused(f"The database is damaged: {found}.")
    if orphans:
        tables = ", ".join(sorted({row[0] for row in orphans}))
        raise Refused(f"The database is damaged: rows of {tables} refer to rows that are missing.")
