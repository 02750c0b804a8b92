"""Coming back to a receipt on a phone: words complete, and what was kept there is listed."""

import pytest
from playwright.sync_api import expect

from tests.factories import make_message, make_staff
from tests.public.concerns.sent_concern import CODE, PATH, make_sent_concern


@pytest.fixture
def box(phone, app):
    make_message(make_sent_concern(), "We fixed it.", by=make_staff())
    phone.goto("/receipts")
    with phone.expect_response("**/receipt-words.txt"):
        phone.locator("#words").focus()
    return phone.locator("#words")


def chips(page):
    return page.locator("#find-form .chips button")


def test_words_complete_as_they_are_typed_and_lead_back(phone, box):
    box.press_sequentially("ab")
    expect(chips(phone)).to_have_count(4)
    chips(phone).filter(has_text="ability").tap()
    expect(box).to_have_value("ability ")
    expect(box).to_be_focused()
    expect(phone.locator("[data-words]")).to_have_text("Words so far: 1/6")

    # The only word that begins so.
    box.press_sequentially("able abou abov abse abso ")

    expect(box).to_have_value(f"{CODE.replace('-', ' ')} ")
    expect(chips(phone)).to_have_count(0)
    box.press("Enter")
    expect(phone.locator(".card .answer")).to_have_text("We fixed it.")


def test_a_wrong_word_is_named_with_the_nearest(phone, box):
    box.press_sequentially("weding ")

    expect(chips(phone).first).to_have_text("wedding?")
    chips(phone).first.tap()
    expect(box).to_have_value("wedding ")


def test_a_receipt_is_kept_on_this_phone_only_for_whoever_asks_and_can_be_taken_off(phone, app):
    make_sent_concern(body="Cars speed.")
    phone.goto(PATH)
    assert phone.evaluate("localStorage.length") == 0
    phone.get_by_text("Keep these words").tap()
    phone.get_by_role("button", name="Keep it on this phone").tap()
    expect(phone.get_by_role("button", name="On this phone. Take it off")).to_be_visible()

    phone.goto("/receipts")
    phone.get_by_role("link", name="What is kept on this phone").tap()
    expect(phone.locator(".thread .quote")).to_have_text("Cars speed.")
    phone.locator(".thread a").tap()
    phone.wait_for_url(f"**{PATH}")

    phone.goto("/es/receipts/on-this-phone")
    phone.locator(".thread button").tap()
    expect(phone.locator("#nothing-kept")).to_be_visible()
    assert phone.evaluate("localStorage.length") == 0
