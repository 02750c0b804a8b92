"""Somebody types a question that is answered already, on a phone."""

import pytest
from playwright.sync_api import expect

from coffeecop.models import Concern, MatterConfirmation
from coffeecop.parts.answers_while_writing.tests.test_suggest import make_answer
from tests.factories import make_event
from tests.stored import all_of, one_of

QUESTIONS = {
    "": "How long can my neighbor leave a car parked on our street?",
    "/es": "¿Cuánto tiempo puede estar estacionado un carro en mi calle?",
}


@pytest.fixture
def event(app):
    make_answer()
    return make_event()


def type_question(page, event, prefix=""):
    page.goto(f"{prefix}/events/{event.slug}/concerns/new")
    page.locator("#body").press_sequentially(QUESTIONS[prefix])
    page.locator("#answers summary").click()


def test_yes_counts_it_sends_nothing_and_keeps_the_text(phone, event):
    type_question(phone, event)
    expect(phone.locator("#answers")).to_contain_text("The city put up a light.")

    phone.get_by_role("button", name="This answers it").click()

    expect(phone.locator("#answers")).to_contain_text("Nothing was sent.")
    expect(phone.locator("#body")).to_have_value(QUESTIONS[""])
    assert one_of(MatterConfirmation).event_id == event.id
    assert all_of(Concern) == []


def test_who_still_wants_to_send_goes_on_in_spanish(phone, event):
    type_question(phone, event, "/es")
    expect(phone.locator("#answers")).to_contain_text("La ciudad puso una luz.")

    phone.get_by_role("button", name="No, todavía lo quiero enviar").click()
    expect(phone.locator("#answers .notice")).to_have_count(0)
    phone.locator("#concern-form > button").click()

    phone.wait_for_url("**/receipts/*")
    assert one_of(Concern).body == QUESTIONS["/es"]
    assert all_of(MatterConfirmation) == []
