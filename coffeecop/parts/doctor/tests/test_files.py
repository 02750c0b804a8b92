"""File modes: broken is a fault, healed is well."""

import pytest

from coffeecop.parts.doctor.checks.files import check_file_modes
from coffeecop.parts.findings import Level
from tests.findings import look

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
