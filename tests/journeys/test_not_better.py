"""A question without a name is answered, read on another phone, and reopened by a no."""

from datetime import timedelta

from playwright.sync_api import expect

from coffeecop.db import db, now
from coffeecop.models import Concern
from coffeecop.models.concern import BETTER_ASKED_AFTER
from coffeecop.web.receipt_codes import hash_code
from tests.factories import make_concern, make_event
from tests.journeys.checks import check_easy_to_use
from tests.journeys.states import CODES, LANGUAGES
from tests.stored import one_of


def test_a_no_weeks_later_stands_first_for_the_officer(open_page, phone, prefix, sign_in_on):
    event = make_event(starts_at=now() - timedelta(days=1))
    phone.goto(f"{prefix}/events/{event.slug}/concerns/new")
    phone.locator("#body").fill("Are the lights on Ash Street out for good?")
    phone.locator("#answer").check()
    phone.locator("#concern-form > button").tap()
    expect(phone.locator(".receipt-words")).to_be_visible()
    words = " ".join(phone.locator(".receipt-words li").all_text_contents())
    concern = one_of(Concern)
    assert (concern.contact, concern.came_back_on) == (None, None)

    officer = open_page()
    sign_in_on(officer, agency=event.agency, language=LANGUAGES[prefix])
    officer.goto(f"/staff/concerns/{concern.id}")
    officer.locator("#answer-form textarea").fill("They are fixed.")
    officer.locator("#answer-form button[value=send_and_close]").tap()
    expect(officer.locator("main > [role=status]")).to_be_visible()

    weeks_later = BETTER_ASKED_AFTER + timedelta(days=2)
    concern = one_of(Concern)
    concern.created_at -= weeks_later
    concern.event.starts_at -= weeks_later
    concern.event.ends_at -= weeks_later
    db.session.commit()
    make_concern(event=event, wants_answer=True, created_at=now() - timedelta(days=90))
    other = open_page(script=prefix == "")
    other.goto(f"{prefix}/receipts")
    other.locator("#words").fill(words)
    other.locator("#find-form button").tap()
    expect(other.locator(".card .answer")).to_have_text("They are fixed.")
    other.locator("#better-form button[value=no]").tap()
    expect(other.locator("#concern [role=status]")).to_be_visible()
    check_easy_to_use(other)
    assert one_of(Concern, id=concern.id).came_back_on is not None

    officer.goto("/staff/concerns?waiting=1")
    expect(officer.locator("#concern-list .items li")).to_have_count(2)
    expect(officer.locator("#concern-list .items li").first).to_contain_text("Ash Street")
    expect(officer.locator("#concern-list .items li").first.locator(".flag-word")).to_be_visible()
    check_easy_to_use(officer)


def test_a_link_that_is_opened_weeks_later_counts_as_coming_back(with_script, app):
    code = CODES[""]
    make_concern(receipt_hash=hash_code(code), created_at=now() - timedelta(days=30))

    with with_script.expect_response("**/visits") as visit:
        with_script.goto(f"/receipts/{code}")

    assert visit.value.status == 204
    assert one_of(Concern).came_back_on is not None
