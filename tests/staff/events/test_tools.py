"""What staff use for an event stands on its plan and its page, in the order of its phase."""

from datetime import timedelta

import pytest

from coffeecop.db import now
from coffeecop.models import EventStatus, Role
from tests.factories import make_concern, make_draft, make_event, make_past_event, sign_in
from tests.stored import audited

HOUR = timedelta(hours=1)
AHEAD = ["Checklist", "Print kit", "Share kit"]
THERE = ["Capture", "Arrivals", "Paper cards"]


def make_running():
    return make_event(starts_at=now() - HOUR / 2)


def make_cancelled():
    return make_event(status=EventStatus.CANCELLED)


def tools(page):
    return page.texts(".tools a")


@pytest.mark.parametrize(
    ("role", "make", "first", "following"),
    [
        (Role.ORGANIZER, make_draft, ["Preview"], ["Checklist", "Briefing"]),
        (Role.ORGANIZER, make_event, ["Change the event"], [*AHEAD, "Briefing", *THERE]),
        (Role.OFFICER, make_event, ["Briefing"], [*AHEAD, *THERE]),
        (Role.ORGANIZER, make_running, ["Capture"], ["Briefing", "Arrivals", "Checklist"]),
        (Role.ORGANIZER, make_past_event, ["Paper cards"], ["Report", "Arrivals"]),
        (Role.ORGANIZER, make_cancelled, [], ["Capture", "Paper cards", "Briefing"]),
    ],
)
def test_the_plan_puts_first_what_is_likely_next_and_each_tool_leads_back(
    plain_visitor, role, make, first, following
):
    event = make()
    sign_in(plain_visitor, role)
    plan = f"/staff/events/{event.id}/plan"

    page = plain_visitor.get(plan)

    assert page.texts("main .button:not(.button-secondary)") == first
    assert tools(page)[: len(following)] == following
    assert not {*first} & {*tools(page)}
    for link in page.select(".tools a"):
        tool = plain_visitor.get(link["href"])
        assert tool.status == 200
        back = f"main a[href='{plan}'], main a[href='/staff/events/{event.id}']"
        assert tool.has(back), link["href"]


def test_a_draft_has_nothing_to_print_share_capture_or_type_in(plain_officer):
    draft = make_draft()
    own = f"/staff/events/{draft.id}"
    kit = ("print-kit", "print-kit/sheets", "print-kit.pdf", "poster")

    answers = [plain_officer.get(f"{own}/{tool}") for tool in (*kit, "share-kit", "capture")]
    answers += [plain_officer.post(f"{own}/{tool}") for tool in ("print-kit", "poster", "capture")]

    assert {answer.location for answer in answers} == {f"{own}/plan"}
    assert plain_officer.get(f"{own}/paper-cards").status == 404
    assert plain_officer.post(f"{own}/paper-cards").status == 404
    assert audited() == []


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
