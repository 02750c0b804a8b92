"""Counting is a tap away where one needs it, and nowhere where it is off."""

from datetime import timedelta

import pytest
import time_machine

from coffeecop.db import now
from coffeecop.parts import links_of
from coffeecop.parts.resident_links import Code
from coffeecop.web.tokens import door_code
from tests.factories import make_checklist, make_counted, make_event, make_past_event, make_rsvp
from tests.of_parts import turn_parts_off


@pytest.mark.parametrize(
    ("make", "words"),
    [(make_event, "Count"), (make_past_event, "Say how many came"), (make_counted, "Count")],
)
def test_each_event_leads_there_and_first_of_all_until_it_is_said(plain_officer, make, words):
    event = make()
    own = f"/staff/events/{event.id}"

    page = plain_officer.get(own)

    link = f"[href='{own}/arrivals']"
    assert page.text(f".tools a{link}, main .button{link}") == words
    assert page.has(f"main .button{link}") is (words != "Count")
    assert plain_officer.get(f"{own}/arrivals").has(f"main a[href='{own}']")


@pytest.mark.parametrize(("minutes", "is_shown"), [(120, False), (59, True), (-10, True)])
def test_today_leads_there_when_one_can_count(plain_officer, minutes, is_shown):
    event = make_event(starts_at=now() + timedelta(minutes=minutes))

    page = plain_officer.get("/staff")

    link = f".event-buttons a.button-secondary[href='/staff/events/{event.id}/arrivals']"
    assert page.has(link) is is_shown
    assert not is_shown or page.text(link) == "Arrivals"


def test_the_step_of_the_checklist_leads_there(plain_officer):
    make_checklist()
    own = f"/staff/events/{make_past_event().id}"

    assert plain_officer.get(own).has(f"#checklist li a[href='{own}/arrivals']")


def test_while_it_goes_on_the_event_asks_residents_after_their_concern(plain_visitor):
    event = make_event()
    path = f"/events/{event.slug}"
    link = f"a.button[href='{path}/arrival']"
    assert not plain_visitor.get(path).has(link)

    with time_machine.travel(event.starts_at, tick=False) as clock:
        page = plain_visitor.get(path)
        assert page.text(link) == "I'm here"
        order = ['id="concern-form"', f"{path}/arrival"]
        assert sorted(order, key=page.body.index) == order
        assert plain_visitor.get(f"/es{path}").text(f"[href='/es{path}/arrival']") == "Ya llegué"
        clock.move_to(event.ends_at)
        assert not plain_visitor.get(path).has(link)


def test_the_sheet_for_the_door_has_the_code_of_the_day(plain_officer):
    event = make_event()

    (code,) = [each for each in links_of(event.agency, Code) if each.sheet == "door"]

    with plain_officer.app.test_request_context():
        address = f"/events/{event.slug}/arrival?door={door_code(event)}"
        assert code.url(event) == f"http://127.0.0.1:8000{address}"


def test_off_is_off_for_residents_and_staff_and_what_was_said_stays(plain_officer, event):
    path, own = f"/events/{event.slug}", f"/staff/events/{event.id}"
    assert plain_officer.get(path).has(f"a[href='{path}/arrival']")
    make_rsvp(event=make_counted(), party_size=12)

    turn_parts_off(event.agency)

    assert not plain_officer.get(path).has(f"a[href='{path}/arrival']")
    assert plain_officer.get(f"{path}/arrival").status == 404
    for page in (own, "/staff"):
        assert not plain_officer.get(page).has(f"a[href='{own}/arrivals']")
    assert plain_officer.get(f"{own}/arrivals").status == 404
    assert "about 9 came" in plain_officer.get("/staff/events").text("#past")
