"""The audit log is one chain, whoever writes to it at the same time."""

import pytest

from coffeecop.db import db
from coffeecop.models import AuditAction
from coffeecop.models.audit import audit_head, record
from coffeecop.models.hash_chain import ORIGIN
from tests.colleagues import colleagues, run_concurrently
from tests.factories import make_staff, sign_in
from tests.findings import faults_found
from tests.staff.identity.passwords import GOOD, hashed
from tests.stored import audit_entries
from tests.visitor import Visitor


@pytest.fixture
def officer(app):
    return make_staff()


def test_entries_have_numbers_in_their_order_without_gaps_for_what_is_rolled_back(officer):
    assert audit_head() == (0, ORIGIN)
    record(AuditAction.SIGNED_IN, by=officer)
    db.session.flush()
    record(AuditAction.PASSWORD_SET, by=officer)
    db.session.commit()
    for was_sent in (False, True):
        record(AuditAction.SIGN_IN_FAILED, by=officer)
        if was_sent:
            db.session.flush()
        db.session.rollback()
    record(AuditAction.SIGNED_OUT, by=officer)
    db.session.commit()

    assert [(entry.sequence, entry.action) for entry in audit_entries()] == [
        (1, AuditAction.SIGNED_IN),
        (2, AuditAction.PASSWORD_SET),
        (3, AuditAction.SIGNED_OUT),
    ]
    assert audit_head() == (3, audit_entries()[-1].hash)


def test_nothing_waits_for_a_transaction_that_has_recorded_something(officer, database_name):
    if database_name == "sqlite":
        pytest.skip("there all writers stand in one line")

    record(AuditAction.SIGNED_IN, by=officer)
    db.session.flush()
    with db.engine.connect() as other:
        other.exec_driver_sql("SELECT * FROM audit_head FOR UPDATE NOWAIT")


def test_colleagues_who_write_at_once_write_one_chain(app):
    def sign_out_elsewhere(_number, visitor):
        return [visitor.post("/staff/account/sign-outs").status for _ in range(3)]

    assert run_concurrently(colleagues(app, 6), sign_out_elsewhere) == [[303] * 3] * 6
    assert sorted(entry.sequence for entry in audit_entries()) == list(range(1, 19))
    assert faults_found() == []


def test_one_person_in_several_browsers_blocks_nobody(app, unlimited):
    """A sign-in locks the person's row, to which the entries of the other browsers refer."""
    visitors = [Visitor(app) for _ in range(6)]
    member = sign_in(visitors[0], password_hash=hashed(GOOD))
    fields = {"email": member.email, "password": GOOD}
    for visitor in visitors:
        visitor.set_csrf_token()

    def sign_in_again(_number, visitor):
        return visitor.post("/staff/sign-in", **fields).status

    assert run_concurrently(visitors, sign_in_again) == [303] * 6
    assert faults_found() == []
