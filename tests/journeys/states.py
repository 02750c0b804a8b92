"""Every public page in each of its states.

A walk is a function that fills the database, takes the browser from page to page, and yields the
name of each state that is shown. It uses selectors rather than words, so that it works in both
languages: `for name in WALKS["thread"](page, "/es")`.
"""

from datetime import timedelta

from playwright.sync_api import expect

from coffeecop.db import now
from coffeecop.models import ConcernState, EventStatus, Language, MatterPhoto, MatterState
from coffeecop.web.photos import make_photo
from coffeecop.web.receipt_codes import hash_code
from coffeecop.web.tokens import unsubscribe_token
from tests.factories import (
    make_agency,
    make_concern,
    make_event,
    make_matter,
    make_message,
    make_past_event,
    make_rsvp,
    make_service,
    make_staff,
    make_topic,
    make_without_seat,
    put_in_state,
    save,
    say_of,
)
from tests.photos import photo_file
from tests.stored import reload

ANN = {"email": "ann@example.org"}
TOKEN = "w" * 26
CODES = {
    "": "ability-able-about-above-absent-absorb",
    "/es": "abeja-abogado-abono-abrazo-abrir-abuelo",
}
LANGUAGES = {"": Language.ENGLISH, "/es": Language.SPANISH}
# Texts with an emergency and personal details.
SENSITIVE_TEXTS = {
    "": "My husband hits me. Call 805 555 0100 about 8ABC123.",
    "/es": "Mi esposo me pega. Llame al 805 555 0100, placas 8ABC123.",
}
COMPLAINTS = {"": "The officer grabbed my arm.", "/es": "El oficial le gritó a mi hijo."}
TRAFFIC = {
    "": "Speeding past the school on Thompson every morning.",
    "/es": "Exceso de velocidad frente a la escuela todas las mañanas.",
}

# Of the form of a concern.
FOLD = "#concern-form > .disclosure > summary"
WALKS = {}


def walk(function):
    WALKS[function.__name__] = function
    return function


def make_agency_and_topics():
    agency = make_agency(
        name="Example Police Department",
        phone="(805) 339-4400",
        website="https://www.example.org/",
        complaint_url="https://www.example.org/complaints",
        outside_complaint_name="City Council Office",
        outside_complaint_url="https://council.example.org/",
    )
    names = {"Speeding": "Exceso de velocidad", "Parking": "Estacionamiento"}
    for name_en, name_es in names.items():
        names = {"name_en": name_en, "name_es": name_es}
        make_topic(agency=agency, **names, keywords_en=name_en, keywords_es=name_es)
    return agency


def make_coffee(**values):
    defaults = {
        "title_en": "Coffee with a Cop",
        "title_es": "Café con un policía",
        "description_en": "Meet officers.\n\nNo agenda.",
        "description_es": "Conozca a los oficiales.\n\nSin agenda.",
        "roster": ["Sgt. Example", "Officer Sample"],
    }
    agency = values.pop("agency", None) or make_agency_and_topics()
    return make_event(agency=agency, **{**defaults, **values})


def make_receipt_concern(prefix, *, event=None, answer=None, **values):
    """Make a concern with the receipt CODES[prefix]."""
    defaults = {
        "body": "Cars speed on Maple Court.",
        "language": LANGUAGES[prefix],
        "receipt_hash": hash_code(CODES[prefix]),
    }
    concern = make_concern(event=event or make_coffee(), **{**defaults, **values})
    if answer:
        make_message(concern, answer, by=make_staff(agency=concern.event.agency))
    return concern


def make_told(event, said=MatterState.DONE, **values):
    """Make a matter that residents read; what is done has a photo."""
    matter = make_matter(event=event, is_public=True, **values)
    if said is MatterState.DONE:
        photo = make_photo(photo_file(size=(800, 600)))
        alt = {"alt_en": "A street light.", "alt_es": "Una luz en la calle."}
        say_of(matter, said, photo=MatterPhoto(**photo._asdict(), **alt))
    elif said is not MatterState.HEARD:
        say_of(matter, said)
    return matter


def tap(page, selector, *, shows):
    page.locator(selector).tap()
    expect(page.locator(shows)).to_be_visible()


def open_receipt(page, prefix):
    page.goto(f"{prefix}/receipts/{CODES[prefix]}")


def open_event(page, prefix, **values):
    event = make_coffee(**values)
    page.goto(f"{prefix}/events/{event.slug}")
    return event


def open_event_that_is_over(page, prefix):
    event = make_coffee(starts_at=now() - timedelta(days=2))
    make_told(event)
    page.goto(f"{prefix}/events/{event.slug}")
    return event


def send_rsvp(page, people=1):
    tap(page, f"#rsvp button.chip >> nth={people - 1}", shows="#rsvp [role=status]")


def open_rsvp_form(page):
    tap(page, "#rsvp a.chip", shows="#party_size")
    page.locator("#party_size-0").check()


@walk
def department(page, prefix):
    make_coffee()
    make_past_event(title_en="Coffee at the library", title_es="Café en la biblioteca")
    make_service(url="https://www.example.org/records", email="records@example.org")
    for name, path in {
        "all_events": "/",
        "nothing_came_of_it_yet": "/matters",
        "about_us": "/about",
        "privacy": "/privacy",
        "accessibility": "/accessibility",
        "what_the_computer_does": "/computer",
    }.items():
        page.goto(f"{prefix}{path}")
        yield name


@walk
def forms_alone(page, prefix):
    event = make_coffee()
    for name, path in {
        "rsvp_form_alone": f"/events/{event.slug}/rsvps/new",
        "concern_form_alone": f"/events/{event.slug}/concerns/new",
        "on_this_phone": "/receipts/on-this-phone",
        "not_found": "/nowhere",
    }.items():
        page.goto(f"{prefix}{path}")
        yield name


@walk
def rsvp(page, prefix):
    open_event(page, prefix, capacity=40)
    yield "event"
    tap(page, "#rsvp a.chip", shows="#exact_size")
    page.locator("#exact_size").fill("21")
    page.locator("#rsvp summary").last.tap()
    page.locator("#phone").fill("12")
    tap(page, "#rsvp-form > button", shows="#rsvp-form [role=alert]")
    yield "rsvp_with_errors"
    page.locator("#party_size-0").check()
    page.locator("#phone").fill("")
    tap(page, "#rsvp-form > button", shows="#rsvp [role=status]")
    yield "rsvp_confirmed"


@walk
def own_rsvp(page, prefix):
    make_rsvp(event=make_coffee(), token=TOKEN, contact=ANN)
    page.goto(f"{prefix}/rsvps/{TOKEN}")
    tap(page, "#rsvp summary", shows="img.qr")
    yield "code_of_an_rsvp"
    tap(page, "#rsvp a[href$='/change']", shows="#rsvp-form")
    yield "rsvp_to_change"
    page.locator("#party_size-4").check()
    page.locator("#exact_size").fill("21")
    tap(page, "#rsvp-form button[type=submit]", shows="#rsvp-form [role=alert]")
    yield "change_with_errors"
    page.locator("#party_size-2").check()
    page.locator("#rsvp-form button[type=submit]").tap()
    expect(page.locator("#rsvp [role=status]")).to_contain_text("3")
    yield "rsvp_changed"
    tap(page, "#cancellation-form button", shows="#undo-form")
    yield "rsvp_cancelled"


@walk
def mail_of_an_rsvp(page, prefix):
    make_rsvp(event=make_coffee(), token=TOKEN, contact=ANN)
    page.goto(f"{prefix}/rsvps/{TOKEN}/unsubscribe")
    yield "unsubscribe"
    tap(page, "#unsubscribe-form button", shows="#unsubscribe [role=status]")
    yield "unsubscribed"


@walk
def cancelled_event(page, prefix):
    event = open_event(page, prefix, status=EventStatus.CANCELLED)
    yield "cancelled_event"
    make_rsvp(event=event, token=TOKEN)
    page.goto(f"{prefix}/rsvps/{TOKEN}")
    yield "rsvp_of_a_cancelled_event"


@walk
def full_event(page, prefix):
    event = make_coffee(
        capacity=2,
        moved_from_starts_at=now() + timedelta(days=3),
        moved_from_place="Old Café and Delicatessen, 1 Sample St., Exampleton",
    )
    make_coffee(agency=event.agency, starts_at=now() + timedelta(days=9))
    page.goto(f"{prefix}/events/{event.slug}")
    make_rsvp(event=event, party_size=2)
    send_rsvp(page)
    yield "last_seat_gone"
    page.goto(f"{prefix}/events/{event.slug}")
    yield "full_event_that_has_moved"
    make_without_seat(event=event, token=TOKEN)
    page.goto(f"{prefix}/rsvps/{TOKEN}")
    yield "no_seat"


@walk
def at_the_event(page, prefix):
    open_event(page, prefix, starts_at=now() - timedelta(minutes=10))
    yield "happening_now"


@walk
def concern(page, prefix):
    open_event(page, prefix)
    page.locator("#answer").check()
    page.locator(FOLD).tap()
    page.locator("#contact").fill("ann@")
    tap(page, "#concern-form > button", shows="#concern-form [role=alert]")
    yield "concern_with_errors"
    page.locator("#body").fill(TRAFFIC[prefix])
    tap(page, "#concern-form > button", shows="#concern-form a[href='#contact']")
    expect(page.locator("#topics")).to_be_visible()
    yield "concern_with_guesses"
    page.locator("#contact").fill("")
    page.locator("#answer").uncheck()
    tap(page, "#concern-form > button", shows=".receipt-words")
    yield "receipt"


def open_unread_form(page, prefix):
    """Open a form that is sent before its text was read; return its address."""
    page.context.route("**/concerns/notes", lambda route: route.fulfill(status=204))
    path = f"{prefix}/events/{make_coffee().slug}/concerns/new"
    page.goto(path)
    return path


@walk
def concern_about_an_officer(page, prefix):
    open_unread_form(page, prefix)
    page.locator("#body").fill(COMPLAINTS[prefix])
    tap(page, "#concern-form > button", shows="#about-officer-n + span")
    yield "question_about_an_officer"
    tap(page, "#notes .chip", shows="#officer-form")
    yield "question_answered_with_yes"


@walk
def concern_that_is_sensitive(page, prefix):
    path = open_unread_form(page, prefix)
    page.locator("#body").fill(SENSITIVE_TEXTS[prefix])
    tap(page, "#concern-form > button", shows="#notes .notice-error")
    yield "notes_before_sending"
    tap(page, "button[name=redact_now]", shows="#notes [role=status]")
    yield "details_taken_out"
    page.goto(path)
    page.locator("#body").fill(SENSITIVE_TEXTS[prefix])
    tap(page, "#concern-form > button", shows="#notes .notice-error")
    tap(page, "#notes .notice-error button", shows=".receipt-words")
    yield "receipt_in_danger"


@walk
def receipt(page, prefix):
    event = open_event(page, prefix, holds_submissions=True)
    page.locator("#body").fill("Cars speed on Maple Court.")
    tap(page, "#concern-form > button", shows=".receipt-words")
    yield "receipt_held_for_review"
    page.goto(f"{prefix}/events/{event.slug}/concerns/officer")
    page.locator("#body").fill("He was rude to me.")
    tap(page, "#officer-form > button", shows=".receipt-words")
    yield "receipt_about_an_officer"


@walk
def receipt_opened_again(page, prefix):
    make_receipt_concern(prefix, contact=ANN)
    page.goto(f"{prefix}/receipts")
    yield "find_receipt"
    first, *others = CODES[prefix].split("-")
    page.locator("#words").fill(" ".join([first[:-2] + first[-1], *others]))
    tap(page, "#find-form > button", shows="#suggestion-form")
    yield "receipt_with_a_slip"
    open_receipt(page, prefix)
    yield "receipt_opened_again"


@walk
def receipt_taken_back(page, prefix):
    concern = make_receipt_concern(prefix, contact=ANN)
    page.goto(f"{prefix}/receipts/unsubscribe/{unsubscribe_token(concern.id)}")
    yield "unsubscribe_from_a_concern"
    tap(page, "#unsubscribe-form button", shows="#unsubscribe [role=status]")
    yield "unsubscribed_from_a_concern"
    page.goto(f"{prefix}/receipts/{CODES[prefix]}/withdrawal")
    yield "withdrawal"
    tap(page, "#withdrawal-form button", shows=".receipt-words")
    yield "withdrawn"


@walk
def thread(page, prefix):
    make_receipt_concern(prefix, wants_answer=True, contact=ANN, answer="We will put up a sign.")
    open_receipt(page, prefix)
    tap(page, "#concern details:has(.thread) > summary", shows=".thread")
    yield "thread"
    tap(page, "#message-form button", shows="#message-form [role=alert]")
    yield "thread_with_errors"
    page.locator("#message-form textarea").fill("Thank you.")
    tap(page, "#message-form button", shows="#concern [role=status]")
    yield "message_added"


@walk
def asked_whether_better(page, prefix):
    event = make_coffee(starts_at=now() - timedelta(days=30))
    concern = make_receipt_concern(
        prefix, event=event, created_at=event.starts_at, answer="We will put up a sign."
    )
    open_receipt(page, prefix)
    tap(page, "#better-form button[value=no]", shows="#concern [role=status]")
    yield "said_it_did_not_get_better"
    open_receipt(page, prefix)
    yield "asked_whether_better"
    tap(page, "#better-form button[value=yes]", shows="#concern [role=status]")
    yield "said_it_got_better"
    concern = reload(concern)
    put_in_state(concern, ConcernState.DECLINED, by=make_staff(agency=concern.event.agency))
    save(concern, state_reason="The state owns that road, so the city cannot put up a sign.")
    open_receipt(page, prefix)
    yield "told_why_it_cannot_be_done"


@walk
def after_the_event(page, prefix):
    open_event_that_is_over(page, prefix)
    yield "after_the_event"


@walk
def what_came_of_it(page, prefix):
    event = make_coffee(starts_at=now() - timedelta(days=40))
    counted = {"counted_en": "Cars over 30", "counted_es": "Carros a más de 30"}
    figure = {"before_count": 4, "before_total": 9, "after_count": 2, "after_total": 9}
    done = make_told(event, **counted, **figure)
    for state in MatterState:
        make_told(event, state)
    late = make_told(event, MatterState.HEARD)
    say_of(late, MatterState.DOING, due_in=-30)
    say_of(late, MatterState.DOING, is_note=True, owner=None, due_on=None)
    page.goto(f"{prefix}/matters")
    yield "what_came_of_it"
    page.goto(f"{prefix}/matters?q=nothing")
    yield "search_that_finds_nothing"
    page.goto(f"{prefix}/matters/{done.id}")
    page.locator("main summary").click()
    yield "what_came_of_one"
    answer = make_told(event, MatterState.ANSWERED)
    page.goto(f"{prefix}/matters/{answer.id}")
    page.locator("#confirm-form button").click()
    expect(page.locator("[role=status]")).to_be_visible()
    yield "answer_that_helped"
