"""Each tap on an answer is saved, all taps on one form in one record."""

import pytest

from coffeecop.models import EventStatus, SurveyAnswer
from coffeecop.models.event.attendance import QUESTIONS
from coffeecop.web.forms import new_form_key
from tests.colleagues import post_all
from tests.factories import make_event, make_past_event
from tests.stored import all_of, one_of


def tap(visitor, event, key, **answers):
    return visitor.post(f"/events/{event.slug}/survey/taps", form_key=key, **answers)


def answers_of(row):
    return {question: getattr(row, question) for question in QUESTIONS}


def test_four_taps_are_four_answers_in_one_record(visitor):
    event, key, given = make_past_event(), new_form_key(), {}

    for question, step in zip(QUESTIONS, (5, 4, 3, 1), strict=True):
        given[question] = step
        page = tap(visitor, event, key, **given)
        done = page.text("#survey-saved[role=status]")
        assert done.startswith("Sent. Thank you." if len(given) == 4 else "Saved. Thank you.")
    assert page.has("#survey-saved.is-complete a")

    assert answers_of(one_of(SurveyAnswer)) == given


@pytest.mark.both_databases
def test_another_tap_changes_an_answer_a_late_one_erases_none_and_sending_adds_the_line(visitor):
    event, key = make_past_event(), new_form_key()
    tap(visitor, event, key, heard="1", respected="4")
    tap(visitor, event, key, heard="5")

    sent = visitor.post(
        f"/events/{event.slug}/survey", form_key=key, heard="5", again="4", line="Good coffee"
    )

    assert sent.location.endswith("/thanks")
    answer = one_of(SurveyAnswer)
    assert (answer.heard, answer.respected, answer.again) == (5, 4, 4)
    assert answer.line == "Good coffee"


@pytest.mark.both_databases
@pytest.mark.usefixtures("unlimited")
def test_taps_at_once_are_one_record_with_every_answer(app):
    event, key = make_past_event(), new_form_key()
    taps = [{"form_key": key, question: "3"} for question in QUESTIONS] * 5

    statuses, _ = post_all(app, [(f"/events/{event.slug}/survey/taps", form) for form in taps])

    assert set(statuses) == {200}
    assert answers_of(one_of(SurveyAnswer)) == dict.fromkeys(QUESTIONS, 3)


def test_each_form_has_a_record_of_its_own_and_a_forged_key_has_none(visitor):
    event, key = make_past_event(), new_form_key()
    tap(visitor, event, key, heard="5")
    tap(visitor, event, new_form_key(), heard="1")

    assert tap(visitor, event, f"x{key}", heard="2").status == 409
    assert sorted(answer.heard for answer in all_of(SurveyAnswer)) == [1, 5]


@pytest.mark.parametrize("answers", [{}, {"heard": "6"}])
def test_a_tap_without_an_answer_is_not_saved(visitor, answers):
    assert tap(visitor, make_past_event(), new_form_key(), **answers).status == 409
    assert all_of(SurveyAnswer) == []


def test_taps_are_saved_only_while_the_survey_is_open(visitor):
    for event in (make_event(), make_past_event(status=EventStatus.CANCELLED)):
        assert tap(visitor, event, new_form_key(), heard="5").status == 409
    assert all_of(SurveyAnswer) == []
