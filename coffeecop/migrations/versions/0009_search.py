"""Search over concerns: what was said, where, and the messages of the thread"""

from alembic import op


revision = '0009'
down_revision = '0008'

# The table has its own copy of the texts: to delete a row from the index FTS5 needs the words
# that were in it. Nothing is ranked, so the sizes of columns are not kept.
# Triggers come from coffeecop/db/search_index.py at the end of the migrations.
SQLITE = """
    CREATE VIRTUAL TABLE concern_words USING fts5(
        body, place, messages, columnsize=0, tokenize='unicode61 remove_diacritics 2'
    )
"""

# Without unaccent, which not every server has: letters are taken apart, accents dropped, and what
# is neither letter nor digit becomes a space, so that the parser does not see addresses or paths.
# Nothing here depends on the locale. A tsvector holds a megabyte at most, and each message has the
# words of its whole thread indexed anew.
FOLDED = r"""
    CREATE FUNCTION search_words(said text) RETURNS tsvector LANGUAGE sql IMMUTABLE AS $$
        SELECT to_tsvector('simple'::regconfig, lower(regexp_replace(
            regexp_replace(normalize(left(said, 100000), NFKD), '[\u0300-\u036f]', '', 'g'),
            '[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u2000-\u2bff\u3000-\u303f'
            '\ufe00-\ufe0f\U0001f000-\U0001faff]+', ' ', 'g'
        )))
    $$
"""
TABLE = """
    CREATE TABLE concern_words (
        concern_id integer CONSTRAINT pk_concern_words PRIMARY KEY
            CONSTRAINT fk_concern_words_concern_id_concerns
            REFERENCES concerns ON DELETE CASCADE,
        words tsvector NOT NULL
    )
"""
ALL_WORDS = """
    SELECT concerns.id, search_words(concat_ws(
        ' ', body, place,
        (SELECT string_agg(messages.body, ' ' ORDER BY messages.id)
         FROM messages WHERE concern_id = concerns.id)
    ))
    FROM concerns
"""
# The lock lets two messages that come at once see each other.
KEEP = f"""
    CREATE FUNCTION index_concern(changed_id integer) RETURNS void LANGUAGE plpgsql
    SET search_path FROM CURRENT AS $$
    BEGIN
        PERFORM 1 FROM concerns WHERE id = changed_id FOR NO KEY UPDATE;
        INSERT INTO concern_words {ALL_WORDS} WHERE id = changed_id
        ON CONFLICT (concern_id) DO UPDATE SET words = EXCLUDED.words;
    END
    $$
"""
TRIGGERS = (
    ('concerns', 'INSERT', 'NEW.id'),
    ('concerns', 'UPDATE OF body, place', 'NEW.id'),
    ('messages', 'INSERT', 'NEW.concern_id'),
    ('messages', 'UPDATE OF body', 'NEW.concern_id'),
    ('messages', 'DELETE', 'OLD.concern_id'),
)


def upgrade() -> None:
    if op.get_bind().dialect.name == 'sqlite':
        op.execute(SQLITE)
        return
    for statement in (FOLDED, TABLE, f'INSERT INTO concern_words {ALL_WORDS}', KEEP):
        op.execute(statement)
    # Without a list of pending rows, which every search would read through.
    op.execute(
        'CREATE INDEX ix_concern_words_words ON concern_words USING gin (words) '
        'WITH (fastupdate = off)'
    )
    for table, change, concern_id in TRIGGERS:
        name = _trigger(table, change)
        op.execute(f"""
            CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql
            SET search_path FROM CURRENT AS $$
            BEGIN
                PERFORM index_concern({concern_id});
                RETURN NULL;
            END
            $$
        """)
        op.execute(
            f'CREATE TRIGGER {name} AFTER {change} ON {table} '
            f'FOR EACH ROW EXECUTE FUNCTION {name}()'
        )


def downgrade() -> None:
    if op.get_bind().dialect.name == 'sqlite':
        named = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%concern_words%'"
        for (name,) in op.get_bind().exec_driver_sql(named).all():
            op.execute(f'DROP TRIGGER {name}')
        op.execute('DROP TABLE concern_words')
        return
    for table, change, _ in TRIGGERS:
        op.execute(f'DROP FUNCTION {_trigger(table, change)}() CASCADE')
    op.execute('DROP FUNCTION index_concern(integer)')
    op.execute('DROP TABLE concern_words')
    op.execute('DROP FUNCTION search_words(text)')


def _trigger(table: str, change: str) -> str:
    return f'{table}_{change.split()[0].lower()}_words'
