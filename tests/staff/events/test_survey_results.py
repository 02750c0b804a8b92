import pytest

from coffeecop.models import SurveyAnswer
from tests.factories import make_event, save
from tests.staff.events.report.reports import make_answers

pytestmark = pytest.mark.both_databases


def cells(page, question):
    column = page.texts("#survey-results thead th").index(question) + 1
    return page.texts(f"#survey-results tbody tr > :nth-child({column})")


def test_staff_see_how_many_gave_each_answer_and_apart_what_they_added(plain_officer, event):
    make_answers(event, [5] * 9, again=5)
    make_answers(event, [4] * 6)
    save(SurveyAnswer(event_id=event.id, form_key_hash="a", language="en", line="<b>Good</b>"))

    page = plain_officer.get(f"/staff/events/{event.id}")

    assert "16 answers" in page.text("#survey-results")
    assert cells(page, "I felt heard") == ["hidden", "hidden", "hidden", "hidden", "9"]
    assert page.texts("#survey-results .quote") == ["<b>Good</b>"]
    assert not plain_officer.get(f"/staff/events/{make_event().id}").has("#survey-results")


def test_a_few_answers_are_not_shown_at_all(plain_officer, event):
    make_answers(event, [1] * 3)
    line = "I know who said this"
    save(SurveyAnswer(event_id=event.id, form_key_hash="a", language="en", line=line))

    page = plain_officer.get(f"/staff/events/{event.id}")

    assert "Fewer than five people" in page.text("#survey-results")
    assert line not in page.body
    assert not page.has("#survey-results table")
