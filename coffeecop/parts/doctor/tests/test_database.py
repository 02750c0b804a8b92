"""The database: whether it answers, its tables, and its version."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from coffeecop.db import db, db_writes
from coffeecop.parts.doctor.checks import examine
from coffeecop.parts.doctor.checks.database import (
    check_connection,
    check_migrations,
    check_sqlite_version,
)
from coffeecop.parts.findings import Level
from tests.findings import look
from tests.revisions import add_revision

pytestmark = pytest.mark.both_databases


def test_a_database_that_does_not_answer_is_a_fault_and_ends_the_report(app, monkeypatch):
    def fail(*_):
        raise OperationalError("SELECT 1", {}, OSError("refused"))

    with monkeypatch.context() as broken:
        broken.setattr(db.session, "execute", fail)
        last = examine()[-1]
    assert (last.check, last.level) == ("database", Level.FAULT)

    assert look(check_connection) == [Level.OK]


def test_tables_of_an_older_release_are_a_fault_and_end_the_report(fresh_app, tmp_path):
    add_revision(fresh_app, tmp_path)
    with fresh_app.app_context():
        last = examine()[-1]
    assert (last.check, last.level) == ("migrations", Level.FAULT)
    assert "flask --app app db upgrade" in last.to_do


def test_tables_of_a_newer_release_are_a_fault_and_end_the_report(app):
    head = db.session.scalar(text("SELECT version_num FROM alembic_version"))
    set_revision("9999")
    try:
        last = examine()[-1]
    finally:
        set_revision(head)
    assert (last.check, last.level) == ("migrations", Level.FAULT)
    assert "A newer release was here" in last.to_do

    assert look(check_migrations) == [Level.OK]


def set_revision(revision):
    with db_writes():
        db.session.execute(text("UPDATE alembic_version SET version_num = :it"), {"it": revision})


def test_a_sqlite_with_the_fault_in_its_log_is_a_warning(app, database_name, monkeypatch):
    if database_name == "postgresql":
        assert check_sqlite_version() == []
        return
    assert look(check_sqlite_version) == [Level.OK]

    monkeypatch.setattr(db.session, "scalar", lambda _: "3.46.1")
    (finding,) = check_sqlite_version()
    assert (finding.level, "pysqlite3" in finding.to_do) == (Level.WARNING, True)
