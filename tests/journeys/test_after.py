"""After the event: three taps, what became of it, and the way out of the mail."""

from playwright.sync_api import expect

from coffeecop.models import Concern, OutboxMessage, Outcome, SurveyAnswer
from tests.factories import make_concern
from tests.journeys.checks import check_easy_to_use
from tests.journeys.states import (
    CODES,
    LANGUAGES,
    after_the_event,
    make_receipt_concern,
    open_event,
)
from tests.stored import one_of

THE_DEPARTMENT = "http://127.0.0.1:8000"


def test_three_taps_and_a_line_say_how_it_was(phone, prefix, app):
    after_the_event(phone, prefix)
    expect(phone.locator("#survey")).to_be_visible()
    for question, step in (("heard", 4), ("approachable", 3), ("again", 0)):
        phone.locator(f"#{question}-{step}").check()
    phone.locator("#line").fill("More chairs, please.")
    phone.locator("#survey-form button").tap()

    expect(phone.locator("#survey [role=status]")).to_be_visible()
    expect(phone.locator("#survey-form")).to_have_count(0)
    answer = one_of(SurveyAnswer)
    assert (answer.heard, answer.approachable, answer.again) == (5, 4, 1)
    assert (answer.line, answer.language) == ("More chairs, please.", LANGUAGES[prefix])


def test_everything_that_can_be_said_about_a_concern(phone, prefix, app):
    open_event(phone, prefix)
    phone.locator("#body").fill("Could the park have more light?")
    phone.locator("input[value=question]").check()
    phone.locator("#topics-0").check()
    phone.locator("#topics-1").check()
    phone.locator("input[value=reply]").check()
    phone.locator("#concern summary").tap()
    phone.locator("#place").fill("Oak Park")
    phone.locator("#for_neighbor").check()
    phone.locator("#contact").fill("ann@example.org")
    phone.locator("#concern-form > button").tap()

    expect(phone.locator(".receipt-words")).to_be_visible()
    concern = one_of(Concern)
    assert (concern.kind, concern.outcome) == ("question", Outcome.REPLY)
    assert [topic.name_en for topic in concern.topics] == ["Speeding", "Parking"]
    assert (concern.place, concern.for_neighbor) == ("Oak Park", True)
    assert concern.contact.email == "ann@example.org"


def test_who_asked_for_a_reply_is_told_and_finds_it(phone, prefix, app, sign_in_on):
    concern = make_receipt_concern(
        prefix, outcome=Outcome.REPLY, contact={"email": "ann@example.org"}
    )
    sign_in_on(phone, agency=concern.event.agency, language=LANGUAGES[prefix])
    phone.goto(f"/staff/concerns/{concern.id}")
    phone.locator("#answer-form textarea").fill("We fixed them.")
    phone.locator("#answer-form button").tap()
    expect(phone.locator("#thread [role=status]")).to_be_visible()
    expect(phone.locator("#concern-status .badge-success")).to_be_visible()
    check_easy_to_use(phone)
    mail = one_of(OutboxMessage)
    path = mail.body.split(f"{THE_DEPARTMENT}")[1].split()[0]
    assert path.partition("?")[0] == f"{prefix}/receipts"

    phone.goto(path)
    phone.locator("#words").fill(CODES[prefix].replace("-", " "))
    phone.locator("#find-form button").tap()
    expect(phone.locator(".thread .answer")).to_have_text("We fixed them.")

    phone.goto(mail.unsubscribe_url.removeprefix(THE_DEPARTMENT))
    phone.locator("#unsubscribe-form button").tap()
    expect(phone.locator("#unsubscribe [role=status]")).to_be_visible()
    assert one_of(Concern).unsubscribed_at


def test_contact_is_opened_for_a_reason_and_it_is_recorded(phone, app, sign_in_on):
    concern = make_concern(contact={"email": "ann@example.org"})
    sign_in_on(phone, agency=concern.event.agency)
    phone.goto(f"/staff/concerns/{concern.id}")
    expect(phone.get_by_text("ann@example.org")).to_have_count(0)
    phone.locator("#contact summary").tap()
    phone.get_by_label("Why do you need it?").fill("To call back about the lights")
    phone.locator("form[action$='/contact-openings'] button").tap()

    expect(phone.get_by_text("ann@example.org")).to_be_visible()
