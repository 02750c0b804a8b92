"""The first start: one process prepares the database, the others wait for it."""

import multiprocessing
from datetime import timedelta

import pytest
from sqlalchemy import select

from coffeecop import create_app
from coffeecop.db import db, now
from coffeecop.models import Agency, Event, Installation, StaffLink
from coffeecop.server.preparation import migrate, prepare
from coffeecop.web.tokens import hash_token
from tests.factories import make_staff

pytestmark = [pytest.mark.slow, pytest.mark.both_databases]

# A fork has the app imported.
FORKS = multiprocessing.get_context("fork")


@pytest.fixture
def new_app(environ, new_database, migrated_database, tmp_path):
    """Make an app on a database with no rows, always the same one, or on that of an address."""
    with_tables, engines = new_database(copy_of=migrated_database), []

    def make(url=with_tables, **settings):
        instance = str(tmp_path / "instance")
        app = create_app({**environ, "DATABASE_URL": url, "INSTANCE_PATH": instance, **settings})
        with app.app_context():
            engines.append(db.engine)
        return app

    yield make
    for engine in engines:
        engine.dispose()


def all_of(app, model):
    with app.app_context():
        return db.session.scalars(select(model)).all()


def prepare_here(settings):
    return prepare(create_app(settings)).first_administrator


@pytest.mark.parametrize(
    ("processes", "machines"),
    [(3, 1), *(pytest.param(6, each, marks=pytest.mark.exhaustive) for each in (1, 6))],
    ids=["few on one machine", "one machine", "several machines"],
)
def test_many_at_once_prepare_one_database(
    new_app, new_database, tmp_path, database_name, processes, machines
):
    if machines > 1 and database_name == "sqlite":
        pytest.skip("machines share no file")
    app = new_app(new_database(), DEMO="1")
    names = ["instance"] * processes if machines == 1 else range(processes)
    settings = [
        {
            "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
            "INSTANCE_PATH": str(tmp_path / str(name)),
            "DEMO": "1",
        }
        for name in names
    ]

    with FORKS.Pool(processes) as pool:
        tokens = pool.map(prepare_here, settings, chunksize=1)

    assert len(all_of(app, Installation)) == 1
    assert len(all_of(app, Agency)) == 1
    assert len({event.slug for event in all_of(app, Event)}) == len(all_of(app, Event)) > 0
    valid = {link.token_hash for link in all_of(app, StaffLink) if link.is_usable}
    assert len(valid) == 1
    assert valid < {hash_token(token) for token in tokens}


def test_a_link_for_the_first_administrator_is_valid_for_a_day_or_until_the_next_start(new_app):
    app = new_app()
    first, second = (prepare(app).first_administrator for _start in range(2))

    assert first != second
    (link,) = all_of(app, StaffLink)
    assert link.token_hash == hash_token(second)
    assert link.is_usable
    assert timedelta(hours=23) < link.expires_at - now() <= timedelta(hours=24)


def test_a_start_removes_what_a_killed_backup_left(new_app):
    app = new_app()
    folder = app.config["INSTANCE_PATH"] / "operation"
    folder.mkdir()
    (folder / "database.sqlite3").write_text("in the clear")

    prepare(app)

    assert not folder.exists()


def test_where_somebody_can_sign_in_no_link_is_made(new_app):
    app = new_app()
    prepare(app)
    with app.app_context():
        make_staff()

    assert prepare(app) == (None, None)


def test_the_demo_comes_only_when_asked_for_and_only_into_an_empty_database(new_app):
    app = new_app()
    assert prepare(app).demo is None
    assert all_of(app, Event) == []

    with_demo = new_app(DEMO="1")
    assert prepare(with_demo).demo
    events = len(all_of(app, Event))
    prepare(with_demo)

    assert len(all_of(app, Event)) == events > 0


def test_the_worker_prepares_the_tables_and_makes_no_link(new_app, new_database):
    app = new_app(new_database())

    migrate(app)

    assert all_of(app, Installation)
    assert all_of(app, StaffLink) == []
