"""`verify` names each change behind the program's back. On both databases."""

import pytest
from sqlalchemy import text

from coffeecop.db import db, db_writes
from coffeecop.models import AuditAction, AuditEntry, hash_chain
from coffeecop.models.audit import audit_head, chained_content, record
from coffeecop.models.hash_chain import ORIGIN, next_hash
from coffeecop.parts.doctor import verifying
from tests.factories import make_staff
from tests.stored import audit_entries

pytestmark = pytest.mark.both_databases


@pytest.fixture
def log(app):
    """A log of five entries."""
    member = make_staff()
    for number in range(1, 6):
        record(AuditAction.CONTACT_OPENED, by=member, subject=member, detail={"reason": number})
    db.session.commit()
    return member


@pytest.fixture
def verify(app):
    def run(*arguments):
        db.session.rollback()
        return app.test_cli_runner().invoke(args=["verify", *map(str, arguments)])

    return run


def change(*statements):
    """Do what somebody does who has the database's password."""
    with db_writes():
        for statement in statements:
            db.session.execute(text(statement))


def rewrite_with_new_hashes(detail):
    """Rewrite entry 2 and all hashes after it, and the note of the last one."""
    with db_writes():
        previous = ORIGIN
        for entry in db.session.query(AuditEntry).order_by(AuditEntry.sequence):
            if entry.sequence == 2:
                entry.detail = detail
            previous = entry.hash = next_hash(previous, chained_content(entry))
        db.session.execute(text("UPDATE audit_head SET hash = :hash"), {"hash": previous})


def test_a_log_that_nobody_touched_is_as_it_was_written_and_fits_older_heads(log, verify):
    announced = audit_head()
    result = verify("--head", announced)

    assert result.exit_code == 0
    assert result.stdout == (
        f"Head: {announced}\nAll 5 entries of the audit log are as they were written.\n"
    )
    record(AuditAction.SIGNED_OUT, by=log)
    db.session.commit()
    for head in (announced, f" {announced}\n".upper(), f"5:{announced.hash}"):
        assert verify("--head", head).exit_code == 0


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        (
            "UPDATE audit_entries SET detail = 'another' WHERE sequence = 3",
            "Entry 3 does not match its hash",
        ),
        ("DELETE FROM audit_entries WHERE sequence = 3", "Entry 3 is missing"),
        ("DELETE FROM audit_entries WHERE sequence IN (1, 2)", "Entries 1 to 2 are missing"),
        (
            "DELETE FROM audit_entries WHERE sequence > 3",
            "The end of the log is missing: its last entry is 3, but the database's own note says "
            "that there was an entry 5.",
        ),
        ("DELETE FROM audit_entries", "its last entry is 0"),
        (
            "INSERT INTO audit_entries (agency_id, staff_id, action, detail, created_at)"
            " SELECT agency_id, staff_id, action, detail, created_at FROM audit_entries"
            " WHERE sequence = 1",
            "Another program has added entries, which have no number: 1 of them.",
        ),
        (
            "INSERT INTO audit_entries (action, created_at, sequence, hash)"
            " SELECT action, created_at, 6, hash FROM audit_entries WHERE sequence = 1",
            "Entries 6 to 6 are more than the database's own note says",
        ),
        (
            "UPDATE audit_head SET hash = (SELECT hash FROM audit_entries WHERE sequence = 1)",
            "Entry 5 is not the one of the database's",
        ),
        ("DELETE FROM audit_head", "Entries 1 to 5 are more than"),
    ],
)
def test_each_change_is_named(log, verify, statement, fault):
    change(statement)

    result = verify()

    assert result.exit_code == 1
    assert fault in result.stderr
    assert result.stderr.endswith("Error: The audit log or the database was changed: see above.\n")


def test_an_end_that_is_cut_with_the_note_shows_against_the_head_of_a_mail(log, verify):
    announced = audit_head()
    change(
        "DELETE FROM audit_entries WHERE sequence > 3",
        "UPDATE audit_head SET (sequence, hash) ="
        " (SELECT sequence, hash FROM audit_entries WHERE sequence = 3)",
    )

    assert verify().exit_code == 0
    (fault,) = result_lines(verify("--head", announced))
    assert fault == (
        f"The end of the log is missing: its last entry is 3, but the head {announced} says that "
        "there was an entry 5."
    )


def test_a_log_that_is_rewritten_in_full_shows_against_the_head_of_a_mail(log, verify):
    announced = audit_head()
    rewrite_with_new_hashes("a better reason")

    assert verify().exit_code == 0
    (fault,) = result_lines(verify("--head", announced))
    assert fault.startswith(f"Entry 5 is not the one of the head {announced}")


@pytest.mark.parametrize("text", ["", "12", "12:ab", "x:" + "ab" * 16, "12:" + "xy" * 16])
def test_what_is_no_head_is_refused(log, verify, text):
    result = verify("--head", text)

    assert result.exit_code == 2
    assert "Copy it from a digest mail" in result.stderr


def test_a_log_is_walked_some_entries_at_a_time_and_it_is_said_how_far(log, verify, monkeypatch):
    monkeypatch.setattr(verifying, "AT_A_TIME", 2)
    monkeypatch.setattr(verifying, "BATCHES_BETWEEN_PROGRESS", 2)
    change("UPDATE audit_entries SET detail = NULL WHERE sequence IN (2, 5)")

    assert [line[:9] for line in result_lines(verify())] == ["4 entries", "Entry 2 d", "Entry 5 d"]


def test_of_many_faults_some_are_named(log, verify, monkeypatch):
    monkeypatch.setattr(hash_chain, "MOST_NAMED", 2)
    change("UPDATE audit_entries SET detail = NULL")

    assert result_lines(verify())[2:] == ["3 more entries do not match."]


def test_a_row_that_refers_to_nothing_is_named(log, verify, database_name):
    if database_name == "postgresql":
        pytest.skip("PostgreSQL cannot be made to hold one")
    db.session.rollback()
    with db.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        connection.exec_driver_sql("UPDATE staff SET agency_id = 999")
    db.engine.dispose()

    assert "Rows of staff refer to rows that are not there." in result_lines(verify())


def result_lines(result):
    return result.stderr.splitlines()[:-1]


def test_the_content_of_an_entry_is_what_its_hash_covers(app):
    officer = make_staff()
    record(AuditAction.CONTACT_OPENED, by=officer, detail={"reason": "To call “Ann” back"})
    db.session.commit()
    (stored,) = audit_entries()
    before = stored.hash

    assert verifying.verify().faults == []
    for name, value in {
        "agency_id": None,
        "staff_id": None,
        "action": AuditAction.SIGNED_IN,
        "subject_table": "staff",
        "subject_id": 3,
        "detail": '{"reason":"To call “Ann” back"}',
        "created_at": officer.created_at,
    }.items():
        setattr(db.session.get_one(AuditEntry, stored.id), name, value)
        db.session.flush()
        assert len(verifying.verify().faults) == 1, name
        db.session.rollback()
    assert audit_entries()[0].hash == before
