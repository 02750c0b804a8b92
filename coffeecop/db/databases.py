"""A whole database, which may not be the app's own: connected to, and its rows counted."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, inspect, text

from coffeecop.db import engine_options
from coffeecop.db.search_index import is_search_table

VERSION_TABLE = "alembic_version"


@contextmanager
def other_engine(url: str, **options: Any) -> Iterator[Engine]:
    """Connect to a database without the app's queue of writers."""
    engine = create_engine(url, **engine_options(url), **options)
    try:
        yield engine
    finally:
        engine.dispose()


def count_rows(connection: Connection) -> dict[str, int]:
    return {
        name: connection.scalar(text(f"SELECT count(*) FROM {quoted(connection, name)}")) or 0  # noqa: S608
        for name in inspect(connection).get_table_names()
        if has_own_rows(name)
    }


def has_own_rows(name: str) -> bool:
    return name != VERSION_TABLE and not is_search_table(name)


def quoted(connection: Connection, name: str) -> str:
    return connection.dialect.identifier_preparer.quote(name)
