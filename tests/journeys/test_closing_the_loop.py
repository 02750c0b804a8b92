"""A question on its whole way: asked, answered, promised, kept and published."""

from playwright.sync_api import expect

from coffeecop.models import Concern, Role
from tests.factories import make_concerns, make_event, make_past_event, make_topic
from tests.journeys.fixtures import DESK_WITH_TOUCH
from tests.journeys.steps import fill, press
from tests.photos import photo_file
from tests.stored import one_of

QUESTION = "Why does nobody stop at the corner of Maple Court?"
ANSWER = "You are right. We have asked the city for a stop sign."
PROMISED = {"said_en": "A stop sign on Maple.", "said_es": "Una señal de alto en Maple."}
OUTCOME = {"said_en": "The city put it up.", "said_es": "La ciudad la puso."}
ALT = {"alt_en": "A stop sign.", "alt_es": "Una señal de alto."}


def link(page, name):
    return page.locator("main").get_by_role("link", name=name, exact=True).first


def ask_without_a_name(phone, event):
    """Send the question; return the receipt's words."""
    phone.goto(f"/events/{event.slug}/concerns/new")
    phone.locator("#body").fill(QUESTION)
    phone.locator("#answer").check()
    phone.locator("#concern-form > button").tap()
    expect(phone.locator(".receipt-words")).to_be_visible()
    return " ".join(phone.locator(".receipt-words li").all_text_contents())


def answer_it(desk, concern):
    desk.goto(f"/staff/concerns/{concern.id}")
    desk.locator("#answer-form textarea").fill(ANSWER)
    press(desk, "Send and next")
    expect(desk.locator("main > [role=status]")).to_contain_text("is sent")


def read_the_answer(phone, words):
    phone.goto("/receipts")
    fill(phone, words=words)
    phone.locator("#find-form > button").tap()
    expect(phone.locator(".card .answer")).to_have_text(ANSWER)


def promise_it_in_public(desk, concern):
    desk.goto(f"/staff/concerns/{concern.id}")
    link(desk, "Matter").tap()
    fill(desk, name="The stop sign")
    press(desk, "Start")
    link(desk, "Promise").tap()
    fill(desk, asked_en="Nobody stops at the corner.", **PROMISED)
    desk.get_by_label("Residents may read it").check()
    press(desk, "Save")
    expect(desk.get_by_text("Saved, and told to 1 who asked.")).to_be_visible()


def keep_it(desk):
    link(desk, "Done").tap()
    fill(desk, **OUTCOME, **ALT)
    photo = {"mimeType": "image/jpeg", "buffer": photo_file(size=(800, 600)).getvalue()}
    desk.locator("#photo").set_input_files({"name": "sign.jpg", **photo})
    press(desk, "Save")
    expect(desk.get_by_role("img", name=ALT["alt_en"])).to_have_js_property("naturalWidth", 800)


def say_what_came_of_it(desk, event):
    desk.goto(f"/staff/matters?event={event.id}")
    expect(desk.locator(".matters")).to_contain_text(OUTCOME["said_en"])
    expect(desk.locator(".matters")).to_contain_text("Residents read it")


def test_a_question_without_a_name_is_answered_promised_kept_and_shown(open_page, sign_in_on):
    phone, other_phone, desk = open_page(), open_page(), open_page(screen=DESK_WITH_TOUCH)
    past = make_past_event()
    coming = make_event(venue=past.venue)
    make_concerns(4, event=past, topics=[make_topic(name_en="Speeding", name_es="Velocidad")])
    sign_in_on(desk, Role.ORGANIZER, agency=past.agency)

    words = ask_without_a_name(phone, past)
    concern = one_of(Concern, body=QUESTION)
    assert concern.contact is None
    answer_it(desk, concern)
    read_the_answer(other_phone, words)
    promise_it_in_public(desk, concern)
    keep_it(desk)

    say_what_came_of_it(desk, past)

    # At the next event it stands on its page, its poster and in the officers' briefing.
    phone.goto(f"/events/{coming.slug}")
    expect(phone.locator(".kept")).to_contain_text(OUTCOME["said_en"])
    desk.goto(f"/staff/events/{coming.id}/print-kit?sheet=poster")
    expect(desk.locator(".poster .done[lang=es]")).to_contain_text(OUTCOME["said_es"])
    desk.goto(f"/staff/events/{coming.id}/briefing")
    expect(desk.locator("#said")).to_contain_text(OUTCOME["said_en"])

    other_phone.goto("/es/matters")
    pair = other_phone.locator(".pairs li")
    expect(pair).to_contain_text(OUTCOME["said_es"])
    photo = pair.get_by_role("img", name=ALT["alt_es"])
    photo.scroll_into_view_if_needed()
    expect(photo).to_have_js_property("naturalWidth", 800)
    other_phone.goto(f"/es/events/{past.slug}")
    expect(other_phone.locator("#came-of-it")).to_contain_text(OUTCOME["said_es"])
