"""Migrations agree with the models, keep every row, and are all or none."""

from datetime import timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask_migrate import downgrade, upgrade
from sqlalchemy import CheckConstraint, inspect, select, text
from sqlalchemy.exc import IntegrityError

from coffeecop.analysis.details import find_details_due
from coffeecop.db import db, db_writes, now
from coffeecop.db.search_index import is_search_table
from coffeecop.factory import MIGRATIONS
from coffeecop.models import AuditAction, FlagKind, Role, SavedFilter, StaffMember
from coffeecop.models.audit import record
from coffeecop.operations.verify import verify
from tests.factories import (
    make_concern,
    make_event,
    make_flag,
    make_message,
    make_one_of_each,
    make_second_factor,
    make_staff,
)
from tests.search_index import indexed

TABLES = db.metadata.tables

HARMLESS = """
    # Agencies have children: SQLite rebuilds the table that they refer to.
    with op.batch_alter_table("agencies") as agencies:
        agencies.add_column(sa.Column("motto", sa.String(80), nullable=True))
        agencies.alter_column("phone", type_=sa.String(60), existing_type=sa.String(30))
"""
REBUILDS_WHAT_IS_SEARCHED = """
    for name in ("concerns", "messages"):
        with op.batch_alter_table(name) as table:
            table.add_column(sa.Column("motto", sa.String(80), nullable=True))
            table.alter_column("form_key_hash", type_=sa.String(70), existing_type=sa.String(64))
    op.execute("UPDATE concerns SET body = 'rewritten by a migration'")
"""
UNDONE = """
    with op.batch_alter_table("agencies") as agencies:
        agencies.drop_column("motto")
        agencies.alter_column("phone", type_=sa.String(30), existing_type=sa.String(60))
"""
LOSES_ROWS = """
    op.add_column("agencies", sa.Column("motto", sa.String(80), nullable=True))
    op.execute("DELETE FROM contacts")
"""
ORPHANS_ROWS = """
    op.add_column("agencies", sa.Column("motto", sa.String(80), nullable=True))
    op.execute("UPDATE venues SET agency_id = agency_id + 99999")
"""
REVISION = """
import sqlalchemy as sa
from alembic import op

revision = "next"
down_revision = "{last}"


def upgrade():
{up}

def downgrade():
{down}
"""


@pytest.fixture
def filled_app(fresh_app):
    with fresh_app.app_context():
        make_one_of_each()
        yield fresh_app


@pytest.fixture
def add_revision(filled_app, tmp_path):
    """Add a migration after ours, as the next release would."""

    def add(up, down="    pass\n"):
        versions = MIGRATIONS / "versions"
        last = max(path.stem.split("_")[0] for path in versions.glob("[0-9]*.py"))
        (tmp_path / "next.py").write_text(REVISION.format(last=last, up=up, down=down))

        @filled_app.extensions["migrate"].migrate.configure
        def look_there_too(config):
            config.set_main_option("path_separator", "os")
            config.set_main_option("version_locations", f"{versions}:{tmp_path}")
            return config

    return add


def is_of_a_model(name, kind, parents):
    return kind != "table" or not is_search_table(name)


def contents():
    """Return all rows of all tables, as text."""
    db.session.rollback()
    found = {
        name: sorted(str(row._mapping) for row in db.session.execute(select(table)))
        for name, table in TABLES.items()
    }
    db.session.rollback()
    return found


def test_migrations_and_models_agree(fresh_app):
    with fresh_app.app_context(), db.engine.connect() as connection:
        opts = {"compare_type": True, "include_name": is_of_a_model}
        context = MigrationContext.configure(connection, opts=opts)

        assert compare_metadata(context, db.metadata) == []


def test_migrations_and_models_agree_on_checks(fresh_app):
    with fresh_app.app_context():
        found = {
            (table, check["name"])
            for table in TABLES
            for check in inspect(db.engine).get_check_constraints(table)
        }
    expected = {
        (name, constraint.name)
        for name, table in TABLES.items()
        for constraint in table.constraints
        if isinstance(constraint, CheckConstraint)
    }
    assert found == expected


def test_down_to_nothing_and_up_again(filled_app):
    downgrade(revision="base")
    assert inspect(db.engine).get_table_names() == ["alembic_version"]

    upgrade()
    found = [name for name in inspect(db.engine).get_table_names() if not is_search_table(name)]
    assert set(found) == {*TABLES, "alembic_version"}


def test_up_and_down_keep_every_row(add_revision):
    add_revision(HARMLESS, UNDONE)
    before = contents()
    assert all(before.values())

    for _ in range(2):
        upgrade()
        assert "motto" in columns("agencies")
        assert contents() == before
        downgrade()
        assert "motto" not in columns("agencies")
        assert contents() == before


@pytest.mark.parametrize("changes", [LOSES_ROWS, ORPHANS_ROWS], ids=["loses", "orphans"])
def test_a_migration_that_loses_rows_is_refused_and_leaves_no_trace(
    add_revision, changes, database_name
):
    add_revision(changes)
    before = contents()
    by_postgresql = database_name == "postgresql" and changes == ORPHANS_ROWS

    with pytest.raises(Exception, match="fk_venues" if by_postgresql else "lost or orphaned"):
        upgrade()

    assert contents() == before
    assert "motto" not in columns("agencies")
    assert db.session.scalar(text("SELECT version_num FROM alembic_version")) != "next"


def test_afterwards_references_hold(add_revision):
    add_revision(HARMLESS, UNDONE)
    upgrade()

    with pytest.raises(IntegrityError), db_writes():
        db.session.execute(text("UPDATE venues SET agency_id = 999999"))


def test_what_is_searched_stays_so_when_a_migration_rebuilds_its_tables(add_revision):
    before = indexed()
    assert before
    add_revision(REBUILDS_WHAT_IS_SEARCHED)
    upgrade()

    db.session.rollback()
    assert indexed() != before
    assert "rewritten" in indexed()
    with db_writes():
        concern = make_concern(body="Xylophones at night.")
        make_message(concern, "Also zithers.")
        db.session.delete(concern.messages[0])
    assert "xylophones" in indexed()
    assert "zithers" not in indexed()


def test_sessions_of_own_devices_are_over_where_the_limit_is_not_known(filled_app):
    still_open = text("SELECT count(*) FROM staff_sessions WHERE expires_at > :now")
    moment = now().replace(tzinfo=None)
    assert db.session.scalar(still_open, {"now": moment}) == 1
    db.session.rollback()

    # To the revision before it.
    downgrade(revision="0010-1")

    moment = now().replace(tzinfo=None)
    assert db.session.scalar(still_open, {"now": moment}) == 0


def test_migrations_stand_in_one_line():
    names = sorted(path.name for path in Path(MIGRATIONS / "versions").glob("[0-9]*.py"))

    assert [name[:4] for name in names] == [f"{n:04}" for n in range(1, len(names) + 1)]


def columns(table):
    return {column["name"] for column in inspect(db.engine).get_columns(table)}


# What single migrations convert


WISHES = {
    "know": (False, False, False),
    "talk": (True, False, False),
    "reply": (False, True, False),
    "about_officer": (False, False, True),
}


def rows_of(sql):
    """Return the rows of a query, and hold no lock on them."""
    found = [tuple(row) for row in db.session.execute(text(sql))]
    db.session.rollback()
    return found


def test_an_outcome_becomes_wishes_or_a_complaint_and_the_way_back(fresh_app):
    with fresh_app.app_context():
        event = make_event()
        for wants_talk, wants_answer, is_complaint in WISHES.values():
            make_concern(
                event=event,
                wants_talk=wants_talk,
                wants_answer=wants_answer,
                is_complaint=is_complaint,
            )
        db.session.commit()

        downgrade(revision="0007")
        assert rows_of("SELECT outcome FROM concerns ORDER BY id") == [(each,) for each in WISHES]

        upgrade(revision="0008")
        wishes = "SELECT wants_talk, wants_answer, is_complaint FROM concerns ORDER BY id"
        assert rows_of(wishes) == list(WISHES.values())


def test_of_several_wishes_an_older_version_keeps_the_weightiest(fresh_app):
    with fresh_app.app_context():
        event, officer = make_event(), make_staff()
        make_concern(event=event, wants_talk=True, wants_answer=True)
        make_concern(event=event, wants_talk=True, wants_answer=True, is_complaint=True)
        record(AuditAction.MOVED_TO_COMPLAINTS, by=officer, detail="was held")
        db.session.commit()

        downgrade(revision="0007")

        outcomes = rows_of("SELECT outcome FROM concerns ORDER BY id")
        assert outcomes == [("reply",), ("about_officer",)]
        entries = rows_of("SELECT action, detail FROM audit_entries")
        assert entries == [("status_changed", "moved_to_complaints: was held")]
        upgrade(revision="0008")


def test_a_complaint_that_was_held_is_released(fresh_app):
    with fresh_app.app_context():
        make_concern(event=make_event(), is_held=True)
        db.session.commit()
        downgrade(revision="0007")
        with db_writes():
            db.session.execute(text("UPDATE concerns SET outcome = 'about_officer'"))

        upgrade(revision="0008")

        assert rows_of("SELECT is_complaint, is_held FROM concerns") == [(True, False)]


def test_flags_on_personal_details_go_and_what_is_found_comes_back_as_flags(fresh_app):
    with fresh_app.app_context():
        event, officer_id = make_event(), make_staff().id
        make_concern(event=event, body="Call 805 555 0100", suggested_at=now())
        make_concern(event=event, body="Badge 412", suggested_at=now())
        make_concern(event=event, body="Nothing", suggested_at=now())
        make_flag(FlagKind.DOMESTIC_VIOLENCE, concern=make_concern(event=event, body="Not read"))
        db.session.commit()
        downgrade(revision="0015-1")
        # An older version knows no flag on violence at home.
        assert rows_of("SELECT kind FROM concern_flags") == [("emergency",)]
        add = text(
            "INSERT INTO concern_flags"
            " (concern_id, kind, is_right, seen_at, seen_by_id, created_at)"
            " SELECT id, 'personal_data', true, created_at, :officer, created_at FROM concerns"
            " WHERE body != 'Badge 412'"
        )
        with db_writes():
            db.session.execute(add, {"officer": officer_id})

        upgrade(revision="0015")

        assert rows_of("SELECT kind FROM concern_flags") == [("emergency",)]
        facts = "SELECT has_personal_details, names_officer FROM concerns ORDER BY id"
        assert rows_of(facts) == [(None, None)] * 4
        assert find_details_due() == 3
        assert rows_of(facts) == [(True, False), (False, True), (False, False), (None, None)]

        downgrade(revision="0015-1")

        kinds = rows_of("SELECT kind FROM concern_flags ORDER BY kind")
        assert kinds == [("emergency",), ("personal_data",), ("personal_data",)]


def test_older_audit_entries_are_chained_in_the_order_in_which_they_were_made(fresh_app):
    with fresh_app.app_context():
        officer = make_staff()
        for detail in (None, "To call “Ann” back", "again"):
            record(AuditAction.CONTACT_OPENED, by=officer, detail=detail)
        db.session.commit()
        downgrade(revision="0021-1")
        with db_writes():
            db.session.execute(text("DELETE FROM audit_entries WHERE detail = 'again'"))
            db.session.execute(text("UPDATE audit_entries SET id = id + 40 WHERE detail IS NULL"))

        upgrade()

        chained = "SELECT sequence, detail FROM audit_entries ORDER BY sequence"
        assert rows_of(chained) == [(1, "To call “Ann” back"), (2, None)]
        assert verify().faults == []
        record(AuditAction.SIGNED_OUT, by=officer)
        db.session.commit()
        assert verify().head.sequence == 3
        assert verify().faults == []


def test_kept_filters_use_the_words_for_how_sure_the_computer_is_and_the_way_back(fresh_app):
    before = ["confidence=sure", "q=sure&confidence=fair&talk=1", "q=confidence%3Dsure", "talk=1"]
    after = [
        "confidence=very_likely",
        "q=sure&confidence=likely&talk=1",
        "q=confidence%3Dsure",
        "talk=1",
    ]
    with fresh_app.app_context():
        officer = make_staff()
        for number, query in enumerate(after):
            db.session.add(SavedFilter(staff_id=officer.id, name=str(number), query=query))
        db.session.commit()

        downgrade(revision="0017-1")
        assert rows_of("SELECT query FROM saved_filters ORDER BY id") == [(q,) for q in before]

        upgrade(revision="0017")
        assert rows_of("SELECT query FROM saved_filters ORDER BY id") == [(q,) for q in after]


def test_who_needs_a_second_factor_gets_a_week_and_a_short_password_does_not_outlive_it(fresh_app):
    with fresh_app.app_context():
        make_staff(Role.ADMIN, email="chief@example.org", password_hash="hash")
        make_staff(Role.ADMIN, email="new@example.org")
        make_staff(Role.OFFICER, email="ann@example.org", password_hash="hash")
        short = make_staff(email="ben@example.org", password_hash="hash")
        make_second_factor(short)
        short.has_short_password = True
        db.session.commit()

        downgrade(revision="0019-1")

        without = rows_of("SELECT email FROM staff WHERE password_hash IS NULL ORDER BY email")
        assert without == [("ben@example.org",), ("new@example.org",)]

        upgrade()

        due = "SELECT email FROM staff WHERE second_factor_due_at IS NOT NULL"
        assert rows_of(due) == [("chief@example.org",)]
        soon = StaffMember.query.filter_by(email="chief@example.org").one().second_factor_due_at
        assert timedelta(days=6) < soon - now() <= timedelta(days=7)
