"""The page of capture is a tap away where one needs it."""

from datetime import timedelta

import pytest

from coffeecop.db import now
from coffeecop.parts import links_of
from coffeecop.parts.resident_links import Code
from tests.factories import make_cancelled, make_draft, make_event, make_past_event, make_running
from tests.of_parts import turn_parts_off
from tests.stored import audited


@pytest.mark.parametrize("make", [make_event, make_running, make_past_event, make_cancelled])
def test_each_event_has_it_and_it_comes_first_at_the_event(plain_officer, make):
    event = make()
    own = f"/staff/events/{event.id}"

    page = plain_officer.get(own)

    link = page.one(f"a[href='{own}/capture']")
    is_first = make is make_running
    assert link.text == ("Note what people say" if is_first else "Capture")
    assert page.has(f"main .button[href='{own}/capture']") is is_first
    assert plain_officer.get(f"{own}/capture").has(f"main a[href='{own}']")


def test_a_draft_has_no_notes(plain_officer):
    own = f"/staff/events/{make_draft().id}"

    answers = [plain_officer.get(f"{own}/capture"), plain_officer.post(f"{own}/capture")]

    assert {answer.location for answer in answers} == {own}
    assert audited() == []


@pytest.mark.parametrize("minutes", [120, -10])
def test_today_leads_there_and_first_of_all_at_the_event(plain_officer, minutes):
    event = make_event(starts_at=now() + timedelta(minutes=minutes))

    page = plain_officer.get("/staff")

    link = page.one(".event-buttons a:nth-child(2)")
    assert (link.text, link["href"]) == ("Capture", f"/staff/events/{event.id}/capture")
    first = page.one(".event-buttons a:not(.button-secondary)")
    assert first.text == ("Capture" if minutes < 0 else "Briefing")


def test_the_host_card_leads_there_unless_it_is_off(plain_officer):
    event = make_event()
    url = f"/staff/events/{event.id}/capture"
    assert [each.url(event) for each in links_of(event.agency, Code) if each.sheet == "host"] == [
        f"http://127.0.0.1:8000{url}"
    ]

    turn_parts_off(event.agency)

    assert plain_officer.get(url).status == 404
    assert not plain_officer.get(f"/staff/events/{event.id}").has(f"a[href='{url}']")
    assert links_of(event.agency, Code) == []
