"""Everything that has no tab of its own."""

from urllib.parse import urlsplit

import pytest

from coffeecop.models import Kind, Role
from tests.factories import make_concern, make_event, make_flag, sign_in
from tests.of_parts import turn_parts_off

ENTRIES = {
    Role.OFFICER: "trends events/reports account",
    Role.ORGANIZER: "trends events/reports settings account",
    Role.RECORDS: "trends events/reports audit account",
    Role.ADMIN: "trends events/reports topics people settings audit account",
}


def entries(visitor):
    return [link["href"] for link in visitor.get("/staff/more").select("main .fact-list a")]


@pytest.mark.parametrize(("role", "shown"), ENTRIES.items())
def test_each_has_the_entries_of_their_work_and_no_more(plain_visitor, role, shown):
    turn_parts_off(sign_in(plain_visitor, role).agency)

    assert entries(plain_visitor) == [f"/staff/{each}" for each in shown.split()]


def test_each_entry_opens_a_page(plain_visitor):
    sign_in(plain_visitor, *Role)

    links = entries(plain_visitor)

    assert {f"/staff/{each}" for each in ENTRIES[Role.ADMIN].split()} <= {*links}
    for link in links:
        assert plain_visitor.get(link).status == 200


@pytest.mark.parametrize("handles_complaints", [True, False])
def test_what_has_a_tab_among_the_concerns_is_found_there(plain_visitor, handles_complaints):
    event = make_event()
    make_flag(concern=make_concern(event=event))
    make_concern(event=event, is_held=True)
    make_concern(event=event, is_complaint=True, kind=Kind.QUESTION)
    roles = [Role.OFFICER, *([Role.COMPLAINTS] if handles_complaints else [])]
    turn_parts_off(sign_in(plain_visitor, *roles).agency)
    others = ["complaint=1", "review=held"] if handles_complaints else ["review=held"]

    page = plain_visitor.get("/staff/concerns")

    found = {
        place: [urlsplit(tab["href"]).query for tab in page.select(f"{place} a")]
        for place in (".views", ".list-menu")
    }
    assert found[".views"] == ["urgent=open", "all=1"]
    assert found[".list-menu"][: len(others)] == others
    for tab in ("waiting=1", *found[".views"], *others):
        opened = plain_visitor.get(f"/staff/concerns?{tab}")
        assert urlsplit(opened.one(".views [aria-current]")["href"]).query == tab
    assert plain_visitor.get("/staff/concerns?complaint=1").status == (
        200 if handles_complaints else 404
    )
