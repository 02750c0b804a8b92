"""What keeps the search index on SQLite up to date, and what belongs to the index."""

from sqlalchemy import Connection, text

SEARCH_TABLE = "concern_words"

# Each message has the words of its whole thread indexed anew: a bound to what that costs, as on
# PostgreSQL.
_MESSAGES = (
    "(SELECT substr(group_concat(body, char(10)), 1, 100000) FROM messages WHERE concern_id = {})"
)
_SET_MESSAGES = f"UPDATE concern_words SET messages = {_MESSAGES} WHERE rowid = {{}}"  # noqa: S608 - constants
# A trigger names the index and its own table alone: SQLite cannot rename a table, which every
# batch migration does, while a trigger of another one refers to it.
_TRIGGERS = {
    "concerns_insert_words": (
        "AFTER INSERT ON concerns",
        "INSERT INTO concern_words (rowid, body, place) VALUES (NEW.id, NEW.body, NEW.place)",
    ),
    "concerns_update_words": (
        "AFTER UPDATE OF body, place ON concerns",
        "UPDATE concern_words SET body = NEW.body, place = NEW.place WHERE rowid = NEW.id",
    ),
    "concerns_delete_words": (
        "AFTER DELETE ON concerns",
        "DELETE FROM concern_words WHERE rowid = OLD.id",
    ),
    "messages_insert_words": (
        "AFTER INSERT ON messages",
        _SET_MESSAGES.format("NEW.concern_id", "NEW.concern_id"),
    ),
    "messages_update_words": (
        "AFTER UPDATE OF body ON messages",
        _SET_MESSAGES.format("NEW.concern_id", "NEW.concern_id"),
    ),
    "messages_delete_words": (
        "AFTER DELETE ON messages",
        _SET_MESSAGES.format("OLD.concern_id", "OLD.concern_id"),
    ),
}
_FILL = f"""
    INSERT INTO concern_words (rowid, body, place, messages)
    SELECT id, body, place, {_MESSAGES.format("concerns.id")} FROM concerns
"""  # noqa: S608 - constants


def is_search_table(name: str | None) -> bool:
    """Return whether a table holds the index, which follows from other tables."""
    return name is not None and name.startswith(SEARCH_TABLE)


def drop_search_triggers(connection: Connection) -> None:
    """Leave the index on SQLite as it is while many rows are written, until it is renewed."""
    if connection.dialect.name == "sqlite":
        for name in _TRIGGERS:
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}")


def renew_search_index(connection: Connection) -> None:
    """Create the triggers, and the index anew, where the triggers are not there on SQLite.

    A batch migration drops the triggers with the old table.
    """
    if connection.dialect.name != "sqlite":
        return
    schema = text("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    stored: dict[str, str] = {name: sql for name, sql in connection.execute(schema)}
    if SEARCH_TABLE not in stored or stored.keys() >= _TRIGGERS.keys():
        return
    # To delete its rows one by one would take minutes.
    connection.exec_driver_sql(f"DROP TABLE {SEARCH_TABLE}")
    connection.exec_driver_sql(stored[SEARCH_TABLE])
    # Otherwise the index keeps the words of deleted rows, even after VACUUM.
    connection.exec_driver_sql(
        "INSERT INTO concern_words (concern_words, rank) VALUES ('secure-delete', 1)"
    )
    connection.exec_driver_sql(_FILL)
    for name, (change, action) in _TRIGGERS.items():
        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}")
        connection.exec_driver_sql(f"CREATE TRIGGER {name} {change} BEGIN {action}; END")
