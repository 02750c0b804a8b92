"""Off: no kit, no picture and no feed, of this department alone."""

import pytest

from coffeecop.models import MatterState, Role
from coffeecop.parts.sharing.pictures import NAME
from tests.factories import make_agency, make_event, make_matter, make_staff, save, sign_in
from tests.feeds import entries, read_feed


def shown(visitor, event, matter):
    """Return what is there of it: the picture and the feed in heads, and what they lead to."""
    own, told = f"/events/{event.slug}", f"/matters/{matter.id}"
    page = visitor.get(own, **{"HX-Request": "false"})
    head = visitor.get(f"{told}-{matter.address['words']}", **{"HX-Request": "false"})
    return [
        *(each.has("meta[property='og:image']") for each in (page, head)),
        *(each.has("link[type='application/atom+xml']") for each in (page, head)),
        page.has("script[type='application/ld+json']"),
        *(visitor.get(f"{each}.png").status == 200 for each in (own, told, f"/es{told}")),
    ]


def of_all(visitor):
    page = visitor.get("/en", **{"HX-Request": "false"})
    return [
        page.has("meta[property='og:image']"),
        page.has("link[type='application/atom+xml']"),
        *(visitor.get(each).status == 200 for each in ("/events.atom", "/coffee-with-a-cop.png")),
    ]


@pytest.mark.both_databases
def test_off_is_off_for_residents_and_on_again_shows_what_was_there(visitor):
    event, matter = make_event(), make_matter(said=MatterState.DONE, is_public=True)
    assert shown(visitor, event, matter) == [True] * 8
    assert of_all(visitor) == [True] * 4

    save(event.agency, parts_off=[NAME])
    assert shown(visitor, event, matter) == [False] * 8
    assert of_all(visitor) == [False] * 4

    save(event.agency, parts_off=[])
    assert shown(visitor, event, matter) == [True] * 8
    assert of_all(visitor) == [True] * 4


def test_another_department_goes_on_and_the_feed_is_of_that_one_alone(visitor):
    here, there = (make_event(title_en=each, agency=make_agency()) for each in ("Here", "There"))
    cars, dogs = (
        make_matter(
            said=MatterState.DONE,
            is_public=True,
            asked_en=asked,
            by=make_staff(Role.ORGANIZER, agency=event.agency),
        )
        for asked, event in (("Cars.", here), ("Dogs.", there))
    )

    save(here.agency, parts_off=[NAME])

    assert set(entries(read_feed(visitor))) == {"There", "What came of it: Dogs."}
    assert shown(visitor, here, cars) == [False] * 8
    assert shown(visitor, there, dogs) == [True] * 8
    assert of_all(visitor) == [True] * 4


def test_staff_find_no_kit_and_no_way_to_it(plain_visitor):
    event = make_event()
    sign_in(plain_visitor, Role.OFFICER, agency=event.agency)
    own = f"/staff/events/{event.id}"

    def found():
        kit = f"a[href='{own}/share-kit']"
        ways = [plain_visitor.get(page).has(f"main {kit}") for page in (own, "/staff")]
        return [plain_visitor.get(f"{own}/share-kit").status == 200, *ways]

    assert found() == [True] * 3
    save(event.agency, parts_off=[NAME])
    assert found() == [False] * 3
    assert plain_visitor.get("/staff").has(f"main a[href='/events/{event.slug}']")
