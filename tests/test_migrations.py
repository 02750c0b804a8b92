"""Migrations agree with the models, keep every row, and are all or none."""

from functools import partial
from hashlib import sha256
from pathlib import Path

import pytest
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from coffeecop import MIGRATIONS, create_app
from coffeecop.db import db, db_writes
from coffeecop.db.databases import other_engine
from coffeecop.models import AuditAction
from coffeecop.models.audit import record
from tests import revisions
from tests.factories import make_concern, make_message
from tests.old_rows import app_at, move_to
from tests.schemas import parts_of_schema
from tests.search_index import indexed

pytestmark = [pytest.mark.both_databases, pytest.mark.slow]

TABLES = db.metadata.tables

RELEASED = {
    "0030_schema_of_1_0.py": "fb4cb194c242f5b2e51bb51a48ddd2194e27af90820135bbf409ba0070ab733c",
    "0031_schema_of_1_1.py": "caea383cd4f514f842d8cebecf468645c0441f405acad878c8c10c0701dde9d3",
    "0048_schema_of_2_0.py": "a5e419719824a97f57a7a944a1cd67e5761449c58f055d34eaaecce15d4c6fc2",
    "to_2_0/destroyed.py": "107d05e52c23eba60ac9f77d853b84263e8112979a5bc1e973f17c078aedad76",
    "to_2_0/matters.py": "8b95bf0697d7506bb5903bc0e66a74829651efccc0e15d3a9e59b676ee9c1da9",
    "to_2_0/records.py": "0f5c1fd81d422d90b47beb2a98354b8f4cbfd6c5a2d1ad82bf8048649bc23d76",
    "to_2_0/reports.py": "22f419a1fcff7739bc081d3a6e298ae5f48b78b770c36e2fe9313c4281bc8cf7",
    "to_2_0/rows.py": "69f00fa1d4c4acc215c2d6f633f4223b8f154da7143747d396f7bf455bd8ff96",
    "to_2_0/separated.py": "67b05b444d5b97a4c1f59f7d7f8e896ab5081939a1d11cad9edf64e69dabeaae",
    "to_2_0/waiting.py": "213c296de9c1fa73e04a8cf298e75e596f60a9f193092e154f1c8cd75b4551cb",
}
# What a migration says of a table that SQLite rebuilds.
ONCE = "table_kwargs={'sqlite_autoincrement': True}"
HARMLESS = f"""
    # Agencies have children: SQLite rebuilds the table that they refer to.
    with op.batch_alter_table("agencies", {ONCE}) as agencies:
        agencies.add_column(sa.Column("motto", sa.String(80), nullable=True))
        agencies.alter_column("phone", type_=sa.String(60), existing_type=sa.String(30))
"""
REBUILDS_WHAT_IS_SEARCHED = f"""
    for name in ("concerns", "messages"):
        with op.batch_alter_table(name, {ONCE}) as table:
            table.add_column(sa.Column("motto", sa.String(80), nullable=True))
            table.alter_column("form_key_hash", type_=sa.String(70), existing_type=sa.String(64))
    op.execute("UPDATE concerns SET body = 'rewritten by a migration' WHERE destroyed_at IS NULL")
"""  # noqa: S608 - no query
LOSES_ROWS = """
    op.add_column("agencies", sa.Column("motto", sa.String(80), nullable=True))
    op.execute("DELETE FROM contacts")
"""
ORPHANS_ROWS = """
    op.add_column("agencies", sa.Column("motto", sa.String(80), nullable=True))
    op.execute("UPDATE venues SET agency_id = agency_id + 99999")
"""


@pytest.fixture
def filled_app(environ, new_database, filled_database):
    app = create_app({**environ, "DATABASE_URL": new_database(copy_of=filled_database)})
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def add_revision(filled_app, tmp_path):
    return partial(revisions.add_revision, filled_app, tmp_path)


def schema_at(url):
    with other_engine(url) as engine, engine.connect() as connection:
        return parts_of_schema(connection)


def contents():
    """Return all rows of all tables, as text."""
    db.session.rollback()
    found = {
        name: sorted(str(row._mapping) for row in db.session.execute(select(table)))
        for name, table in TABLES.items()
    }
    db.session.rollback()
    return found


def test_a_new_database_and_one_that_comes_from_1_0_are_the_same(
    environ, new_database, migrated_database, monkeypatch
):
    # The models may add nothing that the migrations forgot.
    monkeypatch.setattr(db.metadata, "create_all", lambda *_, **__: None)
    with app_at("1.1", environ, new_database) as app:
        move_to("head")

    assert schema_at(app.config["SQLALCHEMY_DATABASE_URI"]) == schema_at(migrated_database)


def test_a_part_that_was_away_gets_its_tables(fresh_app):
    url = fresh_app.config["SQLALCHEMY_DATABASE_URI"]
    whole = schema_at(url)
    with fresh_app.app_context():
        of_parts = [
            mapper.local_table
            for mapper in db.Model.registry.mappers
            if mapper.class_.__module__.startswith("coffeecop.parts.")
        ]
        db.metadata.drop_all(db.engine, of_parts)
        assert of_parts == [] or schema_at(url) != whole
        upgrade()

    assert schema_at(url) == whole


def test_tables_that_no_revision_speaks_of_are_not_taken_for_new_ones(filled_app):
    before = contents()
    db.session.execute(text("DELETE FROM alembic_version"))
    db.session.commit()

    with pytest.raises(DBAPIError):
        upgrade()

    assert contents() == before
    assert db.session.scalar(text("SELECT version_num FROM alembic_version")) is None


def test_no_migration_goes_down(filled_app):
    before = contents()

    with pytest.raises(SystemExit):
        downgrade(revision="base")

    assert contents() == before


def test_a_migration_keeps_every_row(add_revision):
    add_revision(HARMLESS)
    before = contents()
    assert all(before.values())

    upgrade()

    assert "motto" in columns("agencies")
    assert contents() == before


@pytest.mark.parametrize("changes", [LOSES_ROWS, ORPHANS_ROWS], ids=["loses", "orphans"])
def test_a_migration_that_loses_rows_is_refused_and_leaves_no_trace(
    add_revision, changes, database_name
):
    add_revision(changes)
    before = contents()
    by_postgresql = database_name == "postgresql" and changes == ORPHANS_ROWS

    with pytest.raises(Exception, match="fk_venues" if by_postgresql else "lost or orphaned"):
        upgrade()

    assert contents() == before
    assert "motto" not in columns("agencies")
    assert db.session.scalar(text("SELECT version_num FROM alembic_version")) != revisions.NEXT


def test_a_table_that_is_rebuilt_goes_on_from_the_last_id(add_revision):
    gone = concern_that_is_deleted()
    add_revision(REBUILDS_WHAT_IS_SEARCHED)
    upgrade()

    with db_writes():
        assert make_concern().id > gone


def concern_that_is_deleted():
    """Return the id of the last concern, which the audit log names."""
    with db_writes():
        concern = make_concern()
        record(AuditAction.FLAG_SEEN, by=None, subject=concern)
        db.session.flush()
        db.session.delete(concern)
    return concern.id


def test_afterwards_references_hold(add_revision):
    add_revision(HARMLESS)
    upgrade()

    with pytest.raises(IntegrityError), db_writes():
        db.session.execute(text("UPDATE venues SET agency_id = 999999"))


def test_what_is_searched_stays_so_when_a_migration_rebuilds_its_tables(add_revision):
    before = indexed()
    assert before
    add_revision(REBUILDS_WHAT_IS_SEARCHED)
    upgrade()

    db.session.rollback()
    assert indexed() != before
    assert "rewritten" in indexed()
    with db_writes():
        concern = make_concern(body="Xylophones at night.")
        make_message(concern, "Also zithers.")
        db.session.delete(concern.messages[0])
    assert "xylophones" in indexed()
    assert "zithers" not in indexed()


def test_migrations_stand_in_one_line():
    names = sorted(path.name for path in Path(MIGRATIONS / "versions").glob("[0-9]*.py"))

    # What was before a release is one file, and those of 1.0 and 2.0 have the number of the last.
    expected = ["0030", "0031", *(f"{48 + n:04}" for n in range(len(names) - 2))]
    assert [name[:4] for name in names] == expected


def test_a_migration_that_was_released_is_what_it_was():
    """Who must change one brings back the tests that went when it was released."""
    for name, digest in RELEASED.items():
        text = Path(MIGRATIONS / "versions" / name).read_bytes()
        assert sha256(text).hexdigest() == digest, name


def columns(table):
    return {column["name"] for column in inspect(db.engine).get_columns(table)}
