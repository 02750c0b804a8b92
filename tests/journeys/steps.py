"""What people do on a page, and the first administrator's way into an empty installation."""

from playwright.sync_api import expect

from coffeecop.db import db_writes
from coffeecop.staff.accounts.links import make_link
from tests.staff.identity.passwords import GOOD


def fill(page, **fields):
    for name, value in fields.items():
        page.locator(f"#{name}").fill(value)


def press(page, name):
    page.get_by_role("button", name=name, exact=True).first.tap()


def is_at(page, heading):
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)


def set_up_first_administrator(page):
    with db_writes():
        token = make_link(None)
    page.goto(f"/staff/links/{token}")
    is_at(page, "Set up the first administrator")
    fill(page, agency_name="Example Police Department", name="Chief Example")
    fill(page, email="chief@example.org", password=GOOD, repeated=GOOD)
    press(page, "Save and sign in")
    is_at(page, "Today")
    press(page, "I will read them")
    expect(page.get_by_text("Nobody reads concerns about an officer yet")).to_have_count(0)
