"""Nobody speaks what residents asked for; a minute later somebody is assigned."""

import pytest
from playwright.sync_api import expect

from coffeecop.models import Need, Role
from tests.factories import make_event, make_rsvp, make_staff
from tests.journeys.checks import check_layout, run_axe


@pytest.fixture
def event(app):
    make_staff(Role.COMPLAINTS)
    event = make_event(title_en="Coffee in June", roster=["Sgt. Example"])
    for _ in range(3):
        make_rsvp(event=event, needs={Need.SPANISH})
    make_rsvp(event=event, needs={Need.OTHER_LANGUAGE}, other_language="Mixteco bajo")
    return event


def test_an_organizer_assigns_an_interpreter_from_today(phone, sign_in_on, event):
    sign_in_on(phone, Role.ORGANIZER)
    phone.goto("/staff")
    plan = phone.locator(".plan")
    expect(plan).to_contain_text("3 asked for Spanish, nobody assigned")
    expect(plan).to_contain_text("1 asked for Mixteco, nobody assigned")

    plan.get_by_role("link", name="3 asked for Spanish, nobody assigned").tap()
    row = phone.get_by_role("group", name="Person 2")
    expect(row).to_be_in_viewport()
    row.get_by_label("Name, with rank if any").fill("Ana Example")
    row.get_by_role("combobox", name="Role").select_option("Interpreter")
    row.get_by_role("checkbox", name="Spanish").tap()
    row.locator("summary").tap()
    row.get_by_role("checkbox", name="Mixteco").tap()
    check_layout(phone)
    phone.get_by_role("button", name="Save the changes").tap()

    expect(phone.get_by_text("3 asked for Spanish: Ana Example")).to_be_visible()
    phone.goto("/staff")
    expect(plan).to_contain_text("3 asked for Spanish: Ana Example")
    expect(plan).to_contain_text("1 asked for Mixteco: Ana Example")
    expect(plan).not_to_contain_text("nobody assigned")


def test_the_roster_with_its_languages_open_is_easy_to_use(with_script, sign_in_on, event):
    sign_in_on(with_script, Role.ORGANIZER)
    with_script.goto(f"/staff/events/{event.id}/edit")
    with_script.locator(".speaks summary").first.click()
    expect(with_script.get_by_text("Vietnamese").first).to_be_visible()

    check_layout(with_script)
    run_axe(with_script)
