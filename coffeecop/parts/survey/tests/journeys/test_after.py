"""After the event: four taps."""

from datetime import timedelta

from playwright.sync_api import expect

from coffeecop.db import now
from coffeecop.models import SurveyAnswer
from coffeecop.models.event.attendance import QUESTIONS
from tests.journeys.states import make_coffee, open_event_that_is_over
from tests.journeys.test_bad_phone import check_that_it_keeps
from tests.journeys.test_keyboard import tab_to
from tests.stored import all_of, one_of


def answers_of(row):
    return [getattr(row, question) for question in QUESTIONS]


def test_four_taps_alone_are_four_answers_in_one_record_and_the_end_leads_on(phone, app):
    open_event_that_is_over(phone, "/es")
    for count, question in enumerate(QUESTIONS, start=1):
        with phone.expect_response("**/survey/taps"):
            phone.locator(f"#{question} .choice >> nth=3").tap()
        expect(phone.locator("#survey-saved[role=status]")).to_be_visible()
        assert answers_of(one_of(SurveyAnswer)) == [4] * count + [None] * (4 - count)

    # The fourth sends; the button comes back for whoever adds a line, and that is no second record.
    send = phone.locator("#survey-form > button")
    expect(send).to_be_hidden()
    phone.locator("#survey-form summary").tap()
    phone.locator("#line").fill("Buen café")
    send.tap()
    expect(phone.locator("#survey-form")).to_have_count(0)
    assert answers_of(one_of(SurveyAnswer)) == [4, 4, 4, 4]
    phone.locator("#survey a[href$='#came-of-it']").tap()
    expect(phone.locator("#came-of-it")).to_be_in_viewport()

    # The next person on this phone does not change them.
    phone.reload()
    expect(phone.locator("#ratings :checked")).to_have_count(0)


def test_taps_before_a_slow_script_came_are_saved_once_it_is_there(phone, app):
    waiting = []
    phone.route("**/static/app.*.js", lambda route: waiting.append(route))
    event = make_coffee(starts_at=now() - timedelta(days=2))
    with phone.expect_request("**/static/app.*.js"):
        phone.goto(f"/events/{event.slug}", wait_until="commit")
    for question in QUESTIONS:
        phone.locator(f"#{question} .choice >> nth=3").tap()
    assert all_of(SurveyAnswer) == []

    waiting[0].continue_()

    expect(phone.locator("#survey-saved.is-complete")).to_be_visible()
    assert answers_of(one_of(SurveyAnswer)) == [4, 4, 4, 4]


def test_a_tap_without_a_signal_says_so_and_send_brings_it_later(open_page, app):
    phone = open_page(loses_signal=True)
    open_event_that_is_over(phone, "")
    phone.context.set_offline(True)
    phone.locator("#heard .choice >> nth=4").tap()
    expect(phone.locator("#survey .not-sent")).to_have_text("Not saved yet. Tap Send to try again.")
    phone.context.set_offline(False)
    phone.locator("#survey-form > button").tap()

    expect(phone.locator("#survey-form")).to_have_count(0)
    assert answers_of(one_of(SurveyAnswer)) == [5, None, None, None]


def test_the_survey(phone, app):
    open_event_that_is_over(phone, "")
    tab_to(phone, "[name=heard]", press="Space")
    for _step in range(3):
        phone.keyboard.press("ArrowRight")
    expect(phone.locator("#heard-3")).to_be_checked()
    tab_to(phone, "#survey-form > button", press="Enter")

    expect(phone.locator("#survey .notice[role=status]")).to_be_visible()


def test_no_comment_is_lost_without_a_signal_or_when_it_is_taken_for_a_machine_s(open_page, app):
    page = open_page(loses_signal=True)
    open_event_that_is_over(page, "")
    page.locator("#survey summary").tap()
    check_that_it_keeps(page, "survey", "#line", "More chairs", "#survey [role=status]")
