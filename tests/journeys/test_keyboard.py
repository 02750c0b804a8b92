"""With the keys alone: no finger, no mouse."""

from playwright.sync_api import expect

from coffeecop.models import Concern
from tests.journeys.states import CODES, make_receipt_concern, open_event
from tests.stored import one_of

MOST_TABS = 60
IS_SEEN = """
() => {
  const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
  return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
}
"""


def tab_to(page, selector, *, press=None, write=None):
    """Press the tab key until the focus is there, and see it at each stop; then use the keys."""
    for _stop in range(MOST_TABS):
        page.keyboard.press("Tab")
        assert page.evaluate(IS_SEEN), page.evaluate("document.activeElement.outerHTML")
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            break
    else:
        raise AssertionError(f"{selector} is not reached")
    if write:
        page.keyboard.type(write)
    if press:
        page.keyboard.press(press)


def wait_for_focus(page):
    """Wait for a script to move the focus to the answer; keys pressed before would be lost."""
    expect(page.locator("[data-focus]:focus")).to_have_count(1)


def test_the_text_and_the_errors_are_one_key_away(phone, app):
    open_event(phone, "")
    tab_to(phone, ".skip-link")
    expect(phone.locator(".skip-link")).to_be_in_viewport()
    phone.keyboard.press("Enter")
    phone.keyboard.press("Tab")
    assert phone.evaluate("Boolean(document.activeElement.closest('main'))")

    tab_to(phone, "#concern-form > button", press="Enter")
    expect(phone.locator("#concern-form [role=alert]")).to_be_visible()
    wait_for_focus(phone)
    tab_to(phone, ".error-summary a[href='#body']", press="Enter")
    expect(phone.locator("#body")).to_be_focused()


def test_an_rsvp(phone, app):
    open_event(phone, "")
    tab_to(phone, "#rsvp-form summary", press="Enter")
    tab_to(phone, "#needs-3", press="Space")
    tab_to(phone, "#rsvp .chip[value='3']", press="Enter")
    expect(phone.locator("#rsvp [role=status]")).to_contain_text("3")
    wait_for_focus(phone)

    tab_to(phone, "#cancellation-form button", press="Enter")
    expect(phone.locator("#undo-form")).to_be_visible()


def test_a_concern(phone, app):
    open_event(phone, "")
    tab_to(phone, "#body", write="Cars speed on Maple Court.")
    expect(phone.locator("#topics")).to_be_visible()
    tab_to(phone, "#topics summary", press="Enter")
    parking = phone.locator("#topics .choice input").last.get_attribute("id")
    tab_to(phone, f"#{parking}", press="Space")
    tab_to(phone, "#talk", press="Space")
    tab_to(phone, "#answer", press="Space")
    tab_to(phone, "#concern-form > button", press="Enter")
    expect(phone.locator(".receipt-words")).to_be_visible()

    concern = one_of(Concern)
    assert (concern.wants_talk, concern.wants_answer) == (True, True)
    assert [topic.name_en for topic in concern.topics] == ["Parking"]


def test_the_words_of_a_receipt_a_message_and_taking_it_back(phone, app):
    make_receipt_concern("")
    phone.goto("/receipts")
    # With a slip, which the page mends.
    tab_to(phone, "#words", write=CODES[""].replace("ability", "abilty"), press="Enter")
    expect(phone.locator("#suggestion-form")).to_be_visible()
    wait_for_focus(phone)
    tab_to(phone, "#suggestion-form button", press="Enter")
    expect(phone.locator("#message-form")).to_be_visible()
    tab_to(phone, "#message-form textarea", write="Still dark.")
    tab_to(phone, "#message-form button", press="Enter")
    expect(phone.locator("#concern [role=status]")).to_be_visible()
    expect(phone.locator(".thread .quote")).to_have_count(2)
    wait_for_focus(phone)
    tab_to(phone, "details:has(a[href$='/withdrawal']) > summary", press="Enter")
    tab_to(phone, "a[href$='/withdrawal']", press="Enter")
    expect(phone.locator("#withdrawal-form")).to_be_visible()
    tab_to(phone, "#withdrawal-form button", press="Enter")

    expect(phone.locator("#withdrawal-form, #message-form")).to_have_count(0)
    expect(phone.locator(".receipt-words")).to_be_visible()
