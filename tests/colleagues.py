"""Concurrent requests, by residents and by several staff members."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import create_engine, text, update
from sqlalchemy.exc import OperationalError

from coffeecop.db import db, sqlite3
from tests.factories import sign_in
from tests.visitor import Visitor


def colleagues(app, number, *roles):
    """Return visitors, each signed in as a different staff member."""
    visitors = [Visitor(app) for _ in range(number)]
    for visitor in visitors:
        sign_in(visitor, *roles)
    return visitors


def run_concurrently(visitors, act):
    """Call act(number, visitor) for all visitors in parallel; return the results in order."""
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


def post_all(app, requests, *, at_once=16):
    """Send these (path, fields), and return the statuses and where the answers lead."""

    def post(request):
        path, fields = request
        response = app.test_client().post(path, data=fields)
        return response.status_code, response.headers.get("Location")

    with ThreadPoolExecutor(max_workers=at_once) as threads:
        return zip(*threads.map(post, requests), strict=True)


def is_locked(database_name, table):
    """Return whether an update of this table's rows would have to wait for a lock."""
    engine = create_engine(db.engine.url, **NO_WAIT_OPTIONS[database_name])
    rows = db.metadata.tables[table]
    change = update(rows).values(id=rows.c.id)
    begin = text("BEGIN IMMEDIATE") if database_name == "sqlite" else change
    try:
        with engine.connect() as connection:
            connection.execute(begin)
            connection.rollback()
    except OperationalError:
        return True
    finally:
        engine.dispose()
    return False


NO_WAIT_OPTIONS = {
    # The same SQLite library as the app: locks of two in one process do not see each other.
    "sqlite": {"module": sqlite3, "connect_args": {"timeout": 0}},
    "postgresql": {"connect_args": {"options": "-c lock_timeout=1"}},
}
