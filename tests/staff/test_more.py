"""Everything that has no tab of its own."""

import pytest

from coffeecop.models import Role
from tests.factories import sign_in

MOST_ENTRIES = {Role.OFFICER: 2, Role.ORGANIZER: 6, Role.ADMIN: 11}


def entries(visitor):
    return [link["href"] for link in visitor.get("/staff/more").select("main .fact-list a")]


@pytest.mark.parametrize(("role", "most"), MOST_ENTRIES.items())
def test_nobody_has_more_entries_than_fit_on_a_screen(plain_visitor, role, most):
    sign_in(plain_visitor, role)

    assert 2 <= len(entries(plain_visitor)) <= most


def test_each_entry_opens_a_page(plain_visitor):
    sign_in(plain_visitor, *Role)

    links = entries(plain_visitor)

    assert len(links) <= MOST_ENTRIES[Role.ADMIN]
    for link in links:
        assert plain_visitor.get(link).status == 200


def test_what_has_a_tab_among_the_concerns_is_found_there(plain_visitor):
    sign_in(plain_visitor, Role.OFFICER, Role.COMPLAINTS)

    page = plain_visitor.get("/staff/concerns")

    for tab in ("?referred=1", "?waiting=1"):
        assert page.has(f".views a[href='/staff/concerns{tab}']")
        assert plain_visitor.get(f"/staff/concerns{tab}").text(".views [aria-current]")


@pytest.mark.parametrize(
    ("role", "lists"), [(Role.ADMIN, True), (Role.ORGANIZER, True), (Role.OFFICER, False)]
)
def test_words_and_lists_are_found_by_who_may_change_them(plain_visitor, role, lists):
    sign_in(plain_visitor, role)

    assert ("/staff/settings/lists" in entries(plain_visitor)) is lists
