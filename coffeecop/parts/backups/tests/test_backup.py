"""Backups: whole, of one moment, private, and made while others write."""

import json
import os
import stat
import subprocess
import tarfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from threading import Event as Flag
from threading import Semaphore

import pytest
from sqlalchemy import select, text

from coffeecop.db import db, sqlite3
from coffeecop.models import AuditAction, Concern, Installation
from coffeecop.parts.backups import sqlite_files
from coffeecop.parts.backups.archive import read_archive
from coffeecop.parts.backups.commands import backup
from coffeecop.parts.backups.operations import only_one
from coffeecop.parts.backups.tests.conftest import stored, without_notes
from coffeecop.web.rate_limits import limiter
from tests.factories import make_event
from tests.revisions import add_revision
from tests.stored import audit_entries
from tests.visitor import Visitor

WRITERS = 4


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.both_databases
def test_it_holds_the_database_the_key_and_the_settings(filled_app, backup_of, way):
    file = backup_of(filled_app)

    with tarfile.open(file) as tar:
        names = tar.getnames()
        manifest = json.load(tar.extractfile("manifest.json"))
        key = tar.extractfile("secret_key").read().decode()
        settings = tar.extractfile("settings.env").read().decode()
    database = {"rows": "database.sqlite3", "pg_dump": "database.pg_dump"}[way]
    assert names == ["manifest.json", "settings.env", "secret_key", database]
    assert key == filled_app.config["SECRET_KEY"]
    assert f"INSTANCE_PATH={filled_app.config['INSTANCE_PATH']}\n" in settings
    assert "SECRET_KEY" not in settings
    assert without_notes(manifest["rows"]) == {
        name: table.rows for name, table in without_notes(stored(filled_app)).items()
    }
    assert set(manifest["sha256"]) == set(names[1:])
    with filled_app.app_context():
        assert db.session.get(Installation, 1).backed_up_at is not None
        (entry,) = audit_entries(AuditAction.BACKUP_MADE)
        assert (entry.staff_id, entry.details.keys()) == (None, {"rows"})


def test_settings_can_be_read_by_a_shell(new_app, migrated_database, new_database, backup_of):
    given = {"MAIL_FROM": "Example's Police <coffee@example.gov>", "TRUSTED_HOSTS": "a.localhost"}
    app = new_app("here", url=new_database(copy_of=migrated_database), **given)

    settings = read_archive(backup_of(app)).text("settings.env")

    script = f'{settings} printf "%s|%s" "$MAIL_FROM" "$TRUSTED_HOSTS"'
    told = subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=True)
    assert told.stdout == "|".join(given.values())


@pytest.mark.both_databases
def test_only_its_owner_can_read_it_and_nothing_else_is_left(filled_app, run, tmp_path, way):
    folder = tmp_path / "backups"
    folder.mkdir()
    umask = os.umask(0)
    try:
        run(filled_app, "backup", folder / "one")
    finally:
        os.umask(umask)

    assert [path.name for path in folder.iterdir()] == ["one"]
    assert mode(folder / "one") == 0o600
    left = {path.name for path in filled_app.config["INSTANCE_PATH"].iterdir()}
    assert left == {"secret_key", "maintenance.lock"}


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("mine", "exists already"), ("nowhere/one", "not a folder in which this account can write")],
)
def test_a_place_that_will_not_do_is_a_sentence(filled_app, run, tmp_path, name, sentence):
    (tmp_path / "mine").write_text("notes")

    result = run(filled_app, "backup", tmp_path / name, succeeds=False)

    assert "No backup was made." in result.stderr
    assert sentence in result.stderr
    assert (tmp_path / "mine").read_text() == "notes"


def test_of_those_in_a_folder_the_newest_are_kept(filled_app, run, tmp_path):
    folder = tmp_path / "backups"
    folder.mkdir()
    older = [f"coffeecop-2026010{day}-020000.backup" for day in (1, 2, 3)]
    others = ["coffeecop-before-the-upgrade.backup", "notes.txt"]
    cut = f".{older[0]}.partial"
    for name in [*older, *others, cut]:
        (folder / name).write_text("")

    result = run(filled_app, "backup", folder, "--keep", "2")

    left = {path.name for path in folder.iterdir()}
    assert {*others, older[2]} < left
    assert len(left) == 4
    assert "Older backups removed: 2" in result.stderr
    made = folder / (left - {*others, older[2]}).pop()
    assert str(made) in result.stdout
    assert read_archive(made)


def test_what_to_keep_is_asked_of_folders_alone(filled_app, run, tmp_path):
    result = run(filled_app, "backup", tmp_path / "one", "--keep", "2", succeeds=False)

    assert result.exit_code == 2
    assert not (tmp_path / "one").exists()


def test_one_is_made_at_a_time(filled_app, run, tmp_path):
    with only_one(filled_app.config["INSTANCE_PATH"]):
        result = run(filled_app, "backup", tmp_path / "one", succeeds=False)

    assert "Another backup, restore or move is running." in result.stderr


@pytest.mark.both_databases
def test_a_database_without_tables_is_not_backed_up(new_app, run, tmp_path):
    result = run(new_app("new"), "backup", tmp_path / "one", succeeds=False)

    assert "The database has no tables yet." in result.stderr
    assert list(tmp_path.glob("*one*")) == []


@pytest.mark.both_databases
def test_an_older_database_is_backed_up_by_pg_dump_alone(
    filled_app, run, tmp_path, only_on, monkeypatch
):
    only_on("postgresql")
    monkeypatch.setenv("PATH", "")
    add_revision(filled_app, tmp_path)

    result = run(filled_app, "backup", tmp_path / "one", succeeds=False)

    assert "Install the client programs of PostgreSQL, or start coffeecop once." in result.stderr


def test_a_damaged_database_makes_no_backup(filled_app, run, tmp_path):
    """PostgreSQL checks its references itself."""
    with filled_app.app_context():
        file = db.engine.url.database
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("UPDATE contacts SET concern_id = 999999 WHERE concern_id IS NOT NULL")
        connection.commit()

    result = run(filled_app, "backup", tmp_path / "one", succeeds=False)

    assert "rows of contacts refer to rows that are missing" in result.stderr
    assert not (tmp_path / "one").exists()


def test_a_disk_that_is_full_makes_no_backup(filled_app, run, tmp_path, monkeypatch):
    def fail(*_):
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(backup, "_dump", fail)

    result = run(filled_app, "backup", tmp_path / "one", succeeds=False)

    assert "No backup was made. The database says: database or disk is full" in result.stderr
    assert list(tmp_path.glob("*one*")) == []


def test_a_disk_that_is_full_while_noting_leaves_the_backup(filled_app, run, tmp_path, monkeypatch):
    def fail(_made):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backup, "note_backup", fail)

    result = run(filled_app, "backup", tmp_path / "one", succeeds=False)

    assert (
        f"The backup is in {tmp_path / 'one'}. The system says: No space left on device"
        in result.stderr
    )
    assert read_archive(tmp_path / "one")


# While others write


def test_others_write_while_a_file_is_copied_and_the_copy_is_of_one_moment(tmp_path, monkeypatch):
    monkeypatch.setattr(sqlite_files, "PAGES_AT_ONCE", 1)
    source, copy, steps = tmp_path / "source", tmp_path / "copy", []
    with closing(sqlite3.connect(source, isolation_level=None, timeout=0)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE notes (words)")
        connection.executemany("INSERT INTO notes VALUES (?)", [("x" * 4000,)] * 20)

        def write(done, total):
            assert len(steps) < 1000, "it began anew for ever"
            steps.append((done, total))
            connection.execute("INSERT INTO notes VALUES ('later')")

        sqlite_files.copy_file(source, copy, write)

        assert connection.execute("SELECT count(*) FROM notes").fetchone()[0] == 20 + len(steps)
    sqlite_files.check_file(copy)
    with closing(sqlite3.connect(copy)) as copied:
        assert copied.execute("SELECT count(*) FROM notes").fetchone() == (20,)
    assert len(steps) > 20


@pytest.mark.both_databases
def test_what_was_acknowledged_before_it_began_is_in_it(
    filled_app, new_app, run, tmp_path, way, monkeypatch
):
    monkeypatch.setattr(limiter, "enabled", False)
    acknowledged, enough, sent, file = [], Flag(), Semaphore(0), tmp_path / "one"
    with filled_app.app_context():
        path = f"/events/{make_event().slug}/concerns"

    def write(writer):
        visitor = Visitor(filled_app)
        with filled_app.app_context():
            while not enough.is_set():
                words = f"Writer {writer} saw car {len(acknowledged)}."
                assert visitor.post(path, body=words).status == 303
                acknowledged.append(words)
                sent.release()

    with ThreadPoolExecutor(WRITERS) as pool:
        writers = [pool.submit(write, number) for number in range(WRITERS)]
        try:
            assert all(sent.acquire(timeout=120) for _ in range(3 * WRITERS))
            before = list(acknowledged)
            # Not by `run`, which would take the writers' connections away.
            with filled_app.app_context():
                result = filled_app.test_cli_runner().invoke(args=["backup", str(file)])
        finally:
            enough.set()
        for writer in writers:
            writer.result()
    assert result.exit_code == 0, result.output
    other = new_app("other")
    run(other, "restore", file)

    with other.app_context():
        assert len(before) >= 3 * WRITERS
        assert set(before) <= set(db.session.scalars(select(Concern.body)))
        if db.engine.dialect.name == "sqlite":
            assert db.session.scalar(text("PRAGMA integrity_check")) == "ok"
