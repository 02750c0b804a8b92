"""Every public page in each of its states.

A state is a function that fills the database and takes the browser to the page. It uses selectors
rather than words, so that it works in both languages: `STATES["thread"](page, "/es")`.
"""

from datetime import timedelta

from playwright.sync_api import expect

from coffeecop.db import db, now
from coffeecop.models import (
    Better,
    ConcernStatus,
    EventStatus,
    Language,
    PromisePhoto,
    PromiseStatus,
)
from coffeecop.web.photos import make_photo
from coffeecop.web.receipt_codes import hash_code
from coffeecop.web.tokens import hash_token, unsubscribe_token
from tests.factories import (
    make_agency,
    make_concern,
    make_event,
    make_message,
    make_offered,
    make_paper_card,
    make_past_event,
    make_promise,
    make_public_answer,
    make_record,
    make_referral,
    make_rsvp,
    make_service,
    make_staff,
    make_topic,
    make_waiting,
    paper_card_code,
    pass_night,
)
from tests.photos import photo_file

ANN = {"email": "ann@example.org"}
TOKEN = "w" * 26
CODES = {
    "": "ability-able-about-above-absent-absorb",
    "/es": "abeja-abogado-abrazo-abrigo-abrir-abuelo",
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

STATES = {}


def state(function):
    STATES[function.__name__] = function
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
        make_topic(agency=agency, name_en=name_en, name_es=name_es)
    return agency


def make_coffee(**values):
    defaults = {
        "agency": make_agency_and_topics(),
        "title_en": "Coffee with a Cop",
        "title_es": "Café con un policía",
        "description_en": "Meet officers.\n\nNo agenda.",
        "description_es": "Conozca a los oficiales.\n\nSin agenda.",
        "roster": ["Sgt. Example", "Officer Sample"],
    }
    return make_event(**{**defaults, **values})


def make_receipt_concern(prefix, *, event=None, answer=None, **values):
    """Make a concern with the receipt CODES[prefix]."""
    defaults = {
        "body": "Cars speed on Maple Court.",
        "language": LANGUAGES[prefix],
        "receipt_hash": hash_code(CODES[prefix]),
    }
    concern = make_concern(event=event or make_coffee(), **{**defaults, **values})
    if answer:
        officer = make_staff(agency=concern.event.agency)
        concern.set_status(ConcernStatus.ANSWERED, by=officer)
        make_message(concern, answer, by=officer)
    return concern


def tap(page, selector, *, shows):
    page.locator(selector).tap()
    expect(page.locator(shows)).to_be_visible()


def open_receipt(page, prefix):
    page.goto(f"{prefix}/receipts/{CODES[prefix]}")


def open_event(page, prefix, **values):
    event = make_coffee(**values)
    page.goto(f"{prefix}/events/{event.slug}")
    return event


def hold_back_notes(page):
    """Let the text be sent before it was read while it was written."""
    page.context.route("**/concerns/notes", lambda route: route.fulfill(status=204))


@state
def all_events(page, prefix):
    make_coffee()
    make_past_event(
        title_en="Coffee at the library",
        title_es="Café en la biblioteca",
        we_did_en="A stop sign on Maple Court.",
        we_did_es="Una señal de alto en Maple Court.",
    )
    page.goto(f"{prefix}/")


@state
def event(page, prefix):
    open_event(page, prefix, capacity=40)


@state
def moved_event(page, prefix):
    open_event(
        page,
        prefix,
        moved_from_starts_at=now() + timedelta(days=3),
        moved_from_place="Old Café and Delicatessen, 1 Sample St., Exampleton",
    )


@state
def happening_now(page, prefix):
    open_event(page, prefix, starts_at=now() - timedelta(minutes=10))


@state
def rsvp_form_alone(page, prefix):
    page.goto(f"{prefix}/events/{make_coffee().slug}/rsvps/new")


@state
def concern_form_alone(page, prefix):
    page.goto(f"{prefix}/events/{make_coffee().slug}/concerns/new")


@state
def rsvp_with_errors(page, prefix):
    open_event(page, prefix)
    page.locator("#party_size-4").check()
    page.locator("#exact_size").fill("2")
    page.locator("#rsvp summary").last.tap()
    page.locator("#email").fill("ann@")
    tap(page, "#rsvp-form > button", shows="#rsvp-form [role=alert]")


@state
def rsvp_confirmed(page, prefix):
    open_event(page, prefix)
    tap(page, "#rsvp-form > button", shows="#rsvp [role=status]")


@state
def code_of_an_rsvp(page, prefix):
    make_rsvp(event=make_coffee(), token=TOKEN, contact=ANN)
    page.goto(f"{prefix}/rsvps/{TOKEN}")
    tap(page, "#rsvp summary", shows="img.qr")


@state
def rsvp_to_change(page, prefix):
    make_rsvp(event=make_coffee(), token=TOKEN, contact=ANN)
    page.goto(f"{prefix}/rsvps/{TOKEN}")
    tap(page, "#rsvp a[href$='/change']", shows="#rsvp-form")


@state
def change_with_errors(page, prefix):
    rsvp_to_change(page, prefix)
    page.locator("#party_size-4").check()
    page.locator("#exact_size").fill("2")
    tap(page, "#rsvp-form button[type=submit]", shows="#rsvp-form [role=alert]")


@state
def rsvp_changed(page, prefix):
    rsvp_to_change(page, prefix)
    page.locator("#party_size-2").check()
    page.locator("#rsvp-form button[type=submit]").tap()
    expect(page.locator("#rsvp [role=status]")).to_contain_text("3")


@state
def rsvp_cancelled(page, prefix):
    make_rsvp(event=make_coffee(), token=TOKEN)
    page.goto(f"{prefix}/rsvps/{TOKEN}")
    tap(page, "#cancellation-form button", shows="#undo-form")


@state
def rsvp_of_a_cancelled_event(page, prefix):
    event = make_coffee(status=EventStatus.CANCELLED)
    make_rsvp(event=event, token=TOKEN)
    page.goto(f"{prefix}/rsvps/{TOKEN}")


@state
def full_event(page, prefix):
    event = make_coffee(capacity=2)
    make_rsvp(event=event, party_size=2)
    page.goto(f"{prefix}/events/{event.slug}")


@state
def waitlist(page, prefix):
    event = make_coffee(capacity=2)
    make_rsvp(event=event, party_size=2)
    make_waiting(event=event)
    page.goto(f"{prefix}/events/{event.slug}")
    tap(page, "button[name=waitlist]", shows="#rsvp [role=status]")


@state
def offer(page, prefix):
    make_offered(event=make_coffee(capacity=2), token=TOKEN)
    page.goto(f"{prefix}/rsvps/{TOKEN}")


@state
def offer_accepted(page, prefix):
    offer(page, prefix)
    page.locator("#acceptance-form button").tap()
    expect(page.locator("#acceptance-form")).to_have_count(0)


@state
def offer_gone_by(page, prefix):
    make_offered(event=make_coffee(capacity=2), token=TOKEN, ends_in=timedelta(minutes=-1))
    page.goto(f"{prefix}/rsvps/{TOKEN}")


@state
def unsubscribe(page, prefix):
    make_rsvp(event=make_coffee(), token=TOKEN, contact=ANN)
    page.goto(f"{prefix}/rsvps/{TOKEN}/unsubscribe")


@state
def unsubscribed(page, prefix):
    unsubscribe(page, prefix)
    tap(page, "#unsubscribe-form button", shows="#unsubscribe [role=status]")


@state
def unsubscribe_from_a_concern(page, prefix):
    concern = make_receipt_concern(prefix, wants_answer=True, contact=ANN)
    page.goto(f"{prefix}/receipts/unsubscribe/{unsubscribe_token(concern.id)}")


@state
def unsubscribed_from_a_concern(page, prefix):
    unsubscribe_from_a_concern(page, prefix)
    tap(page, "#unsubscribe-form button", shows="#unsubscribe [role=status]")


@state
def concern_with_errors(page, prefix):
    open_event(page, prefix)
    page.locator("#answer").check()
    page.locator("#contact").fill("ann@")
    tap(page, "#concern-form > button", shows="#concern-form [role=alert]")


@state
def concern_with_guesses(page, prefix):
    open_event(page, prefix)
    page.locator("#body").fill(TRAFFIC[prefix])
    page.locator("#answer").check()
    page.locator("#contact").fill("ann@")
    tap(page, "#concern-form > button", shows="#concern-form [role=alert]")
    expect(page.locator("#kind")).to_be_visible()


@state
def question_about_an_officer(page, prefix):
    event = make_coffee()
    hold_back_notes(page)
    page.goto(f"{prefix}/events/{event.slug}/concerns/new")
    page.locator("#body").fill(COMPLAINTS[prefix])
    tap(page, "#concern-form > button", shows="#about-officer-y")


@state
def notes_before_sending(page, prefix):
    event = make_coffee()
    hold_back_notes(page)
    page.goto(f"{prefix}/events/{event.slug}/concerns/new")
    page.locator("#body").fill(SENSITIVE_TEXTS[prefix])
    tap(page, "#concern-form > button", shows="#notes .notice-error")


@state
def details_taken_out(page, prefix):
    notes_before_sending(page, prefix)
    tap(page, "button[name=take_out_now]", shows="#notes [role=status]")


@state
def receipt(page, prefix):
    open_event(page, prefix)
    page.locator("#body").fill("Cars speed on Maple Court.")
    tap(page, "#concern-form > button", shows=".receipt-words")


@state
def receipt_about_an_officer(page, prefix):
    open_event(page, prefix)
    page.locator("#concern-form .disclosure summary").tap()
    page.locator("#about_officer").check()
    page.locator("#body").fill("He was rude to me.")
    tap(page, "#concern-form > button", shows=".receipt-words")


@state
def receipt_held_for_review(page, prefix):
    open_event(page, prefix, holds_submissions=True)
    page.locator("#body").fill("Cars speed on Maple Court.")
    tap(page, "#concern-form > button", shows=".receipt-words")


@state
def receipt_in_danger(page, prefix):
    notes_before_sending(page, prefix)
    tap(page, "#notes .notice-error button", shows=".receipt-words")


@state
def receipt_opened_again(page, prefix):
    make_receipt_concern(prefix)
    open_receipt(page, prefix)


@state
def find_receipt(page, prefix):
    make_agency_and_topics()
    page.goto(f"{prefix}/receipts")


@state
def receipt_with_a_slip(page, prefix):
    find_receipt(page, prefix)
    first, *others = CODES[prefix].split("-")
    page.locator("#words").fill(" ".join([first[:-2] + first[-1], *others]))
    tap(page, "#find-form button", shows="#suggestion-form")


@state
def card_that_is_not_typed_in(page, prefix):
    make_agency_and_topics()
    card = make_paper_card(make_past_event(), language=LANGUAGES[prefix])
    page.goto(f"{prefix}/receipts/{paper_card_code(card)}")


@state
def thread(page, prefix):
    make_receipt_concern(prefix, wants_answer=True, contact=ANN, answer="We will put up a sign.")
    open_receipt(page, prefix)
    tap(page, "#concern details:has(.thread) > summary", shows=".thread")


@state
def thread_with_errors(page, prefix):
    thread(page, prefix)
    tap(page, "#message-form button", shows="#message-form [role=alert]")


@state
def message_added(page, prefix):
    thread(page, prefix)
    page.locator("#message-form textarea").fill("Thank you.")
    tap(page, "#message-form button", shows="#concern [role=status]")


@state
def asked_whether_better(page, prefix):
    event = make_coffee(starts_at=now() - timedelta(days=30))
    make_receipt_concern(
        prefix, event=event, created_at=event.starts_at, better=Better.NO, better_at=now()
    )
    open_receipt(page, prefix)


@state
def said_it_got_better(page, prefix):
    asked_whether_better(page, prefix)
    tap(page, "#better-form button[value=yes]", shows="#concern [role=status]")


@state
def said_it_did_not_get_better(page, prefix):
    event = make_coffee(starts_at=now() - timedelta(days=30))
    make_receipt_concern(
        prefix, event=event, created_at=event.starts_at, answer="We will put up a sign."
    )
    open_receipt(page, prefix)
    tap(page, "#better-form button[value=no]", shows="#concern [role=status]")


@state
def told_why_it_cannot_be_done(page, prefix):
    concern = make_receipt_concern(prefix, created_at=now() - timedelta(days=2))
    concern.status_reason = "The state owns that road, so the city cannot put up a sign."
    concern.set_status(ConcernStatus.DECLINED, by=make_staff(agency=concern.event.agency))
    db.session.commit()
    open_receipt(page, prefix)


@state
def withdrawal(page, prefix):
    make_receipt_concern(prefix)
    page.goto(f"{prefix}/receipts/{CODES[prefix]}/withdrawal")


@state
def withdrawn(page, prefix):
    withdrawal(page, prefix)
    tap(page, "#withdrawal-form button", shows=".receipt-words")


@state
def after_the_event(page, prefix):
    open_event(
        page,
        prefix,
        starts_at=now() - timedelta(days=2),
        we_did_en="We put up a sign.",
        we_did_es="Pusimos un letrero.",
    )


@state
def survey_with_errors(page, prefix):
    after_the_event(page, prefix)
    tap(page, "#survey-form > button", shows="#survey-form [role=alert]")


@state
def survey_answered(page, prefix):
    after_the_event(page, prefix)
    page.locator("#heard-4").check()
    tap(page, "#survey-form > button", shows="#survey .notice[role=status]")


@state
def survey_tapped(page, prefix):
    after_the_event(page, prefix)
    page.locator("#heard-4").check()
    if page.evaluate("!matchMedia('(scripting: none)').matches"):
        expect(page.locator("#survey-saved[role=status]")).to_be_visible()


def open_door(page, prefix, **values):
    event = make_coffee(**{"starts_at": now() - timedelta(minutes=10), **values})
    page.goto(f"{prefix}/events/{event.slug}/arrival")


@state
def door(page, prefix):
    open_door(page, prefix)


@state
def door_that_is_closed(page, prefix):
    open_door(page, prefix, starts_at=now() + timedelta(days=2))


@state
def counted_at_the_door(page, prefix):
    open_door(page, prefix)
    tap(page, "#arrival-form button", shows="#concern-form")


@state
def cancelled_event(page, prefix):
    open_event(page, prefix, status=EventStatus.CANCELLED)


@state
def no_promises(page, prefix):
    make_agency_and_topics()
    page.goto(f"{prefix}/promises")


@state
def promises(page, prefix):
    event = make_coffee(starts_at=now() - timedelta(days=40))
    kept = make_promise(event=event, status=PromiseStatus.KEPT)
    photo = make_photo(photo_file(size=(800, 600)))
    alt = {"alt_en": "A stop sign.", "alt_es": "Una señal de alto."}
    kept.photo = PromisePhoto(**photo._asdict(), **alt)
    make_promise(event=event)
    make_promise(event=event, days=-30)
    make_promise(status=PromiseStatus.DROPPED)
    page.goto(f"{prefix}/promises")


@state
def public_record(page, prefix):
    event = make_coffee(starts_at=now() - timedelta(days=3))
    make_record(5, event=event, wants_answer=True)
    officer = make_staff()
    for values in ({"status": ConcernStatus.REFERRED}, {"kind": "idea"}, {"withdrawn_at": now()}):
        make_concern(event=event, **values)
    make_message(make_concern(event=event, kind="question"), by=officer)
    pass_night(days=2)
    page.goto(f"{prefix}/events/{event.slug}/record")
    for summary in page.locator("main summary").all():
        summary.click()


@state
def public_record_of_a_few(page, prefix):
    page.goto(f"{prefix}/events/{make_coffee().slug}/record")


@state
def proof_of_a_receipt(page, prefix):
    event = make_coffee()
    make_record(5, event=event, receipt_hash=None)
    make_message(
        make_concern(event=event, kind="question", receipt_hash=hash_code(CODES[prefix])),
        by=make_staff(),
    )
    pass_night(days=2)
    page.goto(f"{prefix}/receipts/{CODES[prefix]}")
    page.locator("details:has([href$='proof.json']) > summary").click()


@state
def answers(page, prefix):
    agency = make_agency_and_topics()
    make_service(agency=agency, url="https://www.example.org/records", email="records@example.org")
    make_public_answer(agency=agency)
    page.goto(f"{prefix}/answers")
    page.locator(".answers summary").click()


@state
def answers_that_are_not_written(page, prefix):
    make_agency_and_topics()
    page.goto(f"{prefix}/answers")


@state
def about_us(page, prefix):
    make_agency_and_topics()
    page.goto(f"{prefix}/about")


@state
def privacy(page, prefix):
    make_agency_and_topics()
    page.goto(f"{prefix}/privacy")


@state
def accessibility(page, prefix):
    make_agency_and_topics()
    page.goto(f"{prefix}/accessibility")


@state
def not_found(page, prefix):
    make_agency_and_topics()
    page.goto(f"{prefix}/nowhere")
    db.session.rollback()


def open_referral(page, prefix, **values):
    make_referral(token_hash=hash_token(TOKEN), body="The light at Oak Street is out.", **values)
    page.goto(f"{prefix}/referrals/{TOKEN}")


@state
def referral_to_reply_to(page, prefix):
    open_referral(page, prefix)


@state
def referral_with_an_error(page, prefix):
    open_referral(page, prefix)
    tap(page, "#reply-form button", shows="#referral [role=alert]")


@state
def referral_with_its_reply(page, prefix):
    open_referral(page, prefix, reply="It is fixed.", replied_at=now())


@state
def referral_that_was_taken_back(page, prefix):
    open_referral(page, prefix, withdrawn_at=now())
