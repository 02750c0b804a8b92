import pytest

from coffeecop.models import Language, SurveyAnswer
from tests.factories import make_event, numbers, save

pytestmark = pytest.mark.both_databases


def answer(event, number=1, **values):
    for _ in range(number):
        key = f"survey {next(numbers)}"
        save(
            SurveyAnswer(event_id=event.id, form_key_hash=key, language=Language.ENGLISH, **values)
        )


def cells(page, question):
    column = page.texts("#survey-results thead th").index(question) + 1
    return page.texts(f"#survey-results tbody tr > :nth-child({column})")


def test_staff_see_how_many_gave_each_answer_and_apart_what_they_added(plain_officer, event):
    answer(event, 9, heard=5, again=5)
    answer(event, 6, heard=4)
    answer(event, line="<b>Good</b> coffee")

    page = plain_officer.get(f"/staff/events/{event.id}")

    assert "16 answers" in page.text("#survey-results")
    assert cells(page, "I felt heard") == ["hidden", "hidden", "hidden", "hidden", "9"]
    assert page.texts("#survey-results .quote") == ["<b>Good</b> coffee"]
    assert not plain_officer.get(f"/staff/events/{make_event().id}").has("#survey-results")


def test_a_few_answers_are_not_shown_at_all(plain_officer, event):
    answer(event, 4, heard=1, line="I know who said this")

    page = plain_officer.get(f"/staff/events/{event.id}")

    assert "Fewer than five people" in page.text("#survey-results")
    assert "I know who said this" not in page.body
    assert not page.has("#survey-results table")
