"""Colleagues who press a button at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import create_engine, text, update
from sqlalchemy.exc import OperationalError

from coffeecop.db import db, sqlite3
from tests.factories import sign_in
from tests.visitor import Visitor


def colleagues(app, number, *roles):
    """Return so many browsers with somebody else signed in at each."""
    visitors = [Visitor(app) for _ in range(number)]
    for visitor in visitors:
        sign_in(visitor, *roles)
    return visitors


def run_concurrently(visitors, act):
    """Let everyone act on the real database at once; return what came of it, in their order."""
    barrier = Barrier(len(visitors))

    def begin(number):
        with visitors[number].app.app_context():
            barrier.wait()
            return act(number, visitors[number])

    with ThreadPoolExecutor(len(visitors)) as threads:
        answers = list(threads.map(begin, range(len(visitors))))
    db.session.remove()
    db.engine.dispose()
    return answers


def is_locked(database_name, table):
    """Tell whether a colleague who waits for nobody may not change this table's rows just now."""
    impatient = create_engine(db.engine.url, **IMPATIENT[database_name])
    rows = db.metadata.tables[table]
    change = update(rows).values(id=rows.c.id)
    begin = text("BEGIN IMMEDIATE") if database_name == "sqlite" else change
    try:
        with impatient.connect() as connection:
            connection.execute(begin)
            connection.rollback()
    except OperationalError:
        return True
    finally:
        impatient.dispose()
    return False


IMPATIENT = {
    # The same library: the locks of two of them in one process do not see each other.
    "sqlite": {"module": sqlite3, "connect_args": {"timeout": 0}},
    "postgresql": {"connect_args": {"options": "-c lock_timeout=1"}},
}
