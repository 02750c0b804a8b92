"""Rows as the database has them."""

from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from typing import Any

import sqlalchemy as sa
from alembic import op

Row = Any


@cache
def table_of(name: str) -> sa.TableClause:
    """Return a table with its columns: clear the cache once they change."""
    columns = sa.inspect(op.get_bind()).get_columns(name)
    return sa.table(name, *(sa.column(each['name'], each['type']) for each in columns))


def rows_of(name: str, condition: str = 'TRUE', order: str = 'id') -> list[Row]:
    chosen = sa.select(table_of(name)).where(sa.text(condition)).order_by(sa.text(order))
    return list(op.get_bind().execute(chosen).all())


def insert(name: str, /, **values: Any) -> int | None:
    table = table_of(name)
    new = sa.insert(table).values(**values)
    if 'id' not in table.c:
        op.get_bind().execute(new)
        return None
    return op.get_bind().scalar(new.returning(table.c.id))


def by(name: str, rows: Iterable[Row]) -> dict[int, list[Row]]:
    found = defaultdict(list)
    for row in rows:
        found[getattr(row, name)].append(row)
    return found


def one(query: str, row_id: int | None) -> Any:
    """Return the first value of a query that asks for an :id."""
    return op.get_bind().scalar(sa.text(query), {'id': row_id})


def say_joined(table: str, number: int) -> None:
    """Tell env.py what it must not take for a loss."""
    joined = op.get_bind().info.setdefault('joined_rows', {})
    joined[table] = joined.get(table, 0) + number
