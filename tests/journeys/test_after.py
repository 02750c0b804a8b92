"""After the event: three taps, what became of it, and the way out of the mail."""

from playwright.sync_api import expect

from coffeecop.models import Concern, OutboxMessage, SurveyAnswer
from tests.journeys.checks import check_easy_to_use
from tests.journeys.states import (
    CODES,
    LANGUAGES,
    after_the_event,
    make_receipt_concern,
)
from tests.stored import one_of

THE_DEPARTMENT = "http://127.0.0.1:8000"


def test_three_taps_and_a_line_say_how_it_was(phone, prefix, app):
    after_the_event(phone, prefix)
    expect(phone.locator("#survey")).to_be_visible()
    for question, step in (("heard", 4), ("approachable", 3), ("again", 0)):
        phone.locator(f"#{question}-{step}").check()
    phone.locator("#survey summary").tap()
    phone.locator("#line").fill("More chairs, please.")
    phone.locator("#survey-form > button").tap()

    expect(phone.locator("#survey [role=status]")).to_be_visible()
    expect(phone.locator("#survey-form")).to_have_count(0)
    answer = one_of(SurveyAnswer)
    assert (answer.heard, answer.approachable, answer.again) == (5, 4, 1)
    assert (answer.line, answer.language) == ("More chairs, please.", LANGUAGES[prefix])


def test_three_taps_answer_and_one_sends_and_the_end_leads_on(phone, prefix, app):
    after_the_event(phone, prefix)
    taps = [*(f"#{name} .choice >> nth=3" for name in ("heard", "approachable", "again"))]
    for selector in [*taps, "#survey-form > button"]:
        phone.locator(selector).tap()
    expect(phone.locator("#survey [role=status]")).to_be_visible()
    answer = one_of(SurveyAnswer)
    assert (answer.heard, answer.approachable, answer.again) == (4, 4, 4)

    phone.locator("#survey a[href$='#came-of-it']").tap()
    expect(phone.locator("#came-of-it")).to_be_in_viewport()


def test_who_asked_for_a_reply_is_told_and_finds_it(phone, prefix, app, sign_in_on):
    concern = make_receipt_concern(prefix, wants_answer=True, contact={"email": "ann@example.org"})
    sign_in_on(phone, agency=concern.event.agency, language=LANGUAGES[prefix])
    phone.goto(f"/staff/concerns/{concern.id}")
    phone.locator("#answer-form textarea").fill("We fixed them.")
    phone.locator("#answer-form button").first.tap()
    expect(phone.locator("main > [role=status]")).to_be_visible()
    phone.locator("main > [role=status] a").tap()
    expect(phone.locator("#concern-status .badge-success")).to_be_visible()
    check_easy_to_use(phone)
    mail = one_of(OutboxMessage)
    path = mail.body.split(f"{THE_DEPARTMENT}")[1].split()[0]
    assert path.partition("?")[0] == f"{prefix}/receipts"

    phone.goto(path)
    phone.locator("#words").fill(CODES[prefix].replace("-", " "))
    phone.locator("#find-form button").tap()
    expect(phone.locator(".card .answer")).to_have_text("We fixed them.")

    phone.goto(mail.unsubscribe_url.removeprefix(THE_DEPARTMENT))
    phone.locator("#unsubscribe-form button").tap()
    expect(phone.locator("#unsubscribe [role=status]")).to_be_visible()
    assert one_of(Concern).unsubscribed_at
