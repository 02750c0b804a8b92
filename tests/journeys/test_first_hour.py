"""The first hour of a department: from an empty installation to a concern that staff read."""

import re

from playwright.sync_api import expect

from coffeecop.db import db
from coffeecop.models import Event, Rsvp
from tests.journeys.fixtures import PHONE
from tests.journeys.steps import (
    fill,
    is_at,
    plan_an_event,
    press,
    read_complaints,
    set_up_first_administrator,
)

BODY = "Cars speed past the school on Maple Court."


def next_step(page, words):
    expect(page.locator(".set-up li", has_text="Next")).to_contain_text(words)


def test_a_new_department_sets_up_publishes_and_reads_its_first_concern(open_page, app):
    staff = open_page()

    # The link, the first administrator, and the first page that they see.
    set_up_first_administrator(staff, reads_complaints=False)
    assert staff.url.endswith("/staff")
    next_step(staff, "Write the department's name in Spanish too")

    # Settings, the first step of the list.
    staff.get_by_role("link", name="Write the department's name").tap()
    fill(staff, name_es="Policía de Ejemplo")
    fill(staff, phone="(805) 339-4400", complaint_url="https://www.example.org/complaints")
    press(staff, "Save")
    expect(staff.locator("[role=status]").first).to_be_visible()

    # The first event. Who reads concerns about an officer is asked before it is filled in, and
    # answered by a tap, not by the Enter key. What is typed stays.
    staff.goto("/staff")
    next_step(staff, "Choose who reads concerns about an officer")
    staff.get_by_role("link", name="Plan and publish the first event").tap()
    is_at(staff, "New event")
    fill(staff, venue_name="Example Café")
    staff.locator("#venue_name").press("Enter")
    expect(staff.get_by_role("heading", name="There is a problem")).to_be_visible()
    read_complaints(staff)
    is_at(staff, "New event")
    expect(staff.locator("#venue_name")).to_have_value("Example Café")

    # It is planned and published.
    plan_an_event(staff, days=30)
    press(staff, "Publish")
    expect(staff.get_by_text("Published. Residents can see it now.")).to_be_visible()
    event = db.session.query(Event).one()

    # A resident comes, and says what is on their mind.
    resident = open_page(screen=PHONE)
    resident.goto("/")
    resident.get_by_role("link", name="Example Café").first.tap()
    is_at(resident, "Coffee with a Cop")
    press(resident, "1")
    expect(resident.get_by_role("heading", name="Sent. Thank you.")).to_be_focused()
    db.session.rollback()
    assert db.session.query(Rsvp).one().event_id == event.id
    resident.locator("#body").fill(BODY)
    press(resident, "Send to the officers")
    # The RSVP was thanked for in the same words.
    expect(resident).to_have_url(re.compile("/receipts/"))
    expect(resident.get_by_role("heading", name="Sent. Thank you.")).to_be_visible()

    # Staff see it.
    staff.goto("/staff")
    is_at(staff, "Today")
    staff.locator(".tabs").get_by_role("link", name="Concerns").tap()
    expect(staff.get_by_text(BODY)).to_be_visible()
