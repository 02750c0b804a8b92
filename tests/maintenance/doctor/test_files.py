"""File modes and the disk: broken is a fault, healed is well."""

from collections import namedtuple

import pytest

from coffeecop.maintenance.doctor import Level, files
from coffeecop.maintenance.doctor.files import check_disk, check_file_modes, check_file_system
from tests.maintenance.doctor.conftest import look

Usage = namedtuple("Usage", "total used free")
GB = 1024**3
NAMES = ("secret_key", "db.sqlite3", "db.sqlite3-wal", "db.sqlite3-shm")


@pytest.fixture
def folder(app, monkeypatch, tmp_path):
    """An instance folder of this test's own, with the files of a database."""
    tmp_path.chmod(0o700)
    for name in NAMES:
        (tmp_path / name).touch(0o600)
    monkeypatch.setitem(app.config, "INSTANCE_PATH", tmp_path)
    monkeypatch.setitem(app.config, "SQLALCHEMY_DATABASE_URI", f"sqlite:///{tmp_path}/db.sqlite3")
    return tmp_path


@pytest.mark.parametrize(("name", "mode"), [("", 0o700), *((name, 0o600) for name in NAMES)])
def test_a_folder_or_file_that_others_may_read_is_a_fault(folder, name, mode):
    (folder / name).chmod(mode | 0o040)
    (finding,) = check_file_modes()
    assert finding.level is Level.FAULT
    assert finding.to_do == f"Run: chmod {mode:o} {folder / name}"

    (folder / name).chmod(mode)
    assert look(check_file_modes) == [Level.OK]


def test_a_full_disk_is_a_fault_and_a_filling_one_a_warning(app, monkeypatch):
    levels = []
    for free in (GB // 10, GB // 2, 2 * GB):
        usage = Usage(4 * GB, 4 * GB - free, free)
        monkeypatch.setattr(files.shutil, "disk_usage", lambda _, usage=usage: usage)
        levels += look(check_disk)

    assert levels == [Level.FAULT, Level.WARNING, Level.OK]


def test_a_network_under_sqlite_that_somebody_accepted_is_named(folder, app, monkeypatch):
    assert look(check_file_system) == [Level.OK]

    monkeypatch.setattr(files, "network_file_system", {folder: "cifs"}.get)
    (finding,) = check_file_system()
    assert (finding.level, "(cifs)" in finding.seen) == (Level.WARNING, True)

    monkeypatch.setitem(app.config, "SQLALCHEMY_DATABASE_URI", "postgresql://host/name")
    assert check_file_system() == []
