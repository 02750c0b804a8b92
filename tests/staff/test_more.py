"""Everything that has no tab of its own."""

import pytest

from coffeecop.models import Role
from tests.factories import sign_in
from tests.of_parts import turn_parts_off

ENTRIES = {
    Role.OFFICER: "trends account",
    Role.ORGANIZER: "trends settings account",
    Role.RECORDS: "trends audit account",
    Role.ADMIN: "trends topics people settings audit account",
}


def entries(visitor):
    return [link["href"] for link in visitor.get("/staff/more").select("main .fact-list a")]


@pytest.mark.parametrize(("role", "shown"), ENTRIES.items())
def test_each_has_the_entries_of_their_work_and_no_more(plain_visitor, role, shown):
    turn_parts_off(sign_in(plain_visitor, role).agency)

    assert entries(plain_visitor) == [f"/staff/{each}" for each in shown.split()]
