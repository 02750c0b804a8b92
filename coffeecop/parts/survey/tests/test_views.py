from datetime import timedelta

import pytest
import time_machine

from coffeecop.db import now
from coffeecop.models import Concern, SurveyAnswer
from coffeecop.web.forms import new_form_key
from tests.factories import make_event, make_past_event
from tests.stored import all_of, one_of


def send(visitor, event, **fields):
    return visitor.post(f"/events/{event.slug}/survey", **fields)


@pytest.mark.parametrize("field", ["heard", "approachable", "respected", "again", "line"])
def test_any_question_may_be_skipped_but_not_all(visitor, field):
    event = make_past_event()

    assert send(visitor, event, **{field: "3"}).status == 303
    empty = send(visitor, event, line="  ")

    assert "Answer at least one of these." in empty.refused("#heard-error")
    assert len(all_of(SurveyAnswer)) == 1


def test_answers_are_taken_from_the_start_until_a_month_after(visitor):
    event = make_event(starts_at=now() + timedelta(hours=1))
    path = f"/events/{event.slug}/survey"
    assert visitor.get(path).status == 404
    assert send(visitor, event, heard="5").status == 422

    with time_machine.travel(event.starts_at + timedelta(minutes=1), tick=False):
        assert visitor.get(path).status == 200
        assert not visitor.get(f"/events/{event.slug}").has("#survey-form")
        assert send(visitor, event, heard="5").status == 303

    with time_machine.travel(event.ends_at, tick=False):
        assert visitor.get(f"/events/{event.slug}").has("#survey-form")

    with time_machine.travel(event.ends_at + timedelta(days=30), tick=False):
        assert visitor.get(path).status == 404
        assert send(visitor, event, heard="5").status == 422


@pytest.mark.parametrize(
    ("line", "is_hidden"),
    [
        ("My husband hits me and I am afraid to go home", False),
        ("Officer Smith laughed at my accent and called me stupid", True),
    ],
)
def test_a_line_that_somebody_must_act_on_is_a_concern_with_a_receipt(visitor, line, is_hidden):
    event = make_past_event()
    fields = {"form_key": new_form_key(), "heard": "4", "line": line}

    sent = [send(visitor, event, **fields) for _ in range(2)]

    concern, answer = one_of(Concern), one_of(SurveyAnswer)
    assert (concern.body, concern.is_for_complaint_staff) == (line, is_hidden)
    assert (answer.heard, answer.line) == (4, None)
    receipt = visitor.get(sent[1].location)
    assert receipt.has("a[href='tel:911']") is not is_hidden


def test_such_a_line_alone_is_no_answer_of_the_survey(visitor):
    send(visitor, make_past_event(), line="quiero morirme")

    assert (len(all_of(Concern)), all_of(SurveyAnswer)) == (1, [])


def test_each_question_is_answered_in_one_of_five_words(visitor):
    page = visitor.get(f"/events/{make_past_event().slug}/survey")

    for name in ("heard", "approachable", "respected", "again"):
        words = page.texts(f"#{name} .choice")
        assert words == ["Not at all", "A little", "Partly", "Mostly", "Very much"]
    assert not page.has("#survey-form [checked], #survey-form details[open]")
