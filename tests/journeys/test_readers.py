import pytest
from playwright.sync_api import expect

from coffeecop.models import Concern
from tests.journeys.states import FOLD, make_coffee
from tests.stored import all_of

DANGER = "my husband hits me"
PERSONAL = "Call 805 555 0100 about 8ABC123"


@pytest.fixture
def event(app):
    return make_coffee()


def bodies():
    return [concern.body for concern in all_of(Concern)]


def write(page, text):
    page.locator("#body").press_sequentially(text)


def write_without_a_pause(page, text):
    """Fill in the text and send it before it was read the first time."""
    page.context.route("**/concerns/notes", lambda route: route.fulfill(status=204))
    page.locator("#body").fill(text)


def send(page):
    page.locator("#concern-form > button").tap()


def test_the_return_key_in_a_field_sends_and_takes_nothing_out(phone, event):
    phone.goto(f"/events/{event.slug}")
    write_without_a_pause(phone, PERSONAL)
    send(phone)
    expect(phone.locator("#notes .notice-warning")).to_be_visible()
    phone.locator(FOLD).tap()
    phone.locator("#place").press("Enter")

    expect(phone.locator(".receipt-words")).to_be_visible()
    assert bodies() == [PERSONAL]


def test_help_comes_up_as_they_write_and_leaves_them_writing(phone, event):
    phone.goto(f"/events/{event.slug}")
    phone.locator("#answer").check()
    phone.locator(FOLD).tap()
    phone.locator("#contact").fill("ana@example.org")
    with phone.expect_request("**/concerns/notes") as reading:
        write(phone, DANGER)
    # The text alone is read.
    assert reading.value.post_data == f"body={DANGER.replace(' ', '+')}"
    phone.locator("#answer").uncheck()

    write(phone, ".")
    notes = phone.locator("#notes")
    expect(notes).to_have_attribute("aria-live", "polite")
    expect(notes.locator("a[href='tel:+18007997233']")).to_be_visible()
    expect(phone.locator("#body")).to_be_focused()
    expect(notes.get_by_role("button")).to_have_count(0)

    write(phone, " Call 805 555 0100")
    phone.get_by_label("Phone number: 805 555 0100").uncheck()
    write(phone, " about 8ABC123")
    expect(phone.get_by_label("License plate: 8ABC123")).not_to_be_checked()
    # A choice lasts while they write on.
    expect(phone.get_by_label("Phone number: 805 555 0100")).not_to_be_checked()
    expect(phone.locator("#body")).to_be_focused()
    assert bodies() == []

    # They have seen it: it does not stand in the way a second time.
    send(phone)
    expect(phone.locator(".receipt-words")).to_be_visible()
    assert bodies() == [f"{DANGER}. {PERSONAL}"]


def test_what_was_taken_out_does_not_come_back_with_the_draft(open_page, event):
    page = open_page(loses_signal=True)
    page.goto(f"/events/{event.slug}/concerns/new")
    # A signal that is lost while they write says nothing.
    page.context.route("**/concerns/notes", lambda route: route.abort(), times=1)
    with page.expect_console_message(lambda message: "htmx:error" in message.text):
        write(page, "Call ")
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.locator("#body")).to_be_focused()

    write(page, "805 555 0100")
    page.get_by_role("button", name="Take these out").tap()
    expect(page.locator("#body")).to_have_value("Call [phone]")
    page.reload()
    expect(page.locator("#body")).to_have_value("Call [phone]")
