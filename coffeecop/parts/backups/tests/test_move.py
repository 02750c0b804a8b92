"""Moves between SQLite and PostgreSQL: every row, or none."""

import pytest
from sqlalchemy import create_engine, text

from coffeecop.db import db, db_writes, engine_options
from coffeecop.db.databases import other_engine
from coffeecop.models import AuditAction
from coffeecop.parts.backups import rows
from coffeecop.parts.backups.tests.conftest import stored, stored_at, without_notes
from tests.factories import make_concern, make_message, make_topic, make_venue, save
from tests.findings import faults_found
from tests.revisions import add_revision
from tests.search_index import indexed
from tests.stored import audit_entries

pytestmark = pytest.mark.both_databases


@pytest.fixture
def sqlite_url(tmp_path):
    return f"sqlite:///{tmp_path / 'moved.sqlite3'}"


@pytest.mark.exhaustive_on("sqlite")  # PostgreSQL moves to SQLite and back.
def test_there_and_back_nothing_has_changed_and_new_ids_are_those_that_none_has_had(
    filled_app, new_app, new_database, run, sqlite_url
):
    """On PostgreSQL: from it to SQLite and back to it."""
    with filled_app.app_context():
        gone = make_venue()
        db.session.delete(gone)
        db.session.commit()
    before = stored(filled_app)
    assert [name for name, table in before.items() if table.rows == 0] == []
    there = new_app("there", url=sqlite_url)
    run(filled_app, "move", sqlite_url)
    assert without_notes(stored(there)) == without_notes(before)
    with there.app_context():
        assert faults_found() == []
    back = new_app("back", url=new_database())

    result = run(there, "move", back.config["SQLALCHEMY_DATABASE_URI"])

    after = stored(back)
    assert without_notes(after) == without_notes(before)
    assert after["installation"] == before["installation"]
    assert stored(filled_app) == before
    moved = sum(table.rows for table in after.values())
    assert f"Moved {moved:,} rows of {len(after)} tables" in result.stdout
    with back.app_context():
        entries = audit_entries(AuditAction.DATABASE_MOVED)
        kind = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[db.engine.dialect.name]
        assert [entry.details["database"] for entry in entries] == ["SQLite", kind]
    for app in (there, back):
        with app.app_context():
            words = indexed()
            concern = make_concern(body="Xylophones at night on Maple Court.")
            assert make_venue().id > gone.id
            assert make_message(concern).id
            assert indexed() >= words | {"xylophones", "court"}


@pytest.mark.exhaustive_on("postgresql")  # It is the same move the other way.
def test_rows_are_the_same_on_both_whatever_their_order(filled_app, run, sqlite_url):
    with filled_app.app_context():
        concern = make_concern(body="«Ñandú» \u202e 🙂\r\n\ttab \\ \\N 'quoted' \"twice\"")
        make_message(concern, body="\\.")
        one = make_topic()
        # Merged into one that was made later.
        save(one, retired_at=one.created_at, replaced_by_id=make_topic().id)

    run(filled_app, "move", sqlite_url)

    moved = stored_at(sqlite_url)
    assert without_notes(moved) == without_notes(stored(filled_app))
    with other_engine(sqlite_url) as change, change.begin() as connection:
        connection.execute(text("UPDATE topic_suggestions SET probability = probability + 1e-15"))
    changed = stored_at(sqlite_url)
    assert {name for name in moved if moved[name] != changed[name]} == {"topic_suggestions"}


def test_what_is_not_empty_is_left_alone(filled_app, make_filled_app, filled_contents, run):
    other = make_filled_app("other")

    result = run(filled_app, "move", other.config["SQLALCHEMY_DATABASE_URI"], succeeds=False)

    assert "Nothing was moved." in result.stderr
    assert "is not empty" in result.stderr
    assert stored(other) == filled_contents


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("{own}", "Name another one."),
        ("mysql://example.gov/coffee", "DATABASE_URL"),
        ("sqlite:////nowhere/at/all", "DATABASE_URL"),
        ("postgresql://127.0.0.1:1/coffee", "The database says: "),
    ],
)
def test_an_address_that_will_not_do_is_refused(filled_app, run, url, sentence):
    url = url.replace("{own}", filled_app.config["SQLALCHEMY_DATABASE_URI"])

    result = run(filled_app, "move", url, succeeds=False)

    assert "Nothing was moved." in result.stderr
    assert sentence in result.stderr
    assert "Traceback" not in result.stderr


def test_while_a_server_runs_nothing_is_moved(filled_app, run, sqlite_url, tmp_path):
    url = filled_app.config["SQLALCHEMY_DATABASE_URI"]
    with other_engine(url) as server, server.connect() as connection:
        connection.execute(text("SELECT count(*) FROM agencies"))
        connection.rollback()

        result = run(filled_app, "move", sqlite_url, succeeds=False)

    assert "is in use" in result.stderr
    assert not (tmp_path / "moved.sqlite3").exists()


def test_meanwhile_nobody_else_can_write(filled_app, run, sqlite_url, monkeypatch):
    """A server that starts while rows are copied can read, and its writes fail or wait."""
    url, refused = filled_app.config["SQLALCHEMY_DATABASE_URI"], []
    options = engine_options(url)
    if url.startswith("sqlite"):
        options["connect_args"] = {"timeout": 0}
    server = create_engine(url, **options)
    compare = rows.contents

    def write_then_compare(connection):
        with server.connect() as writer:
            try:
                if server.dialect.name == "postgresql":
                    writer.execute(text("SET lock_timeout = 1"))
                writer.execute(text("UPDATE installation SET content_version = 0"))
            except Exception as problem:
                refused.append(str(problem.orig))
        return compare(connection)

    monkeypatch.setattr(rows, "contents", write_then_compare)

    run(filled_app, "move", sqlite_url)
    server.dispose()

    (problem,) = refused
    assert "lock" in problem


@pytest.mark.exhaustive_on("sqlite")  # They are compared by the same code.
def test_rows_that_differ_afterwards_are_not_kept(
    filled_app, new_app, new_database, run, monkeypatch
):
    """Negative control of the comparison: a copy that loses one row."""
    partitions = rows.Rows.chunks

    def lose_one(self):
        for chunk in partitions(self):
            yield chunk[1:] if self.table.name == "contacts" else chunk

    monkeypatch.setattr(rows.Rows, "chunks", lose_one)
    other = new_app("other", url=new_database())

    result = run(filled_app, "move", other.config["SQLALCHEMY_DATABASE_URI"], succeeds=False)

    assert "Rows of these tables are not the same in both: contacts." in result.stderr
    assert not any(table.rows for table in without_notes(stored(other)).values())


def test_an_older_database_is_migrated_first(filled_app, run, sqlite_url, tmp_path):
    add_revision(filled_app, tmp_path)

    result = run(filled_app, "move", sqlite_url, succeeds=False)

    assert "Start the server once, then move it." in result.stderr


def test_rows_of_a_part_that_is_gone_are_not_left_behind(filled_app, run, sqlite_url):
    with filled_app.app_context(), db_writes():
        db.session.execute(text("CREATE TABLE teas (id integer PRIMARY KEY)"))
        db.session.execute(text("INSERT INTO teas VALUES (1)"))

    refused = run(filled_app, "move", sqlite_url, succeeds=False)

    assert "There are rows of a part that is not installed: teas." in refused.stderr
    with filled_app.app_context(), db_writes():
        db.session.execute(text("DELETE FROM teas"))
    run(filled_app, "move", sqlite_url)
