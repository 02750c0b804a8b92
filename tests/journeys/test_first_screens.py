"""How tall pages are on a phone, what is in sight at once, and what appears on writing."""

import pytest
from playwright.sync_api import expect

from coffeecop.models import AnswerTemplate, Language
from coffeecop.models.topics import add_starter_topics
from coffeecop.web.receipt_codes import word_list
from tests.factories import (
    make_agency,
    make_concerns,
    make_event,
    make_public_answer,
    make_referral,
    save,
)
from tests.journeys.states import (
    TRAFFIC,
    make_coffee,
    make_receipt_concern,
    open_receipt,
    rsvp_confirmed,
    survey_answered,
)

HEIGHT_OF_A_WORD = """
(word) => {
  const cells = [...document.querySelectorAll(".receipt-words li")];
  cells.forEach((cell) => { cell.textContent = word; });
  return cells[0].clientHeight;
}
"""
HEIGHT = "document.documentElement.scrollHeight"
TALLEST_EVENT = 1_900
TALLEST_FORM = 1_300
# As long as those that departments write.
DESCRIPTION = (
    "Meet officers of the department one to one over coffee. Ask questions, voice concerns, share "
    "ideas, and learn more about its service.\n\n"
    "There is no formal agenda. No host buys: you pay for your own coffee or Italian sub.\n\n"
    "Many people meet an officer only in an emergency. This is the other kind of meeting."
)
ANSWER = (
    "An officer will stand at Thompson and Ann on three mornings in the first week of March. Speed "
    "humps are decided by Public Works, not by us: we passed your letter on."
)


@pytest.fixture
def event(app):
    agency = make_agency()
    add_starter_topics(agency)
    return make_coffee(agency=agency, description_en=DESCRIPTION, description_es=DESCRIPTION)


def test_an_event_page_is_short(phone, event):
    for language in ("", "/es"):
        phone.goto(f"{language}/events/{event.slug}")

        assert phone.evaluate(HEIGHT) <= TALLEST_EVENT


@pytest.mark.parametrize("language", ["", "/es"])
def test_a_concern_form_with_everything_open_is_short(phone, event, language):
    page = phone
    page.goto(f"{language}/events/{event.slug}/concerns/new")
    page.locator("#body").fill(TRAFFIC[language])
    expect(page.locator("#kind")).to_be_visible()
    page.locator("#answer").check()
    for summary in page.locator("#concern summary").all():
        summary.tap()
    expect(page.locator("#contact")).to_be_visible()
    expect(page.locator("#place")).to_be_visible()

    assert page.evaluate(HEIGHT) <= TALLEST_FORM


@pytest.mark.parametrize(
    ("language", "topics"),
    [("", ["Speeding and traffic", "Youth and schools"]), ("/es", ["Exceso de velocidad"])],
)
def test_the_likeliest_topics_appear_after_a_pause(phone, event, language, topics):
    page = phone
    page.goto(f"{language}/events/{event.slug}/concerns/new")
    in_sight = page.locator("#topics > .chips .choice")
    expect(in_sight).to_have_count(0)
    page.locator("#body").press_sequentially(TRAFFIC[language])

    for topic in topics:
        expect(in_sight.filter(has_text=topic)).to_be_visible()
    assert in_sight.count() <= 3
    expect(page.locator("#body")).to_be_focused()

    # What was chosen stays, and stays first, when they write on.
    in_sight.last.tap()
    chosen = in_sight.last.inner_text()
    page.locator("#body").press_sequentially(". Dogs bark all night.")
    expect(in_sight.first).to_have_text(chosen)
    expect(in_sight.first.locator("input")).to_be_checked()


def test_an_answered_receipt_shows_its_answer_without_scrolling(phone, app):
    make_receipt_concern("", wants_answer=True, answer=ANSWER)
    open_receipt(phone, "")

    expect(phone.locator(".card .answer")).to_be_in_viewport(ratio=1)
    box = phone.locator(".card .answer").bounding_box()
    assert box["y"] + box["height"] <= phone.viewport_size["height"]


def test_five_numbers_stand_in_one_line_of_a_narrow_phone(phone, event):
    phone.goto(f"/es/events/{event.slug}")
    for width in (320, 360):
        phone.set_viewport_size({"width": width, "height": 640})

        tops = {chip.bounding_box()["y"] for chip in phone.locator("#party_size .choice").all()}

        assert len(tops) == 1


def test_the_words_of_a_receipt_are_not_broken_in_large_text(phone, app):
    make_receipt_concern("/es")
    open_receipt(phone, "/es")
    phone.evaluate("document.documentElement.style.fontSize = '200%'")
    height = phone.evaluate(HEIGHT_OF_A_WORD, "sol")

    longest = sorted(word_list(Language.SPANISH), key=len)[-100:]

    assert [word for word in longest if phone.evaluate(HEIGHT_OF_A_WORD, word) > height] == []


@pytest.mark.parametrize("language", Language)
def test_the_answer_box_of_a_busy_concern_is_in_sight(phone, sign_in_on, app, language):
    event = make_event()
    member = sign_in_on(phone, agency=event.agency, language=language)
    concern = make_receipt_concern("", event=event, wants_answer=True, body=ANSWER)
    for other in make_concerns(2, event=event):
        other.merge_into(concern, by=member)
    make_referral(concern)
    make_public_answer()
    template = {"body_en": "The city decides.", "body_es": "Decide la ciudad."}
    save(AnswerTemplate(agency_id=event.agency_id, name="Speed bumps", **template))
    phone.goto(f"/staff/concerns/{concern.id}")

    box = phone.locator("#body").bounding_box()
    bar = phone.locator("nav.tabs").bounding_box()
    assert box["y"] + box["height"] <= bar["y"]


def test_an_answer_begins_with_its_first_line(phone, app):
    make_receipt_concern("", wants_answer=True, answer="We will put up a sign.")
    open_receipt(phone, "")

    assert phone.locator("blockquote.answer").inner_text() == "We will put up a sign."


@pytest.mark.parametrize(
    ("send", "offer"), [(rsvp_confirmed, "#rsvp"), (survey_answered, "#survey")]
)
def test_what_was_sent_is_not_offered_again(phone, app, send, offer):
    send(phone, "")

    expect(phone.locator(f".event-facts [href='{offer}']")).to_be_hidden()
    expect(phone.locator(".event-facts [href='#concern']")).to_be_visible()
