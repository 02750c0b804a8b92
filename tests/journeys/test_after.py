"""After the event: three taps, what became of it, and the way out of the mail."""

import re

from playwright.sync_api import expect
from sqlalchemy import select

from coffeecop.db import db
from coffeecop.models import Concern, OutboxMessage, Outcome, Role, Rsvp, SurveyAnswer
from tests.factories import make_concern, make_past_event
from tests.journeys.states import (
    CODES,
    LANGUAGES,
    after_the_event,
    make_receipt_concern,
    open_event,
)

THE_DEPARTMENT = "http://127.0.0.1:8000"


def one(model):
    db.session.rollback()
    db.session.expire_all()
    return db.session.scalars(select(model)).one()


def test_three_taps_and_a_line_say_how_it_was(phone, prefix, app):
    after_the_event(phone, prefix)
    expect(phone.locator("#survey")).to_be_visible()
    for question, step in (("heard", 4), ("approachable", 3), ("again", 0)):
        phone.locator(f"#{question}-{step}").check()
    phone.locator("#line").fill("More chairs, please.")
    phone.locator("#survey-form button").tap()

    expect(phone.locator("#survey [role=status]")).to_be_visible()
    expect(phone.locator("#survey-form")).to_have_count(0)
    answer = one(SurveyAnswer)
    assert (answer.heard, answer.approachable, answer.again) == (5, 4, 1)
    assert (answer.line, answer.language) == ("More chairs, please.", LANGUAGES[prefix])


def test_a_question_can_be_left_out_but_not_all(phone, prefix, app):
    after_the_event(phone, prefix)
    phone.locator("#survey-form button").tap()
    expect(phone.locator("#survey-form").get_by_role("alert")).to_be_visible()
    phone.locator("#again-2").check()
    phone.locator("#survey-form button").tap()

    expect(phone.locator("#survey [role=status]")).to_be_visible()
    answer = one(SurveyAnswer)
    assert (answer.heard, answer.approachable, answer.again) == (None, None, 3)


def test_the_counts_show_on_the_dashboard_and_the_small_ones_do_not(phone, sign_in_on, app):
    event = make_past_event()
    for _answer in range(6):
        phone.goto(f"/events/{event.slug}/survey")
        phone.locator("#heard-4").check()
        phone.locator("#survey-form button").tap()
        expect(phone.locator("#survey [role=status]")).to_be_visible()
    phone.goto(f"/events/{event.slug}/survey")
    phone.locator("#heard-0").check()
    phone.locator("#survey-form button").tap()
    expect(phone.locator("#survey [role=status]")).to_be_visible()
    sign_in_on(phone, Role.OFFICER)
    phone.goto(f"/staff/events/{event.id}")

    section = phone.locator("#survey-results")
    expect(section).to_be_visible()
    counts = section.locator("tbody td:nth-child(2)").all_inner_texts()
    # Six and one: the one is hidden, and something beside it, so that it cannot be worked out.
    assert "1" not in counts


def test_the_page_of_a_past_event_takes_a_concern_and_shows_what_was_done(phone, prefix, app):
    after_the_event(phone, prefix)
    done = {"": "We put up a sign.", "/es": "Pusimos un letrero."}[prefix]
    expect(phone.get_by_text(done)).to_be_visible()
    expect(phone.locator("#rsvp-form")).to_have_count(0)
    phone.locator("#body").fill("Still no sign on Oak Street.")
    phone.locator("#concern-form > button").tap()

    expect(phone.locator(".receipt-words")).to_be_visible()
    assert one(Concern).phase == "after"


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
    concern = one(Concern)
    assert (concern.kind, concern.outcome) == ("question", Outcome.REPLY)
    assert [topic.name_en for topic in concern.topics] == ["Speeding", "Parking"]
    assert (concern.place, concern.for_neighbor) == ("Oak Park", True)
    assert concern.contact.email == "ann@example.org"


def test_what_is_about_an_officer_leaves_the_event(phone, prefix, app, sign_in_on):
    event = open_event(phone, prefix)
    phone.locator("#body").fill("An officer was rude to me.")
    phone.locator("input[value=about_officer]").check()
    phone.locator("#concern-form > button").tap()

    section = phone.locator("#concern")
    expect(section.locator("a[href='https://www.example.org/complaints']")).to_be_visible()
    expect(section.locator("a[href='https://council.example.org/']")).to_be_visible()
    words = {
        "": "Only the people who handle complaints",
        "/es": "Solo lo puede leer el personal que atiende quejas",
    }
    expect(section.get_by_role("status")).to_contain_text(words[prefix])
    concern = one(Concern)
    sign_in_on(phone, Role.OFFICER, agency=event.agency)
    phone.goto(f"/staff/concerns?event={event.id}")
    expect(phone.get_by_text("An officer was rude")).to_have_count(0)
    assert phone.goto(f"/staff/concerns/{concern.id}").status == 404


def test_a_message_that_is_held_is_kept_and_the_resident_is_told(phone, prefix, app):
    open_event(phone, prefix, holds_submissions=True)
    phone.locator("#body").fill("Cars speed on Maple Court.")
    phone.locator("#concern-form > button").tap()

    words = {
        "": "The department looks at each new message before it is counted.",
        "/es": "El departamento lee cada mensaje nuevo antes de contarlo.",
    }
    expect(phone.get_by_text(words[prefix])).to_be_visible()
    assert one(Concern).is_held


def test_who_asked_for_a_reply_is_told_and_finds_it(phone, prefix, app, sign_in_on):
    concern = make_receipt_concern(
        prefix, outcome=Outcome.REPLY, contact={"email": "ann@example.org"}
    )
    sign_in_on(phone, agency=concern.event.agency, language=LANGUAGES[prefix])
    phone.goto(f"/staff/concerns/{concern.id}")
    phone.locator("#answer-form textarea").fill("We fixed them.")
    phone.locator("#answer-form button").tap()
    expect(phone.locator("#thread [role=status]")).to_be_visible()
    mail = one(OutboxMessage)
    path = mail.body.split(f"{THE_DEPARTMENT}")[1].split()[0]
    assert path.partition("?")[0] == f"{prefix}/receipts"

    phone.goto(path)
    phone.locator("#words").fill(CODES[prefix].replace("-", " "))
    phone.locator("#find-form button").tap()
    expect(phone.locator(".thread .answer")).to_have_text("We fixed them.")

    phone.goto(mail.unsubscribe_url.removeprefix(THE_DEPARTMENT))
    phone.locator("#unsubscribe-form button").tap()
    expect(phone.locator("#unsubscribe [role=status]")).to_be_visible()
    assert one(Concern).unsubscribed_at


def test_mail_about_an_rsvp_is_stopped_through_its_link(phone, prefix, app):
    open_event(phone, prefix)
    phone.locator("#rsvp summary").tap()
    phone.locator("#email").fill("ann@example.org")
    phone.locator("#rsvp-form > button").tap()
    expect(phone.locator("#rsvp [role=status]")).to_be_visible()

    phone.goto(one(OutboxMessage).unsubscribe_url.removeprefix(THE_DEPARTMENT))
    assert one(Rsvp).unsubscribed_at is None
    phone.locator("#unsubscribe-form button").tap()

    expect(phone.locator("#unsubscribe [role=status]")).to_be_visible()
    assert one(Rsvp).unsubscribed_at


def test_the_confirmation_is_kept_in_every_way(phone, prefix, app):
    open_event(phone, prefix)
    phone.locator("#rsvp-form > button").tap()
    expect(phone.locator("#rsvp [role=status]")).to_be_visible()

    section = phone.locator("#rsvp")
    link = section.locator("a[href*='/rsvps/']:not([href$='.ics'])").first.get_attribute("href")
    token = link.rpartition("/")[2]
    for kind in ("sms:", "mailto:"):
        assert token in section.locator(f"a[href^='{kind}']").get_attribute("href")
    section.locator("summary").tap()
    expect(section.locator("img.qr")).to_be_visible()
    with phone.expect_download() as download:
        section.locator("a[href$='.ics']").tap()
    # Long lines of a calendar are folded.
    assert token in download.value.path().read_text().replace("\n ", "")
    phone.goto(link)
    expect(phone.locator("#rsvp [role=status]")).to_be_visible()


def test_the_title_of_a_receipt_never_says_police(phone, prefix, app):
    make_receipt_concern(prefix)
    for path in ("", "/withdrawal"):
        phone.goto(f"{prefix}/receipts/{CODES[prefix]}{path}")
        assert not re.search("polic|officer|oficial|cop ", phone.title(), re.IGNORECASE)


def test_contact_is_opened_for_a_reason_and_it_is_recorded(phone, app, sign_in_on):
    concern = make_concern(contact={"email": "ann@example.org"})
    sign_in_on(phone, agency=concern.event.agency)
    phone.goto(f"/staff/concerns/{concern.id}")
    expect(phone.get_by_text("ann@example.org")).to_have_count(0)
    phone.locator("#contact summary").tap()
    phone.get_by_label("Why do you need it?").fill("To call back about the lights")
    phone.locator("form[action$='/contact-openings'] button").tap()

    expect(phone.get_by_text("ann@example.org")).to_be_visible()
