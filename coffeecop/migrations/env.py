"""Run the migrations on either dialect, and refuse one that loses rows."""

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import Connection, create_engine, inspect, text

from coffeecop.db import UtcDateTime, db, engine_options


class RowsLost(Exception):
    """A migration broke references or emptied a table that it did not drop."""


def run_migrations() -> None:
    url = current_app.config["SQLALCHEMY_DATABASE_URI"]
    # An engine of its own: foreign keys must be off before the transaction begins. A batch
    # migration rebuilds a table by dropping the old one, which would delete its children.
    engine = create_engine(url, **engine_options(url))
    with engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        if sqlite:
            connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
            connection.exec_driver_sql("PRAGMA journal_mode = WAL")
            connection.commit()
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_as_batch=sqlite,
            render_item=_render_item,
            compare_type=True,
        )
        before = _count_rows(connection)
        connection.commit()
        with context.begin_transaction():
            context.run_migrations()
            _refuse_losses(connection, before)
        connection.commit()
    engine.dispose()


def _count_rows(connection: Connection) -> dict[str, int]:
    tables = inspect(connection).get_table_names()
    return {
        table: connection.scalar(text(f'SELECT count(*) FROM "{table}"'))  # noqa: S608
        for table in tables
        if table != "alembic_version"
    }


def _refuse_losses(connection: Connection, before: dict[str, int]) -> None:
    after = _count_rows(connection)
    lost = [table for table, rows in after.items() if rows < before.get(table, 0)]
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        lost += sorted({row[0] for row in broken})
    if lost:
        raise RowsLost(f"rows of these tables were lost or orphaned: {', '.join(lost)}")


def _render_item(kind: str, item: Any, autogen_context: Any) -> str | bool:
    # Migrations must not change when the model's column type does.
    return "sa.DateTime()" if kind == "type" and isinstance(item, UtcDateTime) else False


run_migrations()
