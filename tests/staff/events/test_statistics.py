import pytest

from coffeecop.models import Language, SurveyAnswer
from tests.factories import make_concern, make_concerns, make_event, make_topic, save
from tests.staff.events.report.reports import make_answers
from tests.staff.events.test_show import rows_of

pytestmark = pytest.mark.both_databases


def test_of_five_answers_and_more_staff_read_a_sentence_for_each_question_as_in_the_report(
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
    told = dict(zip(*(page.texts(f"#survey-results {tag}") for tag in ("dt", "dd")), strict=True))
    assert told["I felt heard"].startswith("At least 7 in 10; with 15 answers")
    assert told["They treated me with respect"] == "Fewer than five answered"
    assert "hidden" not in page.text("#survey-results")
    assert page.texts("#survey-results .quote") == ["<b>Good</b>"]
    assert not plain_officer.get(f"/staff/events/{make_event().id}").has("#survey-results")


ENGLISH, SPANISH = Language


def told_languages(visitor, event):
    rows = rows_of(visitor.post(f"/staff/events/{event.id}/export"))
    return {row[name] for row in rows for name in row if "language" in name}


@pytest.mark.parametrize(
    ("of_noise", "told"),
    [
        # A text of unknown language counts as English.
        ({ENGLISH: 4, SPANISH: 5, None: 1}, {"en", "es", ""}),
        ({ENGLISH: 4, SPANISH: 5}, {"hidden"}),
        ({ENGLISH: 5, SPANISH: 4}, {"hidden"}),
        ({ENGLISH: 5}, {"hidden"}),
        ({}, {"en", "es"}),
    ],
)
def test_a_small_count_of_a_topic_hides_the_languages(plain_officer, event, of_noise, told):
    traffic, noise = make_topic(), make_topic()
    for language in Language:
        values = {"event": event, "language": language, "text_language": language}
        make_concerns(7, topics=[traffic], **values)
    for language, number in of_noise.items():
        make_concerns(number, event=event, topics=[noise], text_language=language)

    assert told_languages(plain_officer, event) == told


@pytest.mark.parametrize(("spanish", "told"), [(5, {"en", "es"}), (4, {"hidden"})])
def test_what_has_no_topic_counts_too_and_complaints_do_not(plain_officer, event, spanish, told):
    make_concerns(20, event=event, text_language=ENGLISH)
    make_concerns(spanish, event=event, text_language=SPANISH)
    make_concern(event=event, text_language=SPANISH, is_complaint=True)

    assert told_languages(plain_officer, event) == told
