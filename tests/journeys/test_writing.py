"""What a phone does while a concern is written: letters, help and answers, languages."""

import pytest
from playwright.sync_api import expect

from coffeecop.models.concern.parts import LONGEST_BODY
from tests.factories import make_event, make_topic
from tests.journeys.states import FOLD

FEW = "Letters left: 10"
TOO_MANY = "It is too long to send. Letters to take out: 1"


@pytest.fixture
def event(app):
    make_topic(name_en="Speeding", name_es="Velocidad")
    return make_event()


def stored(page):
    return page.evaluate("Object.entries(sessionStorage).map(String).join()")


def test_the_other_language_has_what_was_typed_chosen_and_opened_and_stores_it_no_longer(
    phone, event
):
    phone.goto(f"/events/{event.slug}")
    chip = phone.locator("#topics [name=topics]")
    phone.locator(FOLD).tap()
    phone.locator("#place").fill("Maple Court")
    phone.locator("#body").fill("Cars speed.")
    phone.locator("#topics summary").tap()
    chip.tap()

    phone.locator(".bar-link").tap()

    phone.wait_for_url("**/es/events/*")
    expect(phone.locator("#body")).to_have_value("Cars speed.")
    expect(phone.locator("#place")).to_have_value("Maple Court")
    expect(phone.locator("#place")).to_be_visible()
    # What it seems to be about is asked for at once, and begins with what was chosen.
    expect(chip).to_be_checked()
    assert "carried" not in stored(phone)
    phone.reload()
    expect(chip).to_be_checked()
    phone.locator("#body").fill("")
    phone.locator(".bar-link").tap()
    phone.wait_for_url("**/events/*")
    expect(phone.locator("#body")).to_have_value("")


def test_what_is_written_about_an_officer_is_carried_over_and_kept_nowhere(phone, event):
    phone.goto(f"/events/{event.slug}/concerns/officer")
    phone.locator("#body").fill("He was rude.")

    phone.locator(".bar-link").tap()

    phone.wait_for_url("**/es/**")
    expect(phone.locator("#body")).to_have_value("He was rude.")
    assert "rude" not in stored(phone)


def test_few_letters_left_are_counted_and_too_many_are_told_at_once(phone, event):
    phone.goto(f"/events/{event.slug}")
    box, line = phone.locator("#body"), phone.locator("[data-letters]")
    expect(line).to_be_hidden()

    box.fill("x" * (LONGEST_BODY - 10))
    expect(line).to_have_text(FEW)
    box.fill("x" * (LONGEST_BODY + 1))
    expect(line).to_have_text(TOO_MANY)
    expect(line).to_have_class("error")
    height = phone.viewport_size["height"]
    assert box.bounding_box()["height"] <= 0.6 * height + 1
    box.fill("x")
    expect(line).to_be_hidden()


def test_nothing_is_asked_while_one_writes_once_that_is_switched_off(phone, event):
    phone.goto(f"/events/{event.slug}")
    asked = []
    phone.on("request", lambda request: asked.append(request.url) if request.post_data else None)
    phone.locator("#body").focus()
    phone.locator(FOLD).tap()
    phone.get_by_role("switch").uncheck()
    phone.goto(f"/es/events/{event.slug}")
    phone.locator("#body").focus()
    phone.locator(FOLD).tap()
    switch = phone.get_by_role("switch")
    expect(switch).not_to_be_checked()

    phone.locator("#body").press_sequentially("Cars speed.")
    with phone.expect_event("console", lambda message: message.text == "asked"):
        phone.evaluate(
            """() => {
              document.addEventListener("htmx:config:request", () => console.log("asked"));
              document.querySelector("#body").dispatchEvent(new Event("input", { bubbles: true }));
              document.querySelector("#body").value += " Help.";
              document.querySelector("#body").dispatchEvent(new Event("input", { bubbles: true }));
            }"""
        )

    assert asked == []
    switch.check()
    with phone.expect_request("**/concerns/notes"):
        phone.locator("#body").press_sequentially(" Please.")
