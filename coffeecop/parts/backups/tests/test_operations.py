import shutil

import pytest

from coffeecop.parts.backups.operations import only_one
from coffeecop.server import worker


@pytest.fixture
def copy(app):
    """A copy of the database in the clear, which a killed backup left."""
    folder = app.config["INSTANCE_PATH"] / "operation"
    folder.mkdir()
    (folder / "database.sqlite3").write_text("all that residents wrote")
    yield folder / "database.sqlite3"
    shutil.rmtree(folder, ignore_errors=True)


def test_what_a_killed_backup_left_is_removed_but_not_what_one_that_runs_needs(app, copy):
    with only_one(app.config["INSTANCE_PATH"]):
        worker.erase_remains()
        assert copy.exists()

    worker.erase_remains()

    assert not copy.parent.exists()
