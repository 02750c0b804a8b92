"""Databases that need not be the app's own: their revisions, and empty ones filled whole."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic.runtime.migration import MigrationContext
from flask_migrate import upgrade
from sqlalchemy import Connection, make_url, text

from coffeecop.db.databases import other_engine
from coffeecop.parts.backups import postgresql, sqlite_files
from coffeecop.parts.backups.files import replacing
from coffeecop.parts.backups.operations import Refused
from coffeecop.parts.backups.rows import is_empty


@contextmanager
def new_database(url: str) -> Iterator[Connection]:
    """Yield a transaction on a database with all tables, to be filled with rows.

    Only if the block succeeds has the database at `url` anything of it. Raises Refused.
    """
    if is_sqlite(url):
        with new_file(file_of(url)) as draft:
            migrate(sqlite_files.url_of(draft))
            with sqlite_files.opened(draft) as connection:
                yield connection
        return
    require_empty(url)
    migrate(url)
    with other_engine(url) as engine, engine.begin() as connection:
        postgresql.lift_time_limits(connection)
        yield connection


@contextmanager
def new_file(file: Path) -> Iterator[Path]:
    """Yield the path of a draft that replaces an empty SQLite database. Raises Refused."""
    require_empty(sqlite_files.url_of(file))
    sqlite_files.remove_logs(file)
    with replacing(file) as draft:
        sqlite_files.remove_logs(draft)
        yield draft
        sqlite_files.close_file(draft)
        sqlite_files.check_file(draft)


def require_empty(url: str) -> None:
    """Raises Refused if something is in a database, or if others are connected to it."""
    if is_sqlite(url) and not file_of(url).exists():
        return
    require_unused(url)
    with other_engine(url) as engine, engine.connect() as connection:
        if not is_empty(connection):
            raise Refused(f"{engine.url} is not empty. Choose an empty database.")
    if is_sqlite(url):
        # A log of this file would be taken for one of the file that replaces it.
        sqlite_files.close_file(file_of(url))


def require_unused(url: str) -> None:
    """Raises Refused if another process has a database open."""
    if is_sqlite(url):
        sqlite_files.close_file(file_of(url))
        return
    with other_engine(url) as engine, engine.connect() as connection:
        postgresql.require_no_others(connection)


def is_sqlite(url: str) -> bool:
    return make_url(url).get_backend_name() == "sqlite"


def file_of(url: str) -> Path:
    return Path(make_url(url).database or "")


def revision_of(connection: Connection) -> str:
    """Raises Refused if the database has no tables of coffeecop."""
    revision = MigrationContext.configure(connection).get_current_revision()
    if revision is None:
        raise Refused(
            "The database has no tables yet. Start the server once, which makes them, or check "
            "DATABASE_URL and INSTANCE_PATH."
        )
    return revision


def migrate(url: str) -> None:
    upgrade(x_arg=[f"url={url}"])


# What a migration makes in its own schema, of PostgreSQL; an extension keeps its functions.
_DROPS = text("""
    SELECT format('DROP TABLE %I CASCADE', tablename)
    FROM pg_tables WHERE schemaname = current_schema()
    UNION ALL
    SELECT format('DROP FUNCTION %s CASCADE', CAST(pg_proc.oid AS regprocedure))
    FROM pg_proc
    WHERE pronamespace = CAST(current_schema() AS regnamespace)
    AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')
""")


def remove_tables(connection: Connection) -> None:
    if MigrationContext.configure(connection).get_current_revision() is None:
        return
    for drop in connection.scalars(_DROPS).all():
        connection.execute(text(drop))
    connection.commit()
