"""Copies of backups in a second place, and what is told when it fails."""

import errno
import shutil
import sys
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from coffeecop.db import db, now
from coffeecop.models import AuditAction, Installation
from coffeecop.parts.backups import places
from coffeecop.parts.backups.backup_key import is_encrypted
from coffeecop.parts.backups.commands import backup
from coffeecop.parts.backups.keeping import backups_in, name_at
from coffeecop.parts.backups.operations import Refused
from coffeecop.parts.backups.tests import places as kinds
from tests.factories import set_installation
from tests.mail.server import free_port
from tests.stored import audit_entries

DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    return tmp_path_factory.mktemp("keys")


@pytest.fixture(scope="module")
def sftp_port(keys):
    with kinds.sftp_server(keys) as port:
        yield port


@pytest.fixture(scope="module")
def s3_port():
    with kinds.s3_server() as port:
        yield port


@pytest.fixture
def folder_place(filled_app, tmp_path, monkeypatch):
    return kinds.FolderPlace(filled_app, tmp_path / "elsewhere", monkeypatch)


@pytest.fixture
def sftp_place(filled_app, tmp_path, monkeypatch, sftp_port, keys):
    return kinds.SftpPlace(filled_app, tmp_path / "elsewhere", monkeypatch, sftp_port, keys)


@pytest.fixture
def s3_place(filled_app, monkeypatch, s3_port):
    return kinds.S3Place(filled_app, monkeypatch, s3_port)


@pytest.fixture(params=["folder", "sftp", "s3"])
def place(request):
    return request.getfixturevalue(f"{request.param}_place")


@pytest.fixture
def here(tmp_path):
    (tmp_path / "here").mkdir()
    return tmp_path / "here"


def installation(app):
    with app.app_context():
        found = db.session.get(Installation, 1)
        db.session.remove()
    return found


def set_rehearsed(app, moment):
    with app.app_context():
        set_installation(restored_at=moment)


def test_each_place_gets_a_copy_that_can_be_fetched(place, filled_app, run, here, tmp_path):
    made = run(filled_app, "backup", here)

    (file,) = here.iterdir()
    assert place.names() == {file.name}
    assert "A copy is in " in made.stderr
    assert "secret" not in made.output
    assert now() - installation(filled_app).copied_at < DAY
    fetched = run(filled_app, "fetch-backup", tmp_path).stdout.strip()
    assert (tmp_path / file.name).read_bytes() == file.read_bytes()
    assert fetched == str(tmp_path / file.name)


def test_each_place_keeps_by_the_rule_and_nothing_else_is_touched(place, filled_app, run, here):
    nights = [name_at(now() - day * DAY, encrypted=True) for day in range(1, 400, 5)]
    cut, written = (
        f".{name_at(now() - age, encrypted=True)}.partial" for age in (2 * DAY, DAY / 2)
    )
    for name in [*nights, cut, written, "notes.txt"]:
        place.put(name)
        (here / name).touch()

    run(filled_app, "backup", here)

    left = place.names()
    assert {"notes.txt", written} < left
    assert cut not in left
    # Of each fifth night: seven days are more than a month.
    assert 15 < len(backups_in(left)) < 22
    assert left == {path.name for path in here.iterdir()}


def test_none_lives_longer_than_the_setting_says(folder_place, filled_app, run, here, monkeypatch):
    monkeypatch.setitem(filled_app.config, "BACKUP_MONTHS", 2)
    for folder in (here, folder_place.folder):
        for days in (30, 100):
            (folder / name_at(now() - days * DAY, encrypted=True)).touch()

    run(filled_app, "backup", here, "--keep", "9")

    assert len(list(here.iterdir())) == len(folder_place.names()) == 2


def test_a_copy_has_a_dated_name_by_which_it_goes_in_the_end(folder_place, filled_app, run, here):
    run(filled_app, "backup", here / "before-the-upgrade")

    assert len(backups_in(folder_place.names())) == len(folder_place.names()) == 1


# A place that fails


def fails(app, run, here):
    """Make a backup whose copy fails; return what is told."""
    result = run(app, "backup", here, succeeds=False)
    (file,) = here.iterdir()
    assert is_encrypted(file)
    assert f"The backup is in {file}" in result.stdout
    assert "There is no copy of it elsewhere." in result.stderr
    found = installation(app)
    assert (found.backed_up_at is not None, found.copied_at) == (True, None)
    return result.stderr


def test_a_place_that_is_away_is_told_and_the_backup_here_stays(place, filled_app, run, here):
    place.go_away()

    assert "says: " in fails(filled_app, run, here)


@pytest.mark.parametrize(
    "url", ["sftp://coffee@127.0.0.1:{port}/x", "s3+http://key:secret@127.0.0.1:{port}/bucket"]
)
def test_nobody_answers(folder_place, filled_app, run, here, url):
    (filled_app.config["INSTANCE_PATH"] / places.SFTP_HOSTS).touch()
    folder_place.be(url.format(port=free_port()))

    assert "says: " in fails(filled_app, run, here)


def test_a_folder_whose_disk_is_not_mounted_gets_nothing(
    folder_place, filled_app, run, here, monkeypatch
):
    monkeypatch.setattr(places, "device_of", lambda path: path.stat().st_dev)

    assert "is not mounted" in fails(filled_app, run, here)
    assert folder_place.names() == set()


def test_a_full_disk_elsewhere_leaves_no_half_copy(
    folder_place, filled_app, run, here, monkeypatch
):
    def fill(_file, draft):
        draft.write_text("half")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(shutil, "copyfile", fill)

    assert "says: No space left on device" in fails(filled_app, run, here)
    assert folder_place.names() == set()


def test_a_server_that_is_another_one_gets_nothing(sftp_place, filled_app, run, here):
    sftp_place.know("other_key")

    assert "does not match" in fails(filled_app, run, here)
    assert sftp_place.names() == set()


def test_a_server_that_nobody_has_looked_at_gets_nothing(sftp_place, filled_app, run, here):
    (filled_app.config["INSTANCE_PATH"] / places.SFTP_HOSTS).write_text("")

    assert "not found in known_hosts" in fails(filled_app, run, here)


def test_a_server_that_lets_us_not_in_is_told(sftp_place, filled_app, run, here):
    sftp_place.have_key("other_key")

    assert "Authentication failed" in fails(filled_app, run, here)


def test_what_a_place_needs_and_is_not_installed_is_named(filled_app, s3_place, monkeypatch):
    monkeypatch.setitem(sys.modules, "minio", None)

    with (
        filled_app.app_context(),
        pytest.raises(Refused, match=r"requirements-backups\.lock"),
        places.opened_place(),
    ):
        pass


def test_what_is_not_there_is_not_fetched(folder_place, filled_app, run, here):
    asked = ("fetch-backup", here)

    assert "There is no backup" in run(filled_app, *asked, succeeds=False).stderr
    assert "There is no x" in run(filled_app, *asked, "x", succeeds=False).stderr


# Rehearsals


def test_each_month_a_restore_is_rehearsed_before_the_backup_is_encrypted(
    folder_place, filled_app, run, here
):
    entries = []
    for days_ago in (None, 29, 31):
        set_rehearsed(filled_app, days_ago and now() - days_ago * DAY)
        run(filled_app, "backup", here / f"{days_ago}")
        with filled_app.app_context():
            entries.append(len(audit_entries(AuditAction.BACKUP_REHEARSED)))

    assert entries == [1, 1, 2]
    assert now() - installation(filled_app).restored_at < DAY


@pytest.mark.parametrize(
    "problem", [Refused("It does not hold that."), OSError(errno.ENOSPC, "No space left")]
)
def test_a_rehearsal_that_fails_is_told_and_the_backup_and_its_copy_stay(
    folder_place, filled_app, run, here, monkeypatch, problem
):
    def fail(*_):
        raise problem

    set_rehearsed(filled_app, None)
    monkeypatch.setattr(backup, "load_into_scratch", fail)

    result = run(filled_app, "backup", here, succeeds=False)

    assert "The rehearsal of its restore failed." in result.stderr
    assert folder_place.names() == {path.name for path in here.iterdir()} != set()
    assert installation(filled_app).restored_at is None
    assert installation(filled_app).copied_at is not None


def test_names_are_of_the_time_in_utc():
    with time_machine.travel(datetime(2027, 1, 2, 3, 4, 5, tzinfo=UTC), tick=False):
        assert name_at(now(), encrypted=False) == "coffeecop-20270102-030405.backup"
