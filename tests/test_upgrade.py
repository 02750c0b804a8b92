"""A filled database of 1.0 is upgraded to this release on both databases, with every row.

`1.0.backup` holds what `make_one_of_each` made at 1.0. It stays as it is; a later release may add
one of its own.
"""

import re
import tarfile
import tomllib
from collections import Counter
from pathlib import Path

import pytest
from flask_migrate import upgrade
from sqlalchemy import MetaData, make_url, select

from coffeecop.config import PROJECT
from coffeecop.db import db
from coffeecop.db.databases import has_own_rows, other_engine
from coffeecop.db.ids import last_ids, raise_last_ids
from tests.findings import faults_found
from tests.old_rows import make_tables_of_1_0
from tests.search_index import indexed

pytestmark = pytest.mark.both_databases

RELEASED = Path(__file__).with_name("1.0.backup")
# Columns whose values a later migration writes in another way, as (table, column).
CONVERTED = {
    # Pages are made anew.
    ("installation", "content_version"),
    # A new message ends being put away; what was merged is in the state of its main one.
    ("concerns", "put_away_at"),
    ("concerns", "put_away_until"),
    # Mail about a referral is mail about its concern.
    ("outbox", "concern_id"),
    ("outbox", "occasion"),
}
# Each department's checklist gets a line.
GROWN = "checklist_items"


@pytest.fixture
def app_of_1_0(new_app, new_database, tmp_path):
    """An app on a database that 1.0 has made and filled."""
    app = new_app("upgraded", url=new_database())
    with tarfile.open(RELEASED) as archive:
        archive.extract("database.sqlite3", tmp_path, filter="data")
    file, url = tmp_path / "database.sqlite3", make_url(app.config["SQLALCHEMY_DATABASE_URI"])
    with app.app_context():
        if url.get_backend_name() == "sqlite":
            file.rename(url.database)
        else:
            make_tables_of_1_0()
            with (
                other_engine(f"sqlite:///{file}") as old,
                old.begin() as source,
                other_engine(url) as engine,
                engine.begin() as target,
            ):
                for table in tables_of(target):
                    # What a new database holds by itself.
                    target.execute(table.delete())
                    if rows := source.execute(select(table)).mappings().all():
                        # In one statement: a row may refer to a later one.
                        target.execute(table.insert().values([dict(row) for row in rows]))
                raise_last_ids(target, last_ids(source))
        yield app
        db.session.remove()
        db.engine.dispose()


def tables_of(connection):
    tables = MetaData()
    tables.reflect(connection, only=lambda name, _: has_own_rows(name))
    return tables.sorted_tables


def values():
    """Return the sorted values of each column, as text."""
    with db.engine.connect() as connection:
        return {
            (table.name, column.name): sorted(str(row[place]) for row in rows)
            for table in tables_of(connection)
            for rows in [connection.execute(select(table)).all()]
            for place, column in enumerate(table.columns)
        }


@pytest.mark.slow
def test_every_row_of_1_0_is_there_and_the_app_reads_it(app_of_1_0):
    before = values()

    upgrade()

    after = values()
    kept = before.keys() & after.keys() - CONVERTED
    grown = {each for each in kept if each[0] == GROWN}
    assert {each: after[each] for each in kept - grown} == {
        each: before[each] for each in kept - grown
    }
    assert all(Counter(before[each]) < Counter(after[each]) for each in grown)
    for mapper in db.Model.registry.mappers:
        rows = db.session.scalars(select(mapper.class_)).unique().all()
        assert rows or not any(table == mapper.local_table.name for table, _ in before)
    assert {"cars", "maple"} <= indexed()
    assert faults_found() == []
    assert app_of_1_0.test_client().get("/").status_code == 200


def test_the_newest_release_of_the_changelog_is_the_version():
    version = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]["version"]
    changelog = (PROJECT / "CHANGELOG.md").read_text()
    newest = re.search(r"^## (\S+) \((?!unreleased)", changelog, re.MULTILINE)

    assert newest[1] == version
