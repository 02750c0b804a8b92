"""Ids that are given once: the audit log, mails and addresses name a row after it is gone."""

from collections.abc import Mapping

from sqlalchemy import Connection, inspect, text

# Of PostgreSQL's sequences, those that belong to a column; empty before the first use.
_LAST_ON_POSTGRESQL = text("""
    SELECT CAST(CAST(refobjid AS regclass) AS text), last_value
    FROM pg_depend
    JOIN pg_class ON pg_class.oid = objid AND relkind = 'S'
    JOIN pg_sequences ON sequencename = relname AND schemaname = current_schema()
    WHERE deptype IN ('a', 'i') AND last_value IS NOT NULL
""")
_LAST_ON_SQLITE = text("SELECT name, seq FROM sqlite_sequence")
# SQLite creates it with the first table that is AUTOINCREMENT.
_HAS_LAST = text("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_sequence'")


def last_ids(connection: Connection) -> dict[str, int]:
    """Return the highest id that each table has given, of those that count them."""
    is_sqlite = connection.dialect.name == "sqlite"
    if is_sqlite and not connection.scalar(_HAS_LAST):
        return {}
    found = connection.execute(_LAST_ON_SQLITE if is_sqlite else _LAST_ON_POSTGRESQL)
    return {table: last for table, last in found}


def raise_last_ids(connection: Connection, wanted: Mapping[str, int]) -> None:
    """Let tables that count their ids give only ids above these; leave out what is no table."""
    tables, known = inspect(connection).get_table_names(), last_ids(connection)
    for table, last in wanted.items():
        if table in tables and last > known.get(table, 0):
            _set_last_id(connection, {"table": table, "last": last})


def _set_last_id(connection: Connection, values: dict[str, str | int]) -> None:
    if connection.dialect.name == "sqlite":
        connection.execute(text("DELETE FROM sqlite_sequence WHERE name = :table"), values)
        connection.execute(text("INSERT INTO sqlite_sequence VALUES (:table, :last)"), values)
        return
    sequence = "pg_get_serial_sequence(quote_ident(:table), 'id')"
    connection.execute(text(f"SELECT setval({sequence}, :last)"), values)
