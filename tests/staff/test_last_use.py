"""When a session was last used: noted while pages are looked at, stored by the next form."""

from datetime import timedelta

import pytest
import time_machine

from coffeecop.db import now
from coffeecop.models import StaffSession
from coffeecop.staff.last_use import last_use_of
from tests.factories import sign_in
from tests.stored import all_of
from tests.visitor import Visitor

pytestmark = pytest.mark.both_databases

MINUTE = timedelta(minutes=1)


def stored():
    return [each.last_used_at for each in all_of(StaffSession)]


def test_a_page_notes_it_and_the_next_form_of_anybody_stores_it(visitor):
    sign_in(visitor)
    colleague = Visitor(visitor.app)
    sign_in(colleague)
    (began, _) = stored()

    with time_machine.travel(began + 20 * MINUTE, tick=False):
        visitor.get("/staff/account")
        assert stored()[0] == began
        assert last_use_of(all_of(StaffSession)[0]) == now()
        # A form that fails stores it too.
        colleague.post("/staff/account", name="")

    assert stored()[0] == began + 20 * MINUTE


def test_a_use_within_some_minutes_is_not_written(visitor, queries):
    sign_in(visitor)
    began = stored()

    with time_machine.travel(now() + 4 * MINUTE):
        visitor.get("/staff/account")
        visitor.post("/staff/account", name="")

    assert stored() == began
