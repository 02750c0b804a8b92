"""Everything that has no tab of its own, with what waits there."""

from coffeecop.models import Role
from tests.factories import make_concern, make_flag, sign_in


def test_each_entry_opens_a_page(plain_visitor):
    sign_in(plain_visitor, *Role)

    links = plain_visitor.get("/staff/more").select("main .fact-list a")

    assert len(links) == 15
    for link in links:
        assert plain_visitor.get(link["href"]).status == 200


def test_what_waits_is_counted_beside_its_entry(plain_officer):
    make_flag(concern=make_concern(is_held=True))
    make_concern(is_held=True)

    entries = plain_officer.get("/staff/more").texts("main .fact-list a")

    assert any(entry.startswith("Flags 1 waiting") for entry in entries)
    assert any(entry.startswith("Review 2 waiting") for entry in entries)
