"""What only PostgreSQL has: pg_dump and pg_restore, snapshots, scratch databases."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import sleep

from sqlalchemy import URL, Connection, Engine, make_url, text
from sqlalchemy.exc import ProgrammingError

from coffeecop.db.databases import other_engine
from coffeecop.parts.backups.operations import Refused

OTHERS = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    " AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
)
INSUFFICIENT_PRIVILEGE = "42501"
# What served a client that has just gone needs a moment to end.
MOMENTS = (0, 0.1, 0.4)


def lift_time_limits(connection: Connection) -> None:
    """Let this transaction take longer than a request may."""
    connection.execute(text("SET LOCAL statement_timeout = 0"))


def require_no_others(connection: Connection) -> None:
    """Raises Refused."""
    count = 0
    for seconds in MOMENTS:
        sleep(seconds)
        connection.execute(text("SELECT pg_stat_clear_snapshot()"))
        count = connection.scalar(OTHERS) or 0
        if not count:
            return
    name = connection.engine.url.render_as_string()
    raise Refused(
        f"{name} is in use: {count} other connections. Stop the server and the worker, and try "
        "again."
    )


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """Yield a transaction that reads the database as it is now, while others write."""
    with engine.begin() as connection:
        connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
        lift_time_limits(connection)
        yield connection


def lock_tables(connection: Connection, names: list[str]) -> None:
    """Let nobody write into these tables until the transaction ends; reading goes on."""
    quote = connection.dialect.identifier_preparer.quote
    connection.execute(text(f"LOCK TABLE {', '.join(map(quote, names))} IN SHARE MODE"))


def can_dump(connection: Connection) -> bool:
    """Return whether there is a pg_dump that is not older than the server, which it must be."""
    program = shutil.which("pg_dump")
    if program is None:
        return False
    result = subprocess.run([program, "--version"], capture_output=True, text=True)  # noqa: S603
    version = re.search(r"\) (\d+)", result.stdout)
    server = connection.scalar(text("SHOW server_version_num"))
    return version is not None and int(version[1]) >= int(server or 0) // 10000


def dump(connection: Connection, file: Path) -> None:
    """Write what this transaction sees, by pg_dump. Raises Refused."""
    seen = connection.scalar(text("SELECT pg_export_snapshot()"))
    options = ["--format=custom", "--no-owner", "--no-privileges"]
    _run(connection.engine.url, "pg_dump", [*options, f"--snapshot={seen}", f"--file={file}"])


def restore(url: str, file: Path) -> None:
    """Restore the output of pg_dump into a database without tables: all of it, or nothing.

    Raises Refused.
    """
    if shutil.which("pg_restore") is None:
        raise Refused(
            "This backup was made by pg_dump, and pg_restore is not installed here. Install the "
            "client programs of PostgreSQL (on Debian: apt-get install postgresql-client)."
        )
    options = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"]
    _run(make_url(url), "pg_restore", [*options, str(file)])


@contextmanager
def scratch_database(engine: Engine) -> Iterator[str]:
    """Create a database beside the app's, and drop it at the end. Raises Refused."""
    name = f"{engine.url.database}_coffeecop_rehearsal"
    quoted = engine.dialect.identifier_preparer.quote_identifier(name)
    url = engine.url.render_as_string(hide_password=False)
    with (
        other_engine(url, isolation_level="AUTOCOMMIT") as maintenance,
        maintenance.connect() as connection,
    ):
        # Left by a process that was killed.
        connection.execute(text(f"DROP DATABASE IF EXISTS {quoted} WITH (FORCE)"))
        _create(connection, quoted)
        try:
            yield engine.url.set(database=name).render_as_string(hide_password=False)
        finally:
            connection.execute(text(f"DROP DATABASE {quoted} WITH (FORCE)"))


def _create(connection: Connection, quoted: str) -> None:
    try:
        connection.execute(text(f"CREATE DATABASE {quoted} TEMPLATE template0"))
    except ProgrammingError as problem:
        if getattr(problem.orig, "sqlstate", None) != INSUFFICIENT_PRIVILEGE:
            raise
        account = connection.engine.url.username
        raise Refused(
            f"A rehearsal needs a database of its own, which the account {account} may not create. "
            f'As an administrator of PostgreSQL, run: ALTER ROLE "{account}" CREATEDB'
        ) from None


def _run(url: URL, program: str, arguments: list[str]) -> None:
    # Everybody on the machine can read arguments, so the password goes through the environment.
    address = url.set(drivername="postgresql", password=None).render_as_string()
    environ = {**os.environ, **({"PGPASSWORD": str(url.password)} if url.password else {})}
    done = subprocess.run(  # noqa: S603
        [program, f"--dbname={address}", *arguments], env=environ, capture_output=True, text=True
    )
    if done.returncode:
        raise Refused(f"{program} failed: {done.stderr.strip()}")
