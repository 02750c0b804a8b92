"""What staff use for an event stands on its page: the next step of its phase, and one row."""

import pytest

from coffeecop.models import Role
from tests.factories import (
    make_cancelled,
    make_counted,
    make_draft,
    make_event,
    make_past_event,
    make_running,
    sign_in,
)
from tests.of_parts import turn_parts_off


@pytest.mark.parametrize(
    ("role", "make", "first", "row"),
    [
        (Role.ORGANIZER, make_draft, "Look at it and publish", "Brief"),
        (Role.OFFICER, make_event, "Briefing: open before you go", ""),
        (Role.OFFICER, make_running, "Briefing: open before you go", ""),
        (Role.ORGANIZER, make_past_event, "Say what came of it", "Brief"),
        (Role.ORGANIZER, make_counted, "Say what came of it", "Brief"),
        (Role.OFFICER, make_counted, "Say what came of it", "Brief"),
        (Role.ORGANIZER, make_cancelled, "", "Brief"),
    ],
)
def test_the_next_step_is_the_one_button_and_each_tool_leads_back(
    plain_visitor, role, make, first, row
):
    event = make()
    turn_parts_off(event.agency)
    sign_in(plain_visitor, role)
    own = f"/staff/events/{event.id}"

    page = plain_visitor.get(own)

    assert ", ".join(page.texts("main .button")) == first
    assert ", ".join(page.texts(".tools a")) == row
    links = page.select(".tools a, main .button")
    # The list of matters belongs to no event.
    for link in [each for each in links if "/matters?" not in each["href"]]:
        tool = plain_visitor.get(link["href"])
        assert tool.status == 200
        ways_back = f"main a[href='{own}'], main a[href='{own}#changes']"
        assert tool.has(ways_back), link["href"]
