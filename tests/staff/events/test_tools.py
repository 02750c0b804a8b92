"""What staff use for an event stands on its plan and its page, in the order of its phase."""

from datetime import timedelta

import pytest

from coffeecop.db import now
from coffeecop.models import EventStatus, Language
from tests.factories import make_concern, make_draft, make_event, make_past_event, sign_in

HOUR = timedelta(hours=1)
AHEAD = ["Checklist", "Print kit", "Share kit"]


def make_running():
    return make_event(starts_at=now() - HOUR / 2)


def make_cancelled():
    return make_event(status=EventStatus.CANCELLED)


def tools(page):
    return page.texts(".tools a")


@pytest.mark.parametrize(
    ("make", "first", "following"),
    [
        (make_draft, "Preview", ["Checklist", "Briefing"]),
        (make_event, "Change the event", [*AHEAD, "Briefing", "Capture", "Arrivals"]),
        (make_running, "Capture", ["Briefing", "Arrivals", "Checklist"]),
        (make_past_event, "Paper cards", ["Report", "Arrivals"]),
    ],
)
def test_the_plan_puts_first_what_is_likely_next(plain_organizer, make, first, following):
    page = plain_organizer.get(f"/staff/events/{make().id}/plan")

    assert page.texts("main .button:not(.button-secondary)") == [first]
    assert tools(page)[: len(following)] == following
    assert first not in tools(page)


def test_an_officer_who_cannot_change_the_event_is_led_to_its_briefing(plain_officer):
    page = plain_officer.get(f"/staff/events/{make_event().id}/plan")

    assert page.texts("main .button:not(.button-secondary)") == ["Briefing"]
    assert tools(page) == [*AHEAD, "Capture", "Arrivals", "Paper cards"]


def test_a_cancelled_event_has_no_more_to_print_or_to_count(plain_organizer):
    page = plain_organizer.get(f"/staff/events/{make_cancelled().id}/plan")

    assert tools(page) == ["Capture", "Paper cards", "Briefing"]
    assert not page.has("main .button:not(.button-secondary)")


@pytest.mark.parametrize(
    "make", [make_draft, make_event, make_running, make_past_event, make_cancelled]
)
def test_each_tool_answers_and_leads_back(plain_organizer, make):
    event = make()
    plan = f"/staff/events/{event.id}/plan"

    for link in plain_organizer.get(plan).soup.select(".tools a"):
        page = plain_organizer.get(link["href"])
        assert page.status == 200
        back = (plan, f"/staff/events/{event.id}")
        assert any(page.has(f"main a[href='{address}']") for address in back), link["href"]


@pytest.mark.parametrize(
    ("make", "names"),
    [
        (make_draft, []),
        (make_event, ["Briefing", "Capture", "Arrivals", "Checklist"]),
        (make_running, ["Briefing", "Capture", "Arrivals", "Checklist"]),
        (make_past_event, ["Report", "Paper cards", "Arrivals", "Checklist"]),
        (make_cancelled, []),
    ],
)
def test_the_page_of_an_event_has_what_matters_in_its_phase(plain_officer, make, names):
    event = make()
    make_concern(event=event)

    page = plain_officer.get(f"/staff/events/{event.id}")

    assert tools(page) == names
    assert page.has(f"main .row-links a[href='/staff/events/{event.id}/plan']")


def test_the_tools_are_called_by_their_spanish_names(plain_visitor, app):
    event = make_event()
    sign_in(plain_visitor, language=Language.SPANISH)

    page = plain_visitor.get(f"/staff/events/{event.id}/plan")

    assert not {*AHEAD, "Capture", "Arrivals", "Paper cards"} & set(tools(page))
