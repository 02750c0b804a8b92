"""kill -9 during a backup, a restore or a move leaves what was before, or all of the new."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from coffeecop.config import PROJECT
from coffeecop.db import engine_options
from coffeecop.operations.archive import read_archive
from coffeecop.operations.rows import is_empty
from tests.operations.conftest import stored, stored_at, without_notes

pytestmark = pytest.mark.slow

MOST_POINTS = 40


@pytest.fixture
def killed(tmp_path, database_name, new_database):
    """Return (folder, URL) of each killed run of a command, and check that one run succeeded."""

    def run(folder, *command, url, addresses):
        environ = {
            **os.environ,
            "DATABASE_URL": url,
            "INSTANCE_PATH": "{folder}",
            "LOG_LEVEL": "WARNING",
        }
        started = [sys.executable, "-m", "tests.operations.killed", str(folder), *addresses]
        done = subprocess.run(
            [*started, "--", *command], cwd=PROJECT, env=environ, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        folders = [Path(line) for line in done.stdout.splitlines()]
        assert len(folders) >= 2
        return list(zip(folders, addresses, strict=False))

    return run


@pytest.fixture
def addresses(new_database, tmp_path, database_name):
    """Addresses of empty databases; on SQLite in the run's own folder."""
    if database_name == "sqlite":
        return ["sqlite:///new.sqlite3"] * MOST_POINTS
    return [new_database() for _ in range(MOST_POINTS)]


def at(folder, url):
    return url.replace("sqlite:///", f"sqlite:///{folder}/")


def is_new(url):
    engine = create_engine(url, **engine_options(url))
    with engine.connect() as connection:
        found = is_empty(connection)
    engine.dispose()
    return found


def new_or(whole, url):
    """Return whether a database is new; if not, it holds everything."""
    if is_new(url):
        return True
    assert without_notes(stored_at(url)) == without_notes(whole)
    return False


@pytest.fixture
def whole(filled_app):
    return stored(filled_app)


def test_a_killed_backup_leaves_no_file_or_a_whole_one(
    filled_app, whole, killed, addresses, tmp_path, database_name
):
    url = filled_app.config["SQLALCHEMY_DATABASE_URI"]

    runs = killed(
        filled_app.config["INSTANCE_PATH"], "backup", "{folder}/one", url=url, addresses=addresses
    )

    made = [folder / "one" for folder, _ in runs if (folder / "one").exists()]
    assert 0 < len(made) < len(runs)
    assert all(read_archive(file).manifest.rows for file in made)
    assert without_notes(stored(filled_app)) == without_notes(whole)


def test_a_killed_restore_leaves_an_empty_database_or_everything(
    filled_app, whole, killed, addresses, backup_of, new_app, run, tmp_path
):
    file = backup_of(filled_app)
    empty = tmp_path / "empty"
    empty.mkdir()

    runs = killed(empty, "restore", str(file), url="{url}", addresses=addresses)

    states = [new_or(whole, at(folder, url)) for folder, url in runs]
    assert {True, False} == set(states)
    for (folder, url), is_still_new in zip(runs, states, strict=True):
        app = new_app(folder.name, url=at(folder, url), SECRET_KEY="")
        if is_still_new:
            run(app, "restore", file)
            assert not new_or(whole, at(folder, url))
        key = (folder / "secret_key").read_text()
        assert key == filled_app.config["SECRET_KEY"]


def test_a_killed_move_leaves_an_empty_database_or_everything(
    filled_app, whole, killed, addresses, run
):
    instance, own = filled_app.config["INSTANCE_PATH"], filled_app.config["SQLALCHEMY_DATABASE_URI"]

    runs = killed(instance, "move", "{url}", url=own, addresses=addresses)

    states = [new_or(whole, at(folder, url)) for folder, url in runs]
    assert True in states
    assert stored(filled_app) == whole
    (folder, url), is_still_new = runs[-2], states[-2]
    if is_still_new:
        run(filled_app, "move", at(folder, url))
        assert not new_or(whole, at(folder, url))
