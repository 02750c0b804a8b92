"""When a session was last used to save something."""

import pytest
import time_machine
from sqlalchemy import update
from sqlalchemy.exc import OperationalError

from coffeecop.db import db, db_writes, now
from coffeecop.models import StaffSession
from tests.colleagues import colleagues, run_concurrently
from tests.factories import MINUTE
from tests.stored import all_of

pytestmark = pytest.mark.both_databases


def stored():
    return [each.last_used_at for each in all_of(StaffSession)]


def rename(visitor, name="Sgt. Sample"):
    return visitor.post("/staff/account", name=name, language="en").status


def test_a_form_stores_it_even_if_it_fails_and_a_page_does_not(officer):
    (began,) = stored()

    with time_machine.travel(began + 4 * MINUTE, tick=False):
        rename(officer)
        assert stored() == [began], "not within some minutes"
    with time_machine.travel(began + 20 * MINUTE, tick=False):
        officer.get("/staff/account")
        assert stored() == [began]
        assert rename(officer, name="") == 422

    assert stored() == [began + 20 * MINUTE]


def test_six_officers_who_come_back_at_once_all_save_their_forms(app):
    officers = colleagues(app, 6)
    with db_writes():
        db.session.execute(update(StaffSession).values(last_used_at=now() - 6 * MINUTE))
    for officer in officers:
        officer.get("/staff/account")

    assert run_concurrently(officers, lambda _, officer: rename(officer)) == [303] * 6
    assert all(now() - each < MINUTE for each in stored())


def test_a_use_that_cannot_be_stored_fails_no_form(officer, monkeypatch):
    execute = db.session.execute

    def refuse_uses(statement, *given, **options):
        if getattr(statement, "table", None) is StaffSession.__table__:
            raise OperationalError("UPDATE staff_sessions", {}, Exception("database is locked"))
        return execute(statement, *given, **options)

    monkeypatch.setattr(db.session, "execute", refuse_uses)
    with time_machine.travel(now() + 20 * MINUTE):
        assert rename(officer) == 303
