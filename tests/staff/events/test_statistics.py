import pytest

from coffeecop.models import SurveyAnswer
from tests.factories import make_event, save
from tests.staff.events.report.reports import make_answers

pytestmark = pytest.mark.both_databases


def cells(page, question):
    column = page.texts("#survey-results thead th").index(question) + 1
    return page.texts(f"#survey-results tbody tr > :nth-child({column})")


def test_of_five_answers_and_more_staff_see_how_many_gave_each_and_apart_what_they_added(
    plain_officer, event
):
    make_answers(event, [5] * 3, again=5)
    save(SurveyAnswer(event_id=event.id, form_key_hash="a", language="en", line="<b>Good</b>"))
    page = plain_officer.get(f"/staff/events/{event.id}")
    assert "Fewer than five people" in page.text("#survey-results")
    assert not page.has("#survey-results table, #survey-results .quote")
    make_answers(event, [5] * 6, again=5)
    make_answers(event, [4] * 6)

    page = plain_officer.get(f"/staff/events/{event.id}")

    assert "16 answers" in page.text("#survey-results")
    assert cells(page, "I felt heard") == ["hidden"] * 5
    assert page.texts("#survey-results .quote") == ["<b>Good</b>"]
    assert not plain_officer.get(f"/staff/events/{make_event().id}").has("#survey-results")
