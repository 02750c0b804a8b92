from playwright.sync_api import expect

from tests.factories import make_concern, make_event
from tests.journeys.fixtures import DESK


def test_picks_are_ticked_with_the_keys_alone(open_page, app, sign_in_on):
    event = make_event()
    for number in range(4):
        make_concern(event=event, body=f"Car number {number} stands in the way.")
    desk = open_page(screen=DESK)
    sign_in_on(desk)
    desk.goto("/staff/concerns")
    expect(desk.locator("#concern")).to_be_visible()
    newest = desk.locator(".items [aria-current]").get_attribute("href").split("/")[-1]

    desk.keyboard.press("x")
    desk.wait_for_url("**picking=1**")
    expect(desk.locator(".pickable :checked")).to_have_attribute("value", newest)
    # From the one that is ticked to the next two, and one back.
    for key in ("j", "x", "j", "x"):
        desk.keyboard.press(key)
    expect(desk.locator(".pickable :checked")).to_have_count(3)
    desk.keyboard.press("k")
    desk.keyboard.press("x")
    expect(desk.locator(".pickable :checked")).to_have_count(2)
