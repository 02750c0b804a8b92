"""The first start: one process prepares the database, the others wait for it."""

import multiprocessing
from datetime import timedelta

import pytest
from sqlalchemy import select

from coffeecop import create_app, parts
from coffeecop.db import db, now
from coffeecop.models import Agency, Installation, StaffLink
from coffeecop.parts import Part
from coffeecop.parts.hooks import Hook, When
from coffeecop.server.preparation import migrate, prepare
from coffeecop.server.production import startup_message
from coffeecop.web.tokens import hash_token
from tests.factories import make_staff

pytestmark = [pytest.mark.slow, pytest.mark.both_databases]

# A fork has the app imported.
FORKS = multiprocessing.get_context("fork")


@pytest.fixture
def new_app(new_app, new_database, migrated_database):
    """Make an app on a database with no rows, always the same one, or on that of an address."""
    with_tables = new_database(copy_of=migrated_database)
    return lambda url=with_tables, **settings: new_app("instance", url=url, **settings)


def all_of(app, model):
    with app.app_context():
        return db.session.scalars(select(model)).all()


def add_department():
    """Do what must be done once, as a part may at start."""
    if db.session.scalar(select(Agency.id).limit(1)) is not None:
        return ["A department was there."]
    db.session.add(Agency(slug="sample", name="Sample Police", time_zone="America/Los_Angeles"))
    return ["A department was added."]


@pytest.fixture
def part_at_start(monkeypatch):
    """A part that adds a department to an empty database; forks have it, too."""
    part = Part("tea", "Tea", "For all", links=[Hook(When.STARTED, add_department)])
    monkeypatch.setattr(parts, "parts", lambda: (part,))


def prepare_here(settings):
    return prepare(create_app(settings)).first_administrator


@pytest.mark.parametrize(
    ("processes", "machines"),
    [(3, 1), *(pytest.param(6, each, marks=pytest.mark.exhaustive) for each in (1, 6))],
    ids=["few on one machine", "one machine", "several machines"],
)
def test_many_at_once_prepare_one_database(
    new_app, new_database, tmp_path, database_name, part_at_start, processes, machines
):
    if machines > 1 and database_name == "sqlite":
        pytest.skip("machines share no file")
    app = new_app(new_database())
    names = ["instance"] * processes if machines == 1 else range(processes)
    settings = [
        {
            "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
            "INSTANCE_PATH": str(tmp_path / str(name)),
        }
        for name in names
    ]

    with FORKS.Pool(processes) as pool:
        tokens = pool.map(prepare_here, settings, chunksize=1)

    assert len(all_of(app, Installation)) == 1
    assert len(all_of(app, Agency)) == 1
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

    assert prepare(app) == (None, [])


def test_what_parts_do_at_start_is_told_before_the_link(new_app, part_at_start):
    app = new_app()
    first, again = (startup_message(app.config, prepare(app)).splitlines() for _start in range(2))

    assert first[1] == "A department was added."
    assert first[2].startswith("Set up the first administrator")
    assert again[1] == "A department was there."


def test_the_worker_prepares_the_tables_and_makes_no_link(new_app, new_database):
    app = new_app(new_database())

    migrate(app)

    assert all_of(app, Installation)
    assert all_of(app, StaffLink) == []
