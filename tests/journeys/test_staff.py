"""Officers with one thumb, and the organizer and administrator behind them."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from coffeecop.db import now
from tests.factories import (
    make_concern,
    make_draft,
    make_event,
    make_past_event,
    make_topic,
    suggest,
)
from tests.journeys.checks import check_axe, check_staff_page

PAGES = {
    "/staff": "Coffee with a Cop",
    "/staff/trends": "Trends",
    "/staff/concerns": "Concerns",
    "/staff/concerns/{concern}": "Concern",
    "/staff/concerns/{concern}/contact": "Contact",
    "/staff/concerns/{concern}/hiding": "Hide number",
    "/staff/concerns/review": "Review",
    "/staff/concerns?complaint=1": "Complaints",
    "/staff/concerns/flags": "Urgent concerns",
    "/staff/concerns/filters": "Your filters",
    "/staff/events": "Events",
    "/staff/events/new": "New event",
    "/staff/events/{event}": "Coffee with a Cop",
    "/staff/events/{event}/plan": "Coffee with a Cop",
    "/staff/events/{event}/edit": "Change",
    "/staff/events/{event}/we-did": "You said, we did",
    "/staff/events/{draft}/preview": "",
    "/staff/events/{upcoming}/cancellation/new": "Cancel",
}


@pytest.fixture
def rows(app):
    speeding, parking = make_topic(name_en="Speeding"), make_topic(name_en="Parking")
    event = make_past_event(title_en="Coffee with a Cop", roster=["Sgt. Example"])
    concern = make_concern(
        event=event, topics=[speeding, parking], contact={"email": "ana@example.org"}
    )
    make_concern(event=event, topics=[speeding])
    make_concern(event=event, is_complaint=True)
    return {
        "event": event.id,
        "draft": make_draft().id,
        "upcoming": make_event().id,
        "concern": concern.id,
    }


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_easy_to_use(with_script, sign_in_on, rows, path):
    check_staff_page(with_script, sign_in_on, path.format(**rows), heading=PAGES[path])


def test_an_officer_on_the_spot_confirms_answers_and_goes_on(phone, sign_in_on):
    event = make_event(starts_at=now() - timedelta(minutes=20))
    concern = make_concern(event=event, wants_answer=True, receipt_hash="receipt")
    suggest(concern, make_topic(name_en="Parking"), 0.6)
    sign_in_on(phone)
    phone.goto(f"/staff/events/{event.id}")
    phone.locator(".count-tiles").get_by_role("link", name="1 concern").tap()
    phone.locator("#concern-list .items a").first.tap()
    phone.get_by_role("button", name="Confirm topics").tap()
    expect(phone.get_by_text("the topics are saved.")).to_be_visible()
    phone.get_by_role("textbox", name="Your answer").fill("We will put up a sign.")
    phone.get_by_role("button", name="Send and next").tap()
    expect(phone.get_by_text(f"Your answer to number {concern.id} is sent.")).to_be_visible()

    listed = phone.locator("#concern-list .items > li")
    expect(listed).to_have_count(1)
    expect(listed.locator(".tag")).to_have_text("Parking")
    expect(listed.locator(".dot")).not_to_have_class("dot dot-unread")


def test_a_stranger_is_asked_to_sign_in_and_told_what_is_wrong(phone, rows):
    phone.goto("/staff/people")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Staff sign in")
    phone.get_by_label("E-mail").fill("nobody@example.org")
    phone.get_by_label("Password").fill("not the right words at all")
    phone.get_by_role("button", name="Sign in").tap()

    expect(phone.get_by_role("alert")).to_be_visible()
    expect(phone.get_by_label("E-mail")).to_have_value("nobody@example.org")
    check_axe(phone)
