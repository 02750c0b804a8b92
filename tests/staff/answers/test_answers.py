"""Staff write answers for everybody; organizers and administrators publish them."""

import pytest

from coffeecop.models import AnswerConfirmation, AuditAction, Kind, Language, PublicAnswer
from coffeecop.web.forms import new_form_key
from tests.factories import (
    make_agency,
    make_concern,
    make_concerns,
    make_event,
    make_public_answer,
    make_topic,
    save,
)
from tests.staff.form_filling import as_shown
from tests.stored import all_of, audit_entries, one_of, reload

PATH = "/staff/answers"
BOTH = {
    "question_en": "May I park here?",
    "question_es": "¿Puedo estacionarme aquí?",
    "answer_en": "On Sundays.",
    "answer_es": "Los domingos.",
}


def test_an_officer_writes_a_draft_in_one_language_and_once(officer):
    key = new_form_key()

    sent, _again = (
        officer.post(PATH, question_en="May I park here?", form_key=key) for _tap in range(2)
    )

    answer = one_of(PublicAnswer)
    assert sent.location == f"{PATH}/{answer.id}"
    assert not answer.is_published
    (entry,) = audit_entries(AuditAction.PUBLIC_ANSWER_CHANGED)
    assert (entry.subject_id, entry.facts) == (answer.id, {"question_en": None})


def test_it_is_published_in_one_language_first_but_never_half_a_language(organizer):
    page = organizer.post(PATH, **{**BOTH, "answer_es": ""}, publish="1")
    assert page.status == 422
    assert "or neither" in page.text("#answer_es-error")
    assert all_of(PublicAnswer) == []

    organizer.post(PATH, **{**BOTH, "question_es": "", "answer_es": ""}, publish="1")

    answer = one_of(PublicAnswer)
    assert (answer.is_published, answer.published_by_id) == (True, organizer.member.id)
    assert audit_entries(AuditAction.PUBLIC_ANSWER_PUBLISHED)[0].subject_id == answer.id
    assert "On Sundays." in organizer.get("/answers").words

    organizer.post(f"{PATH}/{answer.id}/withdrawal")
    assert not reload(answer).is_published
    assert audit_entries(AuditAction.PUBLIC_ANSWER_WITHDRAWN)[0].subject_id == answer.id
    assert "On Sundays." not in organizer.get("/answers").words


def test_an_officer_neither_publishes_nor_changes_what_is_public(officer):
    answer = make_public_answer()
    page = officer.get(f"{PATH}/{answer.id}")
    assert "An organizer or an administrator publishes it." in page.text("#answer-form")

    for path, fields in ((PATH, {"publish": "1"}), (f"{PATH}/{answer.id}", {})):
        page = officer.post(path, **BOTH, **fields)
        assert page.status == 422
        assert "Only organizers and administrators publish" in page.text("[role=alert]")
    assert one_of(PublicAnswer).answer_en == "72 hours."


def test_a_concern_starts_an_answer_without_the_residents_words_in_it(officer):
    topic = make_topic(name_en="Parking")
    concern = make_concern(body="My neighbor Bob parks here. May he?", topics=[topic])

    page = officer.get(f"{PATH}/new?concern={concern.id}")

    assert page.value("[name=question_en]") == page.value("[name=answer_en]") == ""
    assert page.one("#topic [selected]")["value"] == str(topic.id)
    officer.post(PATH, **{**as_shown(page, "#answer-form"), **BOTH, "topic": topic.id})
    assert [each.id for each in one_of(PublicAnswer).concerns] == [concern.id]


def test_a_complaint_or_another_departments_concern_starts_none(officer):
    elsewhere = make_event(agency=make_agency())

    for concern in (make_concern(is_complaint=True), make_concern(event=elsewhere)):
        assert officer.get(f"{PATH}/new?concern={concern.id}").status == 404


def test_questions_that_many_ask_are_offered_the_largest_first(officer):
    event, offered = make_event(), "[aria-labelledby=asked-heading] li"
    for name, number in {"Parking": 3, "Noise": 2, "Animals": 1}.items():
        topics = [make_topic(name_en=name)]
        make_concerns(number, event=event, kind=Kind.QUESTION, topics=topics)

    page = officer.get(PATH)

    assert page.texts(offered) == ["Parking 3 questions", "Noise 2 questions"]
    started = officer.get(page.one(f"{offered}:first-child a")["href"])
    officer.post(PATH, **{**as_shown(started, "#answer-form"), **BOTH})
    assert len(one_of(PublicAnswer).concerns) == 3
    assert officer.get(PATH).texts(offered) == ["Noise 2 questions"]


def test_the_list_says_how_many_asked_and_how_many_it_helped(officer):
    answer = make_public_answer(concerns=[make_concern(kind=Kind.QUESTION)])
    for n in range(2):
        save(AnswerConfirmation(answer_id=answer.id, form_key_hash=f"yes {n}"))

    words = officer.get(PATH).text("[aria-labelledby=answers-heading]")

    assert "Asked in 1 concern. It helped 2 residents." in words


@pytest.mark.parametrize(
    ("language", "text"),
    [(Language.ENGLISH, "72 hours."), (Language.SPANISH, "Setenta y dos horas.")],
)
def test_a_public_answer_fills_the_box_in_the_residents_language(officer, language, text):
    answer = make_public_answer()
    concern = make_concern(language=language, receipt_hash="r" * 64)

    page = officer.get(f"/staff/concerns/{concern.id}")
    assert page.value("#body") == ""
    link = page.one(f"[href$='use={answer.id}']")["href"]

    assert officer.get(link).value("#body") == text
