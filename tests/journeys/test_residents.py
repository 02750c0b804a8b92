import re

import pytest
from playwright.sync_api import expect

from coffeecop.db import db
from coffeecop.models import Concern, Rsvp
from tests.factories import make_rsvp
from tests.journeys.states import TOKEN, make_coffee
from tests.stored import one_of, reload

WORDS = {
    "": {
        "send_rsvp": "Send my RSVP",
        "expected": "See you there",
        "cannot_come": "I cannot come",
        "cancelled": "Your RSVP is cancelled",
        "change": "Change my RSVP",
        "save": "Save the change",
        "changed": "Your RSVP is changed",
        "party_size": "How many people, with you?",
        "mind": "What is on your mind?",
        "send_concern": "Send to the officers",
        "kept": "We have it",
        "problem": "There is a problem",
    },
    "/es": {
        "send_rsvp": "Confirmar que voy",
        "expected": "Allá nos vemos",
        "cannot_come": "No puedo ir",
        "cancelled": "Su asistencia quedó cancelada",
        "change": "Cambiar mi asistencia",
        "save": "Guardar el cambio",
        "changed": "Ya cambiamos su asistencia",
        "party_size": "¿Cuántas personas van en total?",
        "mind": "¿Qué nos quiere contar?",
        "send_concern": "Enviar a los oficiales",
        "kept": "Ya lo recibimos",
        "problem": "Hay un problema",
    },
}


@pytest.fixture
def event(app):
    return make_coffee(capacity=40)


# What a phone of 390 x 844 leaves between the bars of its browser.
FIRST_SCREEN = {"width": 390, "height": 664}


def test_the_first_screen_says_what_when_and_where_and_what_can_be_done(phone, prefix, event):
    event.venue.name = "Peirano's Market & Delicatessen"
    event.venue.street = "204 E. Main St."
    db.session.commit()
    phone.set_viewport_size(FIRST_SCREEN)
    phone.goto(f"{prefix}/events/{event.slug}")

    seen_at_once = ("h1", ".event-facts >> nth=0", "a[href='#rsvp']", "a[href='#concern']")
    for part in seen_at_once:
        expect(phone.locator(f".hero {part}").first).to_be_in_viewport(ratio=1)


def test_a_resident_says_they_come_changes_it_and_cancels(phone, prefix, event):
    say = WORDS[prefix]
    phone.goto(f"{prefix}/events/{event.slug}")
    phone.get_by_role("button", name=say["send_rsvp"]).tap()
    expect(phone.get_by_role("status").filter(has_text=say["expected"])).to_be_visible()
    one_of(Rsvp)

    phone.get_by_text(say["change"]).tap()
    phone.get_by_label(say["party_size"]).fill("3")
    phone.get_by_role("button", name=say["save"]).tap()
    expect(phone.get_by_role("status").filter(has_text=say["changed"])).to_contain_text("3")

    phone.get_by_role("button", name=say["cannot_come"]).tap()
    expect(phone.get_by_role("status").filter(has_text=say["cancelled"])).to_be_visible()
    assert reload(event).seats_taken == 0


def test_a_cancelled_rsvp_is_undone_in_one_tap(phone, prefix, event):
    make_rsvp(event=event, token=TOKEN, party_size=2, contact={"name": "Ana Example"})
    phone.goto(f"{prefix}/rsvps/{TOKEN}")
    phone.get_by_role("button", name=WORDS[prefix]["cannot_come"]).tap()
    expect(phone.locator("#rsvp [role=status]")).to_contain_text(WORDS[prefix]["cancelled"])

    phone.locator("#undo-form button").tap()
    expect(phone.locator("#rsvp [role=status]")).to_contain_text(WORDS[prefix]["expected"])
    assert TOKEN not in phone.url
    assert "/rsvps/" in phone.url
    phone.locator("#rsvp a[href$='/change']").tap()
    expect(phone.locator("#name")).to_have_value("Ana Example")


def test_a_party_is_counted_and_sent_in_two_taps(with_script, event):
    say = WORDS[""]
    with_script.goto(f"/events/{event.slug}")
    with_script.locator("[data-step='-1']").tap()
    expect(with_script.locator("#party_size")).to_have_value("1")
    with_script.locator("[data-step='1']").tap()
    expect(with_script.locator("#party_size")).to_have_value("2")
    expect(with_script.locator("#announcer")).to_have_text("2")
    with_script.get_by_role("button", name=say["send_rsvp"]).tap()

    expect(with_script.get_by_role("status").filter(has_text=say["expected"])).to_contain_text("2")
    assert reload(event).seats_taken == 2


def test_without_a_script_the_number_is_written(without_script, event):
    without_script.goto(f"/events/{event.slug}")
    expect(without_script.locator("[data-step]").first).to_be_hidden()


def test_a_resident_sends_a_concern_and_comes_back_with_the_words(phone, prefix, event):
    say = WORDS[prefix]
    phone.goto(f"{prefix}/events/{event.slug}")
    phone.get_by_label(say["mind"]).fill("Cars speed on Maple Court")
    phone.get_by_role("button", name=say["send_concern"]).tap()
    expect(phone.get_by_role("status").filter(has_text=say["kept"])).to_be_visible()
    words = phone.locator(".receipt-words").inner_text()

    phone.goto(f"{prefix}/receipts")
    phone.locator("#words").fill(words.upper())
    phone.locator("#find-form button").tap()
    expect(phone.locator(".quote")).to_have_text("Cars speed on Maple Court")
    one_of(Concern)


def test_a_tab_that_is_reloaded_or_left_does_not_lose_the_rsvp(with_script, event):
    page = with_script
    page.goto(f"/events/{event.slug}")
    page.get_by_role("button", name="Send my RSVP").tap()
    expect(page).to_have_url(re.compile(r"/rsvps/\w+$"))
    own_address = page.url

    page.get_by_text("Change my RSVP").tap()
    page.get_by_label("How many people, with you?").fill("3")
    page.get_by_role("button", name="Save the change").tap()
    expect(page.get_by_role("heading", name="Your RSVP is changed")).to_be_visible()
    expect(page).to_have_url(own_address)

    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your RSVP")
    expect(page.get_by_role("status")).to_contain_text("all 3 of you")

    page.go_back()
    expect(page).to_have_url(re.compile(f"/events/{event.slug}$"))
    expect(page.get_by_role("button", name="Send my RSVP")).to_be_visible()

    page.go_forward()
    expect(page).to_have_url(own_address)
    page.get_by_role("button", name="I cannot come").tap()
    expect(page.get_by_role("heading", name="Your RSVP is cancelled")).to_be_visible()
    expect(page).to_have_url(own_address)
