"""Run the migrations on either dialect, all or none, and refuse one that loses rows.

An empty database has nothing to migrate: it gets the tables as the models say them.
"""

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import Connection, Engine, event, inspect

from coffeecop.db import UtcDateTime, db
from coffeecop.db.databases import count_rows, other_engine
from coffeecop.db.ids import last_ids, raise_last_ids
from coffeecop.db.search_index import is_search_table, renew_search_index


class RowsLost(Exception):
    """A migration broke references or emptied a table that it did not drop."""


def run_migrations() -> None:
    # Backups and moves prepare another database than the app's own.
    other = context.get_x_argument(as_dictionary=True).get("url")
    url = other or current_app.config["SQLALCHEMY_DATABASE_URI"]
    with other_engine(url) as engine:
        set_up(engine)
        with engine.begin() as connection:
            _run(connection)


def _run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        render_item=_render_item,
        include_name=lambda name, kind, _: kind != "table" or not is_search_table(name),
        compare_type=True,
        transactional_ddl=True,
    )
    rows, ids = count_rows(connection), last_ids(connection)
    goes_to_head = _goes_to_head()
    with context.begin_transaction():
        if goes_to_head and not _tables_there(connection):
            context.get_context().stamp(context.script, "head")
        context.run_migrations()
        if goes_to_head:
            _create_missing_tables(connection)
        renew_search_index(connection)
        _refuse_losses(connection, rows)
        # A table that a batch migration rebuilt would go on from the highest id.
        raise_last_ids(connection, ids)


def set_up(engine: Engine) -> None:
    """Connect in the migrations' own way."""
    if engine.dialect.name != "sqlite":
        # To rebuild a large table may take longer than a request may.
        event.listen(engine, "begin", _set_no_time_limit)
        return

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, record: Any) -> None:
        # SQLAlchemy says BEGIN itself, below: the driver would leave changes of tables out.
        connection.isolation_level = None
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA secure_delete = ON")
        # A batch migration rebuilds a table by dropping the old one, which would delete its
        # children. It cannot be changed once the transaction has begun.
        connection.execute("PRAGMA foreign_keys = OFF")

    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))


def _set_no_time_limit(connection: Connection) -> None:
    # LOCAL: behind pgBouncer the session is somebody else's in the next transaction.
    connection.exec_driver_sql("SET LOCAL statement_timeout = 0")


def _goes_to_head() -> bool:
    # Other commands than `upgrade` have no destination, and change nothing.
    destination = context.get_context().opts.get("destination_rev")
    head = context.script.get_current_head()
    return bool(destination) and context.script.as_revision_number(destination) == head


def _tables_there(connection: Connection) -> set[str]:
    return {*inspect(connection).get_table_names()} & {*db.metadata.tables}


def _create_missing_tables(connection: Connection) -> None:
    """Create all tables of a new database, or those of a part that was away when it was made."""
    there = _tables_there(connection)
    missing = [table for table in db.metadata.sorted_tables if table.name not in there]
    db.metadata.create_all(connection, missing, checkfirst=False)


def _refuse_losses(connection: Connection, before: dict[str, int]) -> None:
    after = count_rows(connection)
    # Of which a migration made one of several, as it says itself.
    joined = connection.info.pop("joined_rows", {})
    kept = {table: rows - joined.get(table, 0) for table, rows in before.items()}
    lost = [table for table, rows in after.items() if rows < kept.get(table, 0)]
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        lost += sorted({row[0] for row in broken})
    if lost:
        raise RowsLost(f"rows of these tables were lost or orphaned: {', '.join(lost)}")


def _render_item(kind: str, item: Any, autogen_context: Any) -> str | bool:
    # Migrations must not change when the model's column type does.
    return "sa.DateTime()" if kind == "type" and isinstance(item, UtcDateTime) else False


run_migrations()
