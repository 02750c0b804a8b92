"""kill -9 during a backup, a restore or a move leaves what was before, or all of the new."""

import itertools
import os
import shutil
import signal
import sys

import pytest
from flask.cli import ScriptInfo
from sqlalchemy import Engine, event

from coffeecop import create_app
from coffeecop.db.databases import other_engine
from coffeecop.parts.backups.archive import read_archive
from coffeecop.parts.backups.operations import remove_remains
from coffeecop.parts.backups.rows import is_empty
from coffeecop.parts.backups.tests.conftest import KEY_OF_FILLED, stored, stored_at, without_notes

pytestmark = [pytest.mark.both_databases, pytest.mark.slow]

MOST_POINTS = 40


@pytest.fixture(params=["few", pytest.param("every", marks=pytest.mark.exhaustive)])
def killed(request):
    """Return (folder, URL) of each run of a command that was killed at one of the few points.

    Or at every point until a run comes to its end. Each run works in a copy of the folder, and has
    one of the addresses for `{url}` in its own address and in the command; `{folder}` is the copy.
    """

    def run(folder, *command, url, addresses, few):
        runs = []
        for point in few if request.param == "few" else range(1, MOST_POINTS):
            copy = shutil.copytree(folder, folder.with_name(f"{folder.name}-{point}"))
            fill_in = {"folder": copy, "url": next(addresses)}
            settings = {"DATABASE_URL": url.format(**fill_in), "INSTANCE_PATH": str(copy)}
            arguments = [argument.format(**fill_in) for argument in command]
            if not is_killed_at(point, settings, arguments):
                break
            runs.append((copy, fill_in["url"]))
        else:
            assert request.param == "few", "no run came to its end"
        return runs

    return run


def is_killed_at(point, settings, arguments):
    """Run a command in a fork, killed at the nth point; return whether it was."""
    child = os.fork()
    if child == 0:
        try:
            app = create_app({**settings, "LOG_LEVEL": "WARNING"})
            kill_at(point)
            with app.app_context():
                app.cli.main(arguments, obj=ScriptInfo(), standalone_mode=False)
        except BaseException as problem:
            sys.stderr.write(f"{problem!r}\n")
            sys.stderr.flush()
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
        return True
    assert status == 0, f"the command failed: {status}"
    return False


def kill_at(point):
    """Kill this process at the nth commit, rename or flush to disk, just before it."""
    points = []

    def count(*_):
        points.append(1)
        if len(points) == point:
            os.kill(os.getpid(), signal.SIGKILL)

    def counted(function):
        def count_then_call(*given, **named):
            count()
            return function(*given, **named)

        return count_then_call

    os.fsync, os.replace = counted(os.fsync), counted(os.replace)
    event.listen(Engine, "commit", count)


@pytest.fixture
def addresses(new_database, database_name):
    """Addresses of empty databases; on SQLite in the run's own folder."""
    if database_name == "sqlite":
        return itertools.repeat("sqlite:///new.sqlite3")
    return iter(new_database, None)


def at(folder, url):
    return url.replace("sqlite:///", f"sqlite:///{folder}/")


def is_new(url):
    with other_engine(url) as engine, engine.connect() as connection:
        return is_empty(connection)


def new_or(whole, url):
    """Return whether a database is new; if not, it holds everything."""
    if is_new(url):
        return True
    assert without_notes(stored_at(url)) == without_notes(whole)
    return False


def has_copy(folder):
    """Return whether a copy of the database lies in the clear beside it."""
    return any((folder / "operation").glob("database.*"))


@pytest.mark.exhaustive_on("postgresql")  # What is killed there is the writing of files.
def test_a_killed_backup_leaves_no_file_or_a_whole_one_and_its_copy_can_be_removed(
    filled_app, filled_contents, killed, addresses
):
    url = filled_app.config["SQLALCHEMY_DATABASE_URI"]
    instance = filled_app.config["INSTANCE_PATH"]

    runs = killed(instance, "backup", "{folder}/one", url=url, addresses=addresses, few=[1, 4, 6])

    made = [folder / "one" for folder, _ in runs if (folder / "one").exists()]
    assert 0 < len(made) < len(runs)
    assert all(read_archive(file).manifest.rows for file in made)
    assert without_notes(stored(filled_app)) == without_notes(filled_contents)
    assert any(has_copy(folder) for folder, _ in runs)
    for folder, _ in runs:
        remove_remains(folder)
    assert not any(has_copy(folder) for folder, _ in runs)


@pytest.mark.exhaustive_on("postgresql")  # Rows are written by the same code.
def test_a_killed_restore_leaves_an_empty_database_or_everything(
    filled_contents, killed, addresses, backup, new_app, run, tmp_path
):
    empty = tmp_path / "empty"
    empty.mkdir()

    runs = killed(empty, "restore", str(backup), url="{url}", addresses=addresses, few=[3, 5, 7])

    states = [new_or(filled_contents, at(folder, url)) for folder, url in runs]
    assert {True, False} == set(states)
    for (folder, url), is_still_new in zip(runs, states, strict=True):
        app = new_app(folder.name, url=at(folder, url), SECRET_KEY="")
        if is_still_new:
            run(app, "restore", backup)
            assert not new_or(filled_contents, at(folder, url))
        assert (folder / "secret_key").read_text() == KEY_OF_FILLED


@pytest.mark.exhaustive_on("postgresql")  # Rows are written by the same code.
def test_a_killed_move_leaves_an_empty_database_or_everything(
    filled_app, filled_contents, killed, addresses, run
):
    instance, own = filled_app.config["INSTANCE_PATH"], filled_app.config["SQLALCHEMY_DATABASE_URI"]

    runs = killed(instance, "move", "{url}", url=own, addresses=addresses, few=[1, 4])

    states = [new_or(filled_contents, at(folder, url)) for folder, url in runs]
    assert True in states
    assert stored(filled_app) == filled_contents
    folder, url = next(
        each for each, is_still_new in zip(runs, states, strict=True) if is_still_new
    )
    run(filled_app, "move", at(folder, url))
    assert not new_or(filled_contents, at(folder, url))
