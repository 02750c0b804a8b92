"""Rows of a whole database: counted, hashed alike on SQLite and PostgreSQL, and copied.

Tables come from the database itself, so that what an older version made is counted and compared
as well.
"""

import json
from collections.abc import Collection, Iterator, Sequence
from hashlib import sha256
from typing import Any, NamedTuple

from sqlalchemy import Connection, TableClause, column, func, inspect, select, table, text

from coffeecop.db.databases import VERSION_TABLE, count_rows, has_own_rows, quoted
from coffeecop.db.ids import last_ids, raise_last_ids
from coffeecop.db.search_index import drop_search_triggers, renew_search_index
from coffeecop.models import Agency
from coffeecop.parts.backups.operations import Progress, Refused

ROWS_AT_ONCE = 1000
ROWS_BETWEEN_REPORTS = 20_000

Row = Sequence[Any]


class Content(NamedTuple):
    """What a table holds. The digest does not depend on the order of rows or the database."""

    rows: int
    digest: str


def tables_of(connection: Connection) -> list[TableClause]:
    """Return the tables with rows of their own, each after those that it refers to.

    Columns are in the order of their names: migrations have added them in another order than a new
    database has them.
    """
    inspector = inspect(connection)
    columns = inspector.get_multi_columns()
    return [
        table(
            name,
            *(
                column(found["name"], found["type"])
                for found in sorted(columns[None, name], key=lambda found: found["name"])
            ),
        )
        for name, _ in inspector.get_sorted_table_and_fkc_names()
        if name and has_own_rows(name)
    ]


def is_empty(connection: Connection) -> bool:
    """Return whether nobody has written anything yet: all that people write is of a department.

    A database with tables of something else is not empty.
    """
    tables = set(inspect(connection).get_table_names()) - {VERSION_TABLE}
    if Agency.__tablename__ not in tables:
        return not tables
    return connection.scalar(select(Agency.id).limit(1)) is None


def contents(connection: Connection) -> dict[str, Content]:
    return {each.name: _content(connection, each) for each in tables_of(connection)}


def copy_rows(source: Connection, target: Connection, progress: Progress) -> dict[str, Content]:
    """Replace all rows of the target by those of the source, and compare. Raises Refused.

    Both must have the same schema revision.
    """
    into = {each.name: each for each in tables_of(target)}
    tables = _tables_to_copy(source, into)
    drop_search_triggers(target)
    _clear(target, list(into.values()))
    copied = {}
    for each in tables:
        rows = Rows(source, each, progress)
        _insert(target, into[each.name], rows)
        copied[each.name] = rows.content()
    _keep_last_ids(source, target, list(into.values()))
    renew_search_index(target)
    progress("Comparing what was copied")
    different = sorted(
        name for name, content in contents(target).items() if content != copied.get(name)
    )
    if different:
        raise Refused(f"Rows of these tables are not the same in both: {', '.join(different)}.")
    return copied


def _tables_to_copy(source: Connection, into: Collection[str]) -> list[TableClause]:
    """Return the tables of the source, but empty ones of a part that is gone. Raises Refused."""
    found = tables_of(source)
    rows = count_rows(source)
    if left := [each.name for each in found if each.name not in into and rows[each.name]]:
        raise Refused(
            f"There are rows of a part that is not installed: {', '.join(left)}. Install it again."
        )
    return [each for each in found if each.name in into]


class Rows:
    def __init__(self, connection: Connection, table: TableClause, progress: Progress) -> None:
        self.connection, self.table, self.progress = connection, table, progress
        self.rows = self.total = 0

    def chunks(self) -> Iterator[Sequence[Row]]:
        reading = self.connection.execution_options(yield_per=ROWS_AT_ONCE)
        names = ", ".join(quoted(self.connection, each.name) for each in self.table.columns)
        # Of a text, SQLAlchemy compiles nothing but how its columns are read.
        query = text(f"SELECT {names} FROM {quoted(self.connection, self.table.name)}")  # noqa: S608
        for chunk in reading.execute(query.columns(*self.table.columns)).partitions():
            self.total += sum(map(_digest, chunk))
            self.rows += len(chunk)
            if self.rows % ROWS_BETWEEN_REPORTS == 0:
                self.progress(f"{self.table.name}: {self.rows:,} rows so far")
            yield chunk

    def content(self) -> Content:
        return Content(self.rows, f"{self.total % 2**256:064x}")


def _content(connection: Connection, table: TableClause) -> Content:
    rows = Rows(connection, table, lambda _sentence: None)
    for _chunk in rows.chunks():
        pass
    return rows.content()


def _digest(row: Row) -> int:
    return int.from_bytes(sha256(json.dumps(list(row), default=_as_text).encode()).digest())


def _as_text(value: object) -> str:
    return value.hex() if isinstance(value, bytes) else str(value)


def _clear(target: Connection, tables: list[TableClause]) -> None:
    """Remove what a new database holds by itself."""
    if target.dialect.name == "postgresql":
        names = ", ".join(quoted(target, each.name) for each in tables)
        # With the search index, which refers to concerns.
        target.exec_driver_sql(f"TRUNCATE {names} CASCADE")
        return
    for each in reversed(tables):
        target.execute(each.delete())


def _insert(target: Connection, into: TableClause, rows: Rows) -> None:
    if target.dialect.name == "postgresql":
        _copy_in(target, into, rows)
        return
    # SQLite checks references at the end: what copies a file checks it then.
    names = list(into.columns.keys())
    for chunk in rows.chunks():
        target.execute(into.insert(), [dict(zip(names, row, strict=True)) for row in chunk])


def _copy_in(target: Connection, into: TableClause, rows: Rows) -> None:
    """Copy in one statement: rows of a table may refer to later ones, such as merged topics."""
    # Imported here: SQLite needs none of its driver.
    from psycopg.types.json import Json

    names = ", ".join(quoted(target, each.name) for each in into.columns)
    driver: Any = target.connection.driver_connection
    statement = f"COPY {quoted(target, into.name)} ({names}) FROM STDIN"
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for chunk in rows.chunks():
                for row in chunk:
                    copy.write_row(
                        [Json(each) if isinstance(each, dict | list) else each for each in row]
                    )
    except target.dialect.loaded_dbapi.Error as problem:
        raise Refused(
            f"A row of {into.name} cannot be stored in PostgreSQL ({type(problem).__name__})."
        ) from problem


def _keep_last_ids(source: Connection, target: Connection, tables: list[TableClause]) -> None:
    """Let the next row of each table get an id that no row has had."""
    highest = {
        each.name: target.scalar(select(func.max(each.columns.id))) or 0
        for each in tables
        if "id" in each.columns
    }
    raise_last_ids(target, highest)
    raise_last_ids(target, last_ids(source))
