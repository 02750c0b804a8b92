"""An organizer repeats an event on a phone, changes what follows, and cancels one date."""

import re

from playwright.sync_api import expect

from coffeecop.models import Role
from tests.factories import make_draft, make_staff
from tests.journeys.checks import check_layout


def test_an_event_is_repeated_changed_from_one_date_on_and_published(phone, sign_in_on, app):
    make_staff(Role.COMPLAINTS)
    event = make_draft(title_en="Coffee", title_es=None, roster=["Sgt. Bo Sample"])
    sign_in_on(phone, Role.ORGANIZER)
    phone.goto(f"/staff/events/{event.id}/series/new")

    phone.get_by_label("Weeks from one to the next").fill("2")
    phone.get_by_label("How many dates").fill("4")
    phone.get_by_role("button", name="Show the dates").tap()
    expect(phone.locator("#days input")).to_have_count(4)
    phone.locator("#days input").nth(1).uncheck()
    check_layout(phone)
    phone.get_by_role("button", name="Save these dates").tap()

    expect(phone.get_by_text("Made 3 drafts.")).to_be_visible()
    dates = phone.locator(".series > li")
    expect(dates).to_have_count(4)
    check_layout(phone)

    dates.nth(1).locator("a").tap()
    phone.get_by_role("link", name="Change the event").tap()
    phone.get_by_label("Title in English").fill("Tea")
    phone.get_by_label("This event and all that follow").check()
    check_layout(phone)
    phone.get_by_role("button", name="Save and preview").tap()
    expect(phone.get_by_text("Residents cannot see it yet.").first).to_be_visible()

    phone.goto("/staff/events")
    expect(phone.get_by_role("link", name="Tea")).to_have_count(2)
    phone.get_by_role("link", name=re.compile("1 more date: Every 2 weeks")).tap()
    phone.get_by_role("button", name="Publish 4 drafts").tap()
    expect(phone.get_by_text("Published 4 events.")).to_be_visible()

    dates.nth(3).locator("a").tap()
    phone.get_by_role("link", name="Cancel the event").tap()
    phone.get_by_role("button", name="Cancel the event").tap()
    expect(phone.get_by_text("This event is cancelled")).to_be_visible()
    phone.goto(f"/staff/events/{event.id}/series")
    expect(dates.nth(3)).to_contain_text("Cancelled")
