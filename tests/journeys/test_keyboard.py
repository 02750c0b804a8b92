"""With the keys alone: no finger, no mouse."""

import pytest
from playwright.sync_api import expect

from tests.journeys.states import (
    CODES,
    after_the_event,
    make_coffee,
    make_receipt_concern,
    open_event,
    open_receipt,
)

MOST_TABS = 60
IS_SEEN = """
() => {
  const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
  return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
}
"""


def tab_to(page, selector):
    """Press the tab key until the focus is there, and see it at each stop."""
    for _stop in range(MOST_TABS):
        page.keyboard.press("Tab")
        assert page.evaluate(IS_SEEN), page.evaluate("document.activeElement.outerHTML")
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} is not reached")


def test_the_first_key_skips_to_the_text(phone, prefix, app):
    open_event(phone, prefix)
    tab_to(phone, ".skip-link")
    expect(phone.locator(".skip-link")).to_be_in_viewport()
    phone.keyboard.press("Enter")
    phone.keyboard.press("Tab")

    assert phone.evaluate("Boolean(document.activeElement.closest('main'))")


def test_an_rsvp(phone, prefix, app):
    open_event(phone, prefix)
    tab_to(phone, "#party_size")
    phone.keyboard.press("Control+A")
    phone.keyboard.type("3")
    tab_to(phone, "#rsvp summary")
    phone.keyboard.press("Enter")
    tab_to(phone, "#name")
    phone.keyboard.type("Ana Example")
    tab_to(phone, "#needs-3")
    phone.keyboard.press("Space")
    tab_to(phone, "#rsvp-form > button")
    phone.keyboard.press("Enter")
    expect(phone.locator("#rsvp [role=status]")).to_contain_text("3")

    tab_to(phone, "#cancellation-form button")
    phone.keyboard.press("Enter")
    expect(phone.locator("#undo-form")).to_be_visible()


def test_a_concern(phone, prefix, app):
    open_event(phone, prefix)
    tab_to(phone, "#body")
    phone.keyboard.type("Cars speed on Maple Court.")
    tab_to(phone, "[name=kind]")
    phone.keyboard.press("ArrowRight")
    tab_to(phone, "#topics-1")
    phone.keyboard.press("Space")
    tab_to(phone, "[name=outcome]")
    phone.keyboard.press("ArrowDown")
    tab_to(phone, "#concern-form > button")
    phone.keyboard.press("Enter")

    expect(phone.locator(".receipt-words")).to_be_visible()


def test_errors_lead_to_their_fields(phone, prefix, app):
    open_event(phone, prefix)
    tab_to(phone, "#concern-form > button")
    phone.keyboard.press("Enter")
    expect(phone.locator("#concern-form [role=alert]")).to_be_visible()
    tab_to(phone, ".error-summary a[href='#body']")
    phone.keyboard.press("Enter")

    expect(phone.locator("#body")).to_be_focused()


def test_a_message_and_taking_it_back(phone, prefix, app):
    make_receipt_concern(prefix, event=make_coffee())
    open_receipt(phone, prefix, "?saved=yes")
    tab_to(phone, "#message-form textarea")
    phone.keyboard.type("Still dark.")
    tab_to(phone, "#message-form button")
    phone.keyboard.press("Enter")
    expect(phone.locator(".thread .quote")).to_have_count(2)
    tab_to(phone, "a[href$='/withdrawal']")
    phone.keyboard.press("Enter")
    expect(phone.locator("#withdrawal-form")).to_be_visible()
    tab_to(phone, "#withdrawal-form button")
    phone.keyboard.press("Enter")

    expect(phone.locator("#concern [role=status]")).to_be_visible()
    expect(phone.locator("#message-form")).to_have_count(0)


def test_the_words_of_a_receipt(phone, prefix, app):
    make_receipt_concern(prefix, event=make_coffee())
    phone.goto(f"{prefix}/receipts")
    tab_to(phone, "#words")
    phone.keyboard.type(CODES[prefix])
    phone.keyboard.press("Enter")

    expect(phone.locator(".thread .quote")).to_have_count(1)


@pytest.mark.parametrize("keys", [1, 3])
def test_the_survey(phone, prefix, app, keys):
    after_the_event(phone, prefix)
    tab_to(phone, "[name=heard]")
    phone.keyboard.press("Space")
    for _step in range(keys):
        phone.keyboard.press("ArrowRight")
    expect(phone.locator(f"#heard-{keys}")).to_be_checked()
    tab_to(phone, "#survey-form button")
    phone.keyboard.press("Enter")

    expect(phone.locator("#survey [role=status]")).to_be_visible()
