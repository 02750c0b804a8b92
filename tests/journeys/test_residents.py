import json
import re

import pytest
from playwright.sync_api import expect

from coffeecop.models import Concern, Need, Rsvp
from tests.factories import make_rsvp, make_without_seat, save
from tests.journeys.fixtures import each_way
from tests.journeys.states import COMPLAINTS, make_coffee, open_rsvp_form, send_rsvp
from tests.journeys.steps import Taps
from tests.stored import one_of, reload

WORDS = {
    "": {
        "sent": "Sent. Thank you.",
        "mind": "What's on your mind?",
        "send_concern": "Send to the officers",
    },
    "/es": {
        "sent": "Enviado. Gracias.",
        "mind": "¿Qué le preocupa?",
        "send_concern": "Enviar a los oficiales",
    },
}
# What a phone of 390 x 844 leaves between the bars of its browser.
FIRST_SCREEN = {"width": 390, "height": 664}


@pytest.fixture
def event(app):
    return make_coffee(capacity=40)


def result(page, words):
    return page.locator("#rsvp [role=status]").filter(has_text=words)


def test_the_first_screen_says_it_all_and_a_box_is_shown_beside_its_choice(phone, event):
    save(event.venue, name="Peirano's Market & Delicatessen", street="204 E. Main St.")
    phone.set_viewport_size(FIRST_SCREEN)
    phone.goto(f"/events/{event.slug}")
    for part in ("h1", ".date-tile", ".fact-list", "a[href='#rsvp']", "a[href='#concern']"):
        expect(phone.locator(f".event-facts {part}").first).to_be_in_viewport(ratio=1)

    phone.get_by_text("Need an interpreter or a way in without steps?").tap()
    expect(phone.get_by_label("Which language?")).to_be_hidden()
    phone.get_by_label("Another language").check()
    phone.get_by_label("Which language?").fill("Tagalog")
    # What was ticked goes along.
    phone.locator("#rsvp a.chip").tap()
    phone.locator("#party_size .choice").filter(has_text="4").tap()
    expect(phone.locator("#exact_size")).to_be_hidden()
    phone.locator("#party_size .choice").filter(has_text="5+").tap()
    phone.locator("#exact_size").fill("12")
    phone.locator("#rsvp-form > button").tap()

    expect(result(phone, "Sent. Thank you.")).to_contain_text("12")
    expect(result(phone, "You asked for: A language: Tagalog.")).to_be_visible()
    rsvp = one_of(Rsvp)
    assert (rsvp.party_size, rsvp.needs) == (12, {Need.OTHER_LANGUAGE})
    assert rsvp.other_language == "Tagalog"


@each_way
def test_an_rsvp_takes_one_tap_and_a_concern_is_found_again_with_its_words(phone, prefix, event):
    say = WORDS[prefix]
    phone.goto(f"{prefix}/events/{event.slug}")
    tap = Taps(phone)
    tap("#rsvp .chip:text-is('3')")
    expect(result(phone, say["sent"])).to_contain_text("3")
    expect(phone).to_have_url(re.compile(rf"{prefix}/rsvps/\w+$"))
    expect(phone.locator("#cancellation-form button")).to_be_visible()
    assert tap.number == 1
    assert one_of(Rsvp).party_size == 3

    phone.goto(f"{prefix}/events/{event.slug}")
    phone.get_by_role("textbox", name=say["mind"]).fill("Cars speed on Maple Court")
    phone.get_by_role("button", name=say["send_concern"]).tap()
    expect(phone.locator(".receipt-words")).to_be_visible()
    expect(phone.get_by_role("heading", level=1)).to_have_text(say["sent"])
    words = phone.locator(".receipt-words").inner_text()

    phone.goto(f"{prefix}/receipts")
    phone.locator("#words").fill(words.upper())
    phone.locator("#find-form > button").tap()
    phone.locator("#concern details:has(.thread) > summary").tap()
    expect(phone.locator(".thread .quote")).to_have_text("Cars speed on Maple Court")
    one_of(Concern)


@each_way
def test_two_who_need_a_way_in_without_steps_are_sent_in_three_taps(phone, prefix, event):
    phone.goto(f"{prefix}/events/{event.slug}")
    tap = Taps(phone)
    tap("#rsvp-form summary")
    tap("#needs .choice:has([value=step_free])")
    tap("#rsvp .chip:text-is('2')")
    assert tap.number == 3
    expect(result(phone, WORDS[prefix]["sent"])).to_be_visible()
    rsvp = one_of(Rsvp)
    assert (rsvp.party_size, rsvp.needs) == (2, {Need.STEP_FREE})


def test_a_complaint_is_asked_about_while_it_is_written(phone, event):
    phone.goto(f"/es/events/{event.slug}/concerns/new")
    phone.locator("#body").fill(COMPLAINTS["/es"])
    question = phone.get_by_role("group", name="¿Es sobre un oficial?")
    expect(question).to_be_visible()
    expect(phone.locator("#body")).to_be_focused()
    question.get_by_role("button", name="Sí").tap()
    expect(phone).to_have_url(re.compile("/es/events/.*/concerns/officer$"))
    expect(phone.locator("#body")).to_have_value(COMPLAINTS["/es"])
    expect(phone.locator("#answer")).to_be_checked()
    # Nothing of the old form stays, on the page or on the phone.
    expect(phone.locator("#concern-form")).to_have_count(0)
    assert phone.evaluate("sessionStorage.length") == 0
    phone.locator("#officer-form > button").tap()

    expect(phone.get_by_text("Solo la pueden leer quienes atienden las quejas")).to_be_visible()
    assert one_of(Concern).is_complaint


def test_a_tab_that_is_reloaded_or_left_does_not_lose_an_rsvp_that_is_changed_or_cancelled(
    phone, event
):
    phone.goto(f"/events/{event.slug}")
    open_rsvp_form(phone)
    phone.locator("#rsvp summary").last.tap()
    phone.locator("#name").fill("Ana Example")
    phone.locator("#rsvp-form > button").tap()
    expect(phone).to_have_url(re.compile(r"/rsvps/\w+$"))
    own_address = phone.url

    tap = Taps(phone)
    tap("#rsvp a:text-is('Change or add')")
    tap("#party_size .choice:has-text('4')")
    tap("#rsvp button:text-is('Save the change')")
    expect(result(phone, "Your RSVP is changed")).to_contain_text("4")
    assert tap.number == 3
    expect(phone).to_have_url(own_address)

    phone.reload()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Your RSVP")
    expect(phone.get_by_role("status")).to_contain_text("all 4 of you")
    phone.go_back()
    expect(phone).to_have_url(re.compile(f"/events/{event.slug}$"))
    expect(phone.get_by_role("heading", name="You're coming, 4 people.")).to_be_visible()
    phone.go_forward()
    expect(phone).to_have_url(own_address)

    tap("#cancellation-form button")
    expect(result(phone, "Your RSVP is cancelled")).to_be_visible()
    expect(phone).to_have_url(own_address)
    assert reload(event).seats_taken == 0
    phone.locator("#undo-form button").tap()
    expect(result(phone, "Sent. Thank you.")).to_contain_text("4")
    expect(phone).not_to_have_url(own_address)
    phone.locator("#rsvp a[href$='/change']").tap()
    phone.locator("#rsvp summary", has_text="Ana Example").tap()
    expect(phone.locator("#name")).to_have_value("Ana Example")


def test_the_phone_leads_back_to_its_rsvp_until_it_is_undone_or_forgotten(phone, event):
    page = f"/events/{event.slug}"
    phone.goto(page)
    send_rsvp(phone, people=2)
    # What was sent is not offered again.
    expect(phone.locator(".event-facts [href='#rsvp']")).to_be_hidden()
    expect(phone.locator(".event-facts [href='#concern']")).to_be_visible()
    phone.go_back()
    expect(phone).to_have_url(re.compile(page))
    expect(phone.get_by_role("heading", name="You're coming, 2 people.")).to_be_visible()
    expect(phone.locator("#rsvp .chip, .event-facts [href='#rsvp']")).to_have_count(6)
    expect(phone.locator("#rsvp .chip:visible, [href='#rsvp']:visible")).to_have_count(0)

    phone.locator("#own-rsvp a").tap()
    expect(phone.get_by_role("heading", name="Change my RSVP")).to_be_visible()
    phone.locator("#rsvp a", has_text="Back to your RSVP").tap()
    phone.locator("#cancellation-form button").tap()
    expect(result(phone, "Your RSVP is cancelled")).to_be_visible()
    phone.goto(page)
    send_rsvp(phone, people=4)
    phone.goto(page)
    phone.locator("#own-rsvp button").tap()
    expect(phone.locator("#rsvp .chip").first).to_be_focused()
    phone.reload()
    expect(phone.locator("#rsvp .chip").first).to_be_visible()
    assert reload(event).seats_taken == 4


def test_a_phone_that_remembers_a_place_in_line_leads_to_what_the_page_says_now(phone, app):
    event, token = make_coffee(capacity=1), "w" * 26
    make_rsvp(event=event)
    make_without_seat(event=event, token=token)
    phone.goto(f"/events/{event.slug}")
    kept = {"token": token, "size": 1, "waits": True, "until": event.ends_at.isoformat()}
    phone.evaluate(
        "([key, kept]) => localStorage.setItem(key, kept)", [f"rsvp:{event.slug}", json.dumps(kept)]
    )
    phone.reload()
    expect(phone.locator("#own-rsvp h2")).to_have_text("Your RSVP")

    phone.locator("#own-rsvp a").tap()
    expect(phone.locator("#rsvp [role=status]")).to_contain_text("You have no seat yet")
    phone.goto(f"/events/{event.slug}")
    expect(phone.get_by_role("heading", name="This event is full")).to_be_visible()


def test_without_a_script_going_back_and_tapping_again_is_the_same_rsvp(without_script, event):
    page = without_script
    page.goto(f"/es/events/{event.slug}")
    send_rsvp(page, people=2)
    own_address = page.url
    for people in (2, 3):
        page.go_back()
        send_rsvp(page, people=people)
        expect(page).to_have_url(own_address)

    assert one_of(Rsvp).party_size == reload(event).seats_taken == 3
