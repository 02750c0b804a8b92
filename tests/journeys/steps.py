"""What people do on a page, and the first administrator's way into an empty installation."""

from datetime import timedelta

from playwright.sync_api import expect

from coffeecop.db import db_writes, now
from coffeecop.staff.accounts.links import make_link
from tests.staff.identity.passwords import GOOD


class Taps:
    """Taps the first that a selector finds, and counts."""

    def __init__(self, page):
        self.page = page
        self.number = 0

    def __call__(self, selector):
        self.number += 1
        self.page.locator(selector).first.tap()


def fill(page, **fields):
    for name, value in fields.items():
        page.locator(f"#{name}").fill(value)


def press(page, name):
    page.get_by_role("button", name=name, exact=True).first.tap()


def plan_an_event(page, *, days):
    """Fill in the form of a new event in so many days, save it as a draft, and name its host."""
    fill(page, date=f"{now() + timedelta(days=days):%Y-%m-%d}")
    fill(page, start_time="12:30", end_time="14:00")
    fill(page, venue_name="Example Café", street="1 Sample St.", city="Exampleton")
    press(page, "Save the event")
    expect(page.get_by_text("This is a preview.")).to_be_visible()
    page.get_by_role("link", name="Change the event").click()
    is_at(page, "Coffee with a Cop")
    page.locator("#people a[href$=roster]").click()
    fill(page, roster="Sgt. Example, host")
    press(page, "Save")
    page.get_by_role("link", name="Look at it and publish").click()
    expect(page.get_by_text("This is a preview.")).to_be_visible()


def is_at(page, heading):
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)


def set_up_first_administrator(page, *, reads_complaints=True):
    with db_writes():
        token = make_link(None)
    page.goto(f"/staff/links/{token}")
    is_at(page, "Set up the first administrator")
    fill(page, agency_name="Example Police Department", name="Chief Example")
    fill(page, email="chief@example.org", password=GOOD, repeated=GOOD)
    press(page, "Save and sign in")
    is_at(page, "Today")
    if reads_complaints:
        read_complaints(page)


def read_complaints(page):
    press(page, "I will read them")
    expect(page.get_by_text("Nobody reads concerns about an officer yet")).to_have_count(0)
