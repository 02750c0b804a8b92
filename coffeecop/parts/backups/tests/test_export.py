"""An export has everything but secrets, as other programs read it."""

import csv
import json
import re
import sqlite3

import pytest

from coffeecop import create_app
from coffeecop.db import db
from coffeecop.db.databases import count_rows
from coffeecop.models import AuditAction
from coffeecop.parts.backups.commands.export import SECRETS, is_secret
from tests.stored import audit_actions

pytestmark = pytest.mark.both_databases
# Names that may be those of a secret, and those that are none.
MAY_BE_SECRET = re.compile(r"hash|secret|token|password|salt|auth|p256dh|endpoint|unsubscribe_url")
NO_SECRETS = re.compile(
    r"\.(form_key|seen)_hash$|^(audit|public_record)_\w+\.hash$|has_short_password"
)


@pytest.fixture(scope="module")
def exporting(environ, new_database, filled_database):
    """An app with a row in every table."""
    app = create_app({**environ, "DATABASE_URL": new_database(copy_of=filled_database)})
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="module")
def folder(exporting, tmp_path_factory):
    """What one export of it wrote."""
    folder = tmp_path_factory.mktemp("export") / "export"
    exported = exporting.test_cli_runner().invoke(args=["export", str(folder)])
    assert exported.exit_code == 0, exported.output
    return folder


def read(folder, name):
    with (folder / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file)), json.loads((folder / f"{name}.json").read_text("utf-8"))


def test_a_whole_installation_comes_back_from_it_in_counts(folder):
    rows = count_rows(db.session.connection()).items()
    # Tables of a part that is gone stay behind.
    counted = {name: number for name, number in rows if name in db.metadata.tables}
    dictionary, _ = read(folder, "dictionary")
    assert {row["table"] for row in dictionary} == counted.keys()
    # A database of another program, made of what the dictionary says.
    target = sqlite3.connect(":memory:")
    for name, number in counted.items():
        columns = [row["column"] for row in dictionary if row["table"] == name]
        table, rows = read(folder, name)
        target.execute(f"CREATE TABLE x{name} ({', '.join(f'x{each}' for each in columns)})")
        marks = ", ".join("?" * len(columns))
        for row in table:
            values = [row[each] for each in columns]
            target.execute(f"INSERT INTO x{name} VALUES ({marks})", values)  # noqa: S608 - our names
        found = target.execute(f"SELECT count(*) FROM x{name}").fetchone()  # noqa: S608 - our names
        assert (found[0], len(rows)) == (number, number), name
        assert all(row.keys() == {*columns} for row in rows), name
    assert target.execute("SELECT max(xbody) FROM xconcerns").fetchone()[0]


def test_no_secret_is_in_it(folder):
    dictionary, _ = read(folder, "dictionary")
    left_out = [(row["table"], row["column"]) for row in dictionary if row["left_out"] == "True"]
    assert {".".join(pair) for pair in left_out} >= SECRETS
    for table, column in left_out:
        rows, objects = read(folder, table)
        assert {row[column] for row in rows} == {""}, column
        assert {row[column] for row in objects} == {None}, column


def test_somebody_has_decided_whether_each_such_column_is_a_secret():
    columns = [column for table in db.metadata.tables.values() for column in table.columns]
    undecided = [
        str(each) for each in columns if MAY_BE_SECRET.search(each.name) and not is_secret(each)
    ]

    assert [name for name in undecided if not NO_SECRETS.search(name)] == []
    assert {str(each) for each in columns} >= SECRETS


def test_it_is_in_the_log_and_does_not_write_over_files(exporting, folder):
    again = exporting.test_cli_runner().invoke(args=["export", str(folder)])

    assert again.exit_code == 1
    assert "is not empty. Name a new folder." in again.output
    assert audit_actions().count(AuditAction.DATA_EXPORTED) == 1
    assert oct(folder.stat().st_mode)[-3:] == "700"
