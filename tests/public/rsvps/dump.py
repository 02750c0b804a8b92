"""Everything that is in the database, as text."""

from sqlalchemy import MetaData, select

from coffeecop.db import db


def dump():
    """Return every row of every table, also of those that only the database knows of."""
    db.session.rollback()
    found = MetaData()
    found.reflect(bind=db.engine)
    return {
        table.name: sorted(str(tuple(row)) for row in db.session.execute(select(table)))
        for table in found.sorted_tables
    }
