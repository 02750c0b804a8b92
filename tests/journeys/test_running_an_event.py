"""What at an event needs a browser: a text is copied, and the focus stays on what was tapped."""

from playwright.sync_api import expect

from coffeecop.models import Role
from tests.factories import make_checklist, make_event
from tests.journeys.steps import press


def test_a_text_is_copied_and_a_line_is_ticked_where_the_focus_stays(phone, sign_in_on, app):
    make_checklist()
    event = make_event(roster=["Sgt. Example"])
    sign_in_on(phone, Role.ORGANIZER)
    phone.goto(f"/staff/events/{event.id}")
    phone.locator("main").get_by_role("link", name="Share").first.tap()
    phone.context.grant_permissions(["clipboard-read", "clipboard-write"])
    press(phone, "Copy the text: Facebook, Español")
    expect(phone.get_by_text("Copied").first).to_be_visible()
    assert f"/es/events/{event.slug}" in phone.evaluate("navigator.clipboard.readText()")

    phone.goto(f"/staff/events/{event.id}")
    phone.locator("#checklist summary").tap()
    press(phone, "Tick: Put the poster up")
    expect(phone.get_by_role("button", name="Untick: Put the poster up")).to_be_focused()
    # What is known here needs no tick.
    host = phone.locator(".checklist li", has_text="Name the host")
    expect(host).to_contain_text("Sgt. Example is the host")
