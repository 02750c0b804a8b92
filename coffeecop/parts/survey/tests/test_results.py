"""What staff read of the answers to an event."""

import pytest

from coffeecop.models import SurveyAnswer
from tests.factories import make_answers, make_event, make_past_event, save

pytestmark = pytest.mark.both_databases


def test_of_five_answers_and_more_staff_read_a_sentence_for_each_question_as_in_the_report(
    plain_officer,
):
    event = make_past_event()
    make_answers(event, [5] * 3, again=5)
    save(SurveyAnswer(event_id=event.id, form_key_hash="a", language="en", line="<b>Good</b>"))
    page = plain_officer.get(f"/staff/events/{event.id}")
    assert "Fewer than five people" in page.text("#survey-results")
    assert not page.has("#survey-results table, #survey-results .quote")
    make_answers(event, [5] * 6, again=5)
    make_answers(event, [4] * 6)

    page = plain_officer.get(f"/staff/events/{event.id}")

    assert "16 answers" in page.text("#survey-results")
    told = dict(zip(*(page.texts(f"#survey-results {tag}") for tag in ("dt", "dd")), strict=True))
    assert told["I felt heard"].startswith("At least 7 in 10; with 15 answers")
    assert told["They treated me with respect"] == "Fewer than five answered"
    assert "hidden" not in page.text("#survey-results")
    assert page.texts("#survey-results .quote") == ["<b>Good</b>"]
    assert not plain_officer.get(f"/staff/events/{make_event().id}").has("#survey-results")
