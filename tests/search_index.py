"""What the search index holds."""

from sqlalchemy import text

from coffeecop.db import db

ON_POSTGRESQL = "SELECT unnest(tsvector_to_array(words)) FROM concern_words"
ON_SQLITE = """
    CREATE VIRTUAL TABLE IF NOT EXISTS temp.indexed_terms
    USING fts5vocab('main', 'concern_words', 'row')
"""


def indexed():
    """Return all words in the search index."""
    connection = db.session.connection()
    if db.engine.dialect.name == "sqlite":
        connection.exec_driver_sql(ON_SQLITE)
        return set(db.session.scalars(text("SELECT term FROM temp.indexed_terms")))
    return set(db.session.scalars(text(ON_POSTGRESQL)))
