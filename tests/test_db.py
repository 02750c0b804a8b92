"""How the app connects, reads, writes in line, and tells a busy database from a mistake."""

import fcntl
import multiprocessing
import stat
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, timezone
from importlib import import_module
from pathlib import Path
from threading import Event as Flag

import pytest
from flask import abort
from sqlalchemy import create_engine, make_url, select, text
from sqlalchemy.exc import StatementError

from coffeecop import create_app
from coffeecop.db import db, db_writes, sqlite3, writers
from coffeecop.db.ids import last_ids
from coffeecop.models import Installation
from coffeecop.server import web_server, whole_requests
from tests.factories import make_venue, save
from tests.server.test_startup import wait_for
from tests.server.test_web_server import Running

pytestmark = pytest.mark.both_databases

# A fork has the app imported.
FORKS = multiprocessing.get_context("fork")

SECONDS = 30
PRAGMAS = {
    "busy_timeout": 15000,
    "journal_mode": "wal",
    "synchronous": 2,
    "foreign_keys": 1,
    "secure_delete": 1,
    "trusted_schema": 0,
}


def counted(app):
    with app.app_context():
        return db.session.scalar(select(Installation.content_version))


@pytest.fixture
def counting_app(fresh_app):
    """An app that counts what is sent to /increment, from zero."""

    @fresh_app.post("/increment")
    def increment():
        # Read, then written: two at once would lose one of the two.
        db.session.get(Installation, 1, with_for_update=True).content_version += 1
        db.session.commit()
        return "counted"

    fresh_app.add_url_rule("/read", view_func=lambda: str(counted(fresh_app)))
    with fresh_app.app_context(), db_writes():
        db.session.get(Installation, 1).content_version = 0
    return fresh_app


# Writers


def test_writers_at_once_lose_nothing(counting_app):
    with ThreadPoolExecutor(64) as pool:
        answers = pool.map(lambda _: counting_app.test_client().post("/increment"), range(64))

    assert {answer.status_code for answer in answers} == {200}
    assert counted(counting_app) == 64


def increment_by_ten(settings):
    app = create_app(settings)
    with app.app_context():
        for _ in range(10):
            with db_writes():
                db.session.get(Installation, 1, with_for_update=True).content_version += 1


def test_processes_at_once_lose_nothing(counting_app):
    config = counting_app.config
    settings = {
        "DATABASE_URL": config["SQLALCHEMY_DATABASE_URI"],
        "INSTANCE_PATH": str(config["INSTANCE_PATH"]),
    }
    with counting_app.app_context():
        # No connection may be in two processes.
        db.engine.dispose()
    processes = [FORKS.Process(target=increment_by_ten, args=[settings]) for _ in range(2)]

    for process in processes:
        process.start()
    for process in processes:
        process.join(SECONDS)

    assert [process.exitcode for process in processes] == [0, 0]
    assert counted(counting_app) == 20


def test_a_writer_that_fails_leaves_the_line(counting_app):
    @counting_app.post("/stumble")
    def stumble():
        db.session.get(Installation, 1).content_version += 1
        db.session.flush()
        raise RuntimeError

    @counting_app.post("/decline")
    def decline():
        db.session.get(Installation, 1)
        abort(404)

    visitor = counting_app.test_client()
    counting_app.config["PROPAGATE_EXCEPTIONS"] = False

    assert visitor.post("/stumble").status_code == 500
    assert visitor.post("/decline").status_code == 404
    assert visitor.post("/increment").status_code == 200
    assert counted(counting_app) == 1


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_reading_cannot_write(counting_app, method):
    @counting_app.get("/naughty")
    def naughty():
        db.session.get(Installation, 1).content_version += 1
        db.session.commit()
        return "written"

    visitor = counting_app.test_client()

    assert visitor.open("/naughty", method=method).status_code == 500
    assert counted(counting_app) == 0
    # The same connection writes again for a POST.
    assert visitor.post("/increment").status_code == 200
    assert counted(counting_app) == 1


def test_a_command_that_fails_writes_nothing(app):
    before = db.session.get(Installation, 1).content_version

    def fail():
        with db_writes():
            db.session.get(Installation, 1).content_version += 1
            db.session.flush()
            raise RuntimeError

    pytest.raises(RuntimeError, fail)
    assert db.session.get(Installation, 1).content_version == before


# A database that cannot answer just now


@pytest.fixture
def served(counting_app, monkeypatch):
    """A server with that app, and an address at which a writer keeps its lock until `go_on`."""
    monkeypatch.setattr(web_server, "SECONDS_OF_GRACE", 0.1)
    running = Running(counting_app)
    running.is_stuck = Flag()

    @counting_app.post("/stuck")
    def stuck():
        db.session.get(Installation, 1, with_for_update=True)
        running.is_stuck.set()
        assert running.go_on.wait(SECONDS)
        return "done"

    with running.running():
        yield running


@contextmanager
def sent_at_once(served, *paths):
    """Have these sent, and yield a function that lets the stuck go on and returns all statuses."""

    def statuses():
        served.go_on.set()
        return [each.result() for each in sent]

    tasks = served.server.server_state.tasks
    with ThreadPoolExecutor(len(paths)) as threads:
        others = len(tasks)
        sent = [threads.submit(served.ask, "POST", path) for path in paths]
        try:
            wait_for(lambda: len(tasks) == others + len(paths))
            yield statuses
        finally:
            served.go_on.set()


def test_ten_writers_wait_for_one_that_is_stuck_and_readers_for_none(served, counting_app):
    with sent_at_once(served, "/stuck") as first:
        assert served.is_stuck.wait(SECONDS)
        with sent_at_once(served, *["/increment"] * 10) as others:
            assert served.ask(path="/read") == 200

            assert {*first(), *others()} == {200}

    assert counted(counting_app) == 10


def test_writers_without_a_place_are_asked_to_come_back_in_time(served, counting_app, monkeypatch):
    monkeypatch.setattr(whole_requests, "BUSY_SECONDS", 0.05)
    with sent_at_once(served, *["/stuck"] * whole_requests.MOST_WRITERS) as statuses:
        assert served.ask("POST", "/increment") == 503
        assert served.ask(path="/read") == 200

        assert set(statuses()) == {200}

    assert served.ask("POST", "/increment") == 200
    assert counted(counting_app) == 1


def test_another_process_that_keeps_the_line_is_not_waited_for_without_end(
    counting_app, only_on, monkeypatch
):
    only_on("sqlite")
    monkeypatch.setattr(writers, "BUSY_SECONDS", 0.05)
    database = make_url(counting_app.config["SQLALCHEMY_DATABASE_URI"]).database
    visitor = counting_app.test_client()

    with open(f"{database}-writers") as line:
        fcntl.flock(line, fcntl.LOCK_EX)
        assert visitor.post("/increment").status_code == 503

    assert visitor.post("/increment").status_code == 200


def test_a_connection_lost_at_the_end_of_a_request_costs_nobody_the_answer(counting_app, only_on):
    only_on("postgresql")

    @counting_app.get("/lost")
    def lost():
        backend = db.session.scalar(text("SELECT pg_backend_pid()"))
        other = create_engine(db.engine.url)
        with other.connect() as connection:
            connection.execute(text(f"SELECT pg_terminate_backend({backend}, 5000)"))
        other.dispose()
        return "fine"

    answers = [counting_app.test_client().get("/lost") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200] * 3


def test_a_locked_database_is_read_but_asks_writers_to_come_back(
    counting_app, only_on, monkeypatch
):
    only_on("sqlite")
    # By its name in full: the package has the database handle under the short one.
    monkeypatch.setattr(import_module("coffeecop.db"), "BUSY_SECONDS", 0.2)
    with counting_app.app_context():
        # Connect anew, with the shorter patience.
        db.engine.dispose()
    visitor = counting_app.test_client()
    backup = sqlite3.connect(make_url(counting_app.config["SQLALCHEMY_DATABASE_URI"]).database)
    backup.isolation_level = None
    backup.execute("BEGIN IMMEDIATE")

    refused = visitor.post("/increment")

    assert refused.status_code == 503
    assert refused.headers["Retry-After"] == "5"
    assert visitor.get("/read").text == "0"
    backup.execute("ROLLBACK")
    backup.close()
    assert visitor.post("/increment").status_code == 200


FULL = ["PRAGMA max_page_count = 1", "CREATE TABLE x AS SELECT zeroblob(9000000) y"]
READ_ONLY = ["PRAGMA query_only = ON", "UPDATE installation SET content_version = 9"]
LOST = ["SELECT pg_terminate_backend(pg_backend_pid())"]


@pytest.mark.parametrize(
    ("database", "statements"),
    [
        ("sqlite", FULL),
        ("sqlite", READ_ONLY),
        ("postgresql", ["SET LOCAL statement_timeout = 50", "SELECT pg_sleep(5)"]),
        ("postgresql", LOST),
        ("postgresql", ["DO $$ BEGIN RAISE 'full' USING ERRCODE = '53100'; END $$"]),
        ("postgresql", ["DO $$ BEGIN RAISE 'deadlock' USING ERRCODE = '40P01'; END $$"]),
    ],
)
def test_a_database_in_trouble_is_a_503_and_says_what_is_known_of_the_form(
    counting_app, only_on, database, statements
):
    only_on(database)

    @counting_app.post("/es/trouble")
    @counting_app.post("/trouble")
    def trouble():
        for statement in statements:
            db.session.execute(text(statement))
        db.session.commit()
        return "fine"

    visitor = counting_app.test_client()
    answer = visitor.post("/trouble")

    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    # Whoever loses a connection at the end of a transaction cannot know.
    is_known = statements is not LOST
    assert ("Nothing of what you just sent was recorded." in answer.text) is is_known
    in_spanish = visitor.post("/es/trouble").text
    assert ("No se registró nada de lo que acaba de enviar." in in_spanish) is is_known
    assert counted(counting_app) == 0
    with counting_app.app_context():
        db.engine.dispose()
    assert visitor.post("/increment").status_code == 200


def test_a_database_that_is_gone_is_a_503_in_words(fresh_app, database_name):
    with fresh_app.app_context():
        db.engine.dispose()
        if database_name == "sqlite":
            folder = Path(db.engine.url.database).parent
            folder.rename(folder.with_name("moved"))
        else:
            name = db.engine.url.database
            url = db.engine.url.set(database="postgres")
            with create_engine(url, isolation_level="AUTOCOMMIT").connect() as connection:
                connection.execute(text(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false"))
            connection.engine.dispose()
    fresh_app.add_url_rule("/read", view_func=lambda: str(counted(fresh_app)))

    answer = fresh_app.test_client().get("/read")

    assert answer.status_code == 503
    assert "<h1>" in answer.text


def test_a_mistake_in_a_statement_is_a_500(fresh_app):
    @fresh_app.get("/mistake")
    def mistake():
        db.session.execute(text("SELECT * FROM nowhere"))
        return "fine"

    assert fresh_app.test_client().get("/mistake").status_code == 500


# Connections


def test_every_sqlite_connection_is_set_up(fresh_app, only_on):
    only_on("sqlite")
    with fresh_app.app_context(), db.engine.connect() as connection:
        found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in PRAGMAS}
    assert found == PRAGMAS
    # Older ones have a bug when two connections write and checkpoint at once.
    assert sqlite3.sqlite_version_info >= (3, 51, 3)


def test_every_postgresql_connection_is_set_up(app, only_on):
    only_on("postgresql")
    names = ["TimeZone", "lock_timeout", "statement_timeout", "transaction_isolation"]

    found = [db.session.scalar(text(f"SHOW {name}")) for name in names]

    assert found == ["UTC", "10s", "30s", "read committed"]


def test_nobody_else_may_read_the_files(counting_app, only_on):
    only_on("sqlite")
    database = Path(make_url(counting_app.config["SQLALCHEMY_DATABASE_URI"]).database)
    with counting_app.app_context(), db.engine.connect():
        modes = {
            path.name.removeprefix(database.name): stat.S_IMODE(path.stat().st_mode)
            for path in database.parent.iterdir()
        }

    assert modes == dict.fromkeys(["", "-wal", "-shm", "-writers"], 0o600)


# Ids


def test_the_id_of_a_deleted_row_is_given_to_no_other(app):
    venue = make_venue()
    db.session.delete(venue)
    db.session.commit()

    assert make_venue().id > venue.id


def test_no_table_repeats_ids(app):
    if db.engine.dialect.name == "sqlite":
        # AUTOINCREMENT would stand in the line of the column.
        repeating = "SELECT name FROM sqlite_master WHERE sql LIKE '%PRIMARY KEY (id)%'"
        assert db.session.scalars(text(repeating)).all() == []
    assert last_ids(db.session.connection()).keys() <= db.metadata.tables.keys()


# Times


def test_times_are_stored_in_utc(app):
    noon = datetime(2026, 2, 26, 12, 30, tzinfo=timezone(timedelta(hours=-8)))
    installation = db.session.get(Installation, 1)
    save(installation, created_at=noon)
    db.session.expire_all()

    stored = db.session.scalar(text("SELECT CAST(created_at AS VARCHAR(30)) FROM installation"))

    assert stored.startswith("2026-02-26 20:30:00")
    assert installation.created_at == noon
    assert installation.created_at.tzinfo is UTC


def test_a_time_without_a_zone_is_refused(app):
    db.session.get(Installation, 1).created_at = datetime(2026, 2, 26)  # noqa: DTZ001

    with pytest.raises(StatementError, match="without a zone"):
        db.session.commit()
    db.session.rollback()
