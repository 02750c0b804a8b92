"""Restores: whole or not at all, into what is empty, from older versions too."""

import stat

import pytest
from sqlalchemy import make_url, select, text

from coffeecop.db import db
from coffeecop.db.databases import other_engine
from coffeecop.models import Agency, AuditAction, Installation
from coffeecop.parts.backups.archive import read_archive
from coffeecop.parts.backups.tests.conftest import KEY_OF_FILLED, stored, without_notes
from coffeecop.parts.backups.tests.test_archive import with_manifest
from coffeecop.server.preparation import prepare
from tests.factories import make_concern
from tests.revisions import NEXT, add_revision
from tests.search_index import indexed
from tests.stored import audit_entries
from tests.test_upgrade import GROWN, RELEASED

# Tables of which a later migration made matters and notes of topics, or that nothing needs.
GONE = (
    "answer_confirmations promise_concerns promise_photos promise_updates promises "
    "public_answer_concerns public_answers theme_concerns themes topic_changes topic_notes "
    "topic_quotes"
)


def key_of(app):
    return (app.config["INSTANCE_PATH"] / "secret_key").read_text()


def facts(app):
    """Return when a backup was restored, and what the audit log says of it."""
    with app.app_context():
        entries = [entry.action for entry in audit_entries()]
        return db.session.get(Installation, 1).restored_at, entries


@pytest.mark.both_databases
def test_everything_comes_back_and_goes_on_with_ids_that_none_has_had(
    filled_app, new_app, backup_of, run, way
):
    with filled_app.app_context():
        gone = make_concern()
        db.session.delete(gone)
        db.session.commit()
    before = stored(filled_app)
    file = backup_of(filled_app)
    app = new_app("other", SECRET_KEY="")

    result = run(app, "restore", file)

    assert without_notes(stored(app)) == without_notes(before)
    restored_at, entries = facts(app)
    assert restored_at is not None
    assert entries[-1] == AuditAction.BACKUP_RESTORED
    assert key_of(app) == key_of(filled_app)
    assert stat.S_IMODE((app.config["INSTANCE_PATH"] / "secret_key").stat().st_mode) == 0o600
    assert "The secret key of the backup is in use." in result.stderr
    assert result.stdout.startswith(f"{file} is restored: ")
    with filled_app.app_context():
        words = indexed()
    with app.app_context():
        assert indexed() == words
        assert make_concern(body="Xylophones at night.").id > gone.id
        assert "xylophones" in indexed()


@pytest.mark.both_databases
def test_it_replaces_what_a_first_start_made_once_no_server_has_it_open(
    backup, filled_contents, new_app, new_database, migrated_database, run, way
):
    app = new_app("other", url=new_database(copy_of=migrated_database), SECRET_KEY="")
    assert prepare(app).first_administrator
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    with other_engine(url) as engine, engine.connect() as connection:
        connection.execute(select(Agency.id)).all()
        connection.rollback()
        refused = run(app, "restore", backup, succeeds=False)
    assert "is in use" in refused.stderr
    assert "Stop the server and the worker" in refused.stderr

    run(app, "restore", backup)

    assert without_notes(stored(app)) == without_notes(filled_contents)


@pytest.mark.both_databases
def test_what_is_not_empty_is_left_alone(filled_app, backup, run):
    before, key = stored(filled_app), key_of(filled_app)

    result = run(filled_app, "restore", backup, succeeds=False)

    assert "Nothing was restored." in result.stderr
    assert "is not empty" in result.stderr
    assert (stored(filled_app), key_of(filled_app)) == (before, key)


@pytest.mark.both_databases
def test_tables_of_something_else_are_left_alone(new_app, backup, run):
    app = new_app("other")
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(text("CREATE TABLE parking_tickets (id integer)"))

    assert "is not empty" in run(app, "restore", backup, succeeds=False).stderr


@pytest.mark.parametrize(
    ("key", "sentence"),
    [
        (KEY_OF_FILLED, "SECRET_KEY is the key of the backup."),
        ("a key that only this machine knows", "SECRET_KEY is another key"),
    ],
    ids=["same", "other"],
)
def test_a_key_in_the_environment_stays(new_app, backup, run, key, sentence):
    app = new_app("other", SECRET_KEY=key)

    assert sentence in run(app, "restore", backup).stderr
    assert not (app.config["INSTANCE_PATH"] / "secret_key").exists()


@pytest.mark.both_databases
def test_a_backup_of_an_older_version_is_migrated(new_app, backup, run, tmp_path, way):
    app = new_app("other")
    add_revision(app, tmp_path)

    run(app, "restore", backup)

    with app.app_context():
        assert db.session.scalar(text("SELECT version_num FROM alembic_version")) == NEXT
        assert db.session.scalar(select(Agency.id).limit(1))


@pytest.mark.both_databases
def test_a_dump_for_postgresql_alone_is_not_restored_into_sqlite(
    new_app, backup, filled_contents, run, tmp_path, way
):
    app = new_app("other", url=f"sqlite:///{tmp_path / 'other.sqlite3'}")

    result = run(app, "restore", backup, succeeds=way == "rows")

    if way == "pg_dump":
        assert "can be restored into PostgreSQL only" in result.stderr
    else:
        assert without_notes(stored(app)) == without_notes(filled_contents)


# Rehearsals


@pytest.mark.both_databases
def test_a_rehearsal_shows_that_a_backup_can_be_restored_and_leaves_nothing(
    filled_app, filled_contents, backup, run, way
):
    databases = names_of_databases(filled_app)

    result = run(filled_app, "restore", backup, "--rehearse")

    assert result.stdout.startswith(f"{backup} can be restored: ")
    assert without_notes(stored(filled_app)) == without_notes(filled_contents)
    restored_at, entries = facts(filled_app)
    assert restored_at is not None
    assert entries[-1] == AuditAction.BACKUP_REHEARSED
    assert names_of_databases(filled_app) == databases
    left = {path.name for path in filled_app.config["INSTANCE_PATH"].iterdir()}
    assert left == {"secret_key", "maintenance.lock"}


def names_of_databases(app):
    url = make_url(app.config["SQLALCHEMY_DATABASE_URI"])
    if url.get_backend_name() == "sqlite":
        return None
    with app.app_context():
        names = text("SELECT datname FROM pg_database WHERE datname LIKE :own")
        found = db.session.scalars(names, {"own": f"{url.database}%"}).all()
        db.session.remove()
    return found


@pytest.mark.both_databases
def test_an_account_that_may_create_no_database_is_told_how_to_rehearse(
    filled_app, new_app, backup, run, only_on
):
    only_on("postgresql")
    url = make_url(filled_app.config["SQLALCHEMY_DATABASE_URI"])
    with filled_app.app_context(), db.engine.begin() as connection:
        connection.execute(text("CREATE ROLE clerk LOGIN"))
    app = new_app("other", url=url.set(username="clerk").render_as_string())

    result = run(app, "restore", backup, "--rehearse", succeeds=False)

    assert 'ALTER ROLE "clerk" CREATEDB' in result.stderr


def test_a_rehearsal_of_a_bad_backup_is_not_noted(filled_app, run, tmp_path):
    (tmp_path / "bad").write_text("no backup")
    before, _ = facts(filled_app)

    result = run(filled_app, "restore", tmp_path / "bad", "--rehearse", succeeds=False)

    assert "The rehearsal failed." in result.stderr
    restored_at, entries = facts(filled_app)
    assert restored_at == before
    assert AuditAction.BACKUP_REHEARSED not in entries


# What is no backup, or not whole


@pytest.mark.parametrize(
    ("words", "others", "sentence"),
    [
        (b'"revision": "', b'"revision": "9', "was made by a newer version"),
        (b'"agencies": 1', b'"agencies": 91', "not hold what its manifest says"),
        # As many rows, but others.
        (b'"agencies": "', b'"agencies": "0', "not hold what its manifest says"),
    ],
)
def test_what_is_not_whole_changes_nothing(new_app, backup, run, words, others, sentence):
    with_manifest(words, others)(backup)
    app = new_app("other", SECRET_KEY="")
    key = key_of(app)

    result = run(app, "restore", backup, succeeds=False)

    assert "Nothing was restored." in result.stderr
    assert sentence in result.stderr
    assert key_of(app) == key
    assert not any(table.rows for table in without_notes(stored(app)).values())


@pytest.mark.both_databases
@pytest.mark.exhaustive  # Every row is migrated above, and in test_restore.py an older version.
def test_a_backup_of_1_0_is_restored(new_app, run):
    app = new_app("other")

    run(app, "restore", RELEASED)

    counts = {name: table.rows for name, table in without_notes(stored(app)).items()}
    rows = without_notes(read_archive(RELEASED).manifest.rows)
    rows = {**rows, GROWN: rows[GROWN] + rows["agencies"]}
    left = {name: number for name, number in rows.items() if name not in GONE.split()}
    assert {name: counts[name] for name in left} == left
