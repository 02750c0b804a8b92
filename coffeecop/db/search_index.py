"""The search index: what makes it and keeps it up to date, on both databases."""

from sqlalchemy import Connection, inspect

SEARCH_TABLE = "concern_words"

# The table has its own copy of the texts: to delete a row from the index FTS5 needs the words that
# were in it. Nothing is ranked, so the sizes of columns are not kept.
_ON_SQLITE = """
    CREATE VIRTUAL TABLE concern_words USING fts5(
        body, place, messages, columnsize=0, tokenize='unicode61 remove_diacritics 2'
    )
"""
# Each message has the words of its whole thread indexed anew: a bound to what that costs, as on
# PostgreSQL.
_MESSAGES = (
    "(SELECT substr(group_concat(body, char(10)), 1, 100000) FROM messages WHERE concern_id = {})"
)
_SET_MESSAGES = f"UPDATE concern_words SET messages = {_MESSAGES} WHERE rowid = {{}}"  # noqa: S608 - constants
# A trigger names the index and its own table alone: SQLite cannot rename a table, which every
# batch migration does, while a trigger of another one refers to it.
_TRIGGERS_ON_SQLITE = {
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

_ON_POSTGRESQL = (
    # Without unaccent, which not every server has: letters are taken apart, accents dropped, and
    # what is neither letter nor digit becomes a space, so that the parser does not see addresses or
    # paths. Nothing here depends on the locale. A tsvector holds a megabyte at most.
    r"""
    CREATE FUNCTION search_words(said text) RETURNS tsvector LANGUAGE sql IMMUTABLE AS $$
        SELECT to_tsvector('simple'::regconfig, lower(regexp_replace(
            regexp_replace(normalize(left(said, 100000), NFKD), '[\u0300-\u036f]', '', 'g'),
            '[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u2000-\u2bff\u3000-\u303f'
            '\ufe00-\ufe0f\U0001f000-\U0001faff]+', ' ', 'g'
        )))
    $$
    """,
    """
    CREATE TABLE concern_words (
        concern_id integer CONSTRAINT pk_concern_words PRIMARY KEY
            CONSTRAINT fk_concern_words_concern_id_concerns
            REFERENCES concerns ON DELETE CASCADE,
        words tsvector NOT NULL
    )
    """,
    # The lock lets two messages that come at once see each other.
    """
    CREATE FUNCTION index_concern(changed_id integer) RETURNS void LANGUAGE plpgsql
    SET search_path FROM CURRENT AS $$
    BEGIN
        PERFORM 1 FROM concerns WHERE id = changed_id FOR NO KEY UPDATE;
        INSERT INTO concern_words
            SELECT concerns.id, search_words(concat_ws(
                ' ', body, place,
                (SELECT string_agg(messages.body, ' ' ORDER BY messages.id)
                 FROM messages WHERE concern_id = concerns.id)
            ))
            FROM concerns
            WHERE id = changed_id
        ON CONFLICT (concern_id) DO UPDATE SET words = EXCLUDED.words;
    END
    $$
    """,
    # Without a list of pending rows, which every search would read through.
    """
    CREATE INDEX ix_concern_words_words ON concern_words USING gin (words)
    WITH (fastupdate = off)
    """,
)
_TRIGGERS_ON_POSTGRESQL = {
    "concerns_insert_words": ("AFTER INSERT ON concerns", "NEW.id"),
    "concerns_update_words": ("AFTER UPDATE OF body, place ON concerns", "NEW.id"),
    "messages_insert_words": ("AFTER INSERT ON messages", "NEW.concern_id"),
    "messages_update_words": ("AFTER UPDATE OF body ON messages", "NEW.concern_id"),
    "messages_delete_words": ("AFTER DELETE ON messages", "OLD.concern_id"),
}


def is_search_table(name: str | None) -> bool:
    """Return whether a table holds the index, which follows from other tables."""
    return name is not None and name.startswith(SEARCH_TABLE)


def drop_search_triggers(connection: Connection) -> None:
    """Leave the index on SQLite as it is while many rows are written, until it is renewed."""
    if connection.dialect.name == "sqlite":
        for name in _TRIGGERS_ON_SQLITE:
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}")


def renew_search_index(connection: Connection) -> None:
    """Create the index where it is not there, or lost its triggers.

    On SQLite a batch migration drops the triggers with the old table.
    """
    tables = inspect(connection).get_table_names()
    if "concerns" not in tables:
        return
    if connection.dialect.name == "sqlite":
        _renew_on_sqlite(connection)
    elif SEARCH_TABLE not in tables:
        _create_on_postgresql(connection)


def _renew_on_sqlite(connection: Connection) -> None:
    triggers = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    if {*triggers.scalars()} >= _TRIGGERS_ON_SQLITE.keys():
        return
    # To delete its rows one by one would take minutes.
    connection.exec_driver_sql(f"DROP TABLE IF EXISTS {SEARCH_TABLE}")
    connection.exec_driver_sql(_ON_SQLITE)
    # Otherwise the index keeps the words of deleted rows, even after VACUUM.
    connection.exec_driver_sql(
        "INSERT INTO concern_words (concern_words, rank) VALUES ('secure-delete', 1)"
    )
    connection.exec_driver_sql(_FILL)
    for name, (change, action) in _TRIGGERS_ON_SQLITE.items():
        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}")
        connection.exec_driver_sql(f"CREATE TRIGGER {name} {change} BEGIN {action}; END")


def _create_on_postgresql(connection: Connection) -> None:
    for statement in _ON_POSTGRESQL:
        connection.exec_driver_sql(statement)
    for name, (change, concern_id) in _TRIGGERS_ON_POSTGRESQL.items():
        connection.exec_driver_sql(f"""
            CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql
            SET search_path FROM CURRENT AS $$
            BEGIN
                PERFORM index_concern({concern_id});
                RETURN NULL;
            END
            $$
        """)
        connection.exec_driver_sql(
            f"CREATE TRIGGER {name} {change} FOR EACH ROW EXECUTE FUNCTION {name}()"
        )
    connection.exec_driver_sql("SELECT index_concern(id) FROM concerns")
