"""Staff write answers for everybody; organizers and administrators publish them."""

import pytest

from coffeecop.models import (
    AnswerConfirmation,
    AuditAction,
    Kind,
    Language,
    PublicAnswer,
    Role,
)
from coffeecop.web.forms import new_form_key
from tests.factories import (
    make_agency,
    make_concern,
    make_event,
    make_message,
    make_public_answer,
    make_topic,
    save,
    sign_in,
)
from tests.stored import all_of, audit_entries, one_of, reload

PATH = "/staff/answers"
BOTH = {
    "question_en": "May I park here?",
    "question_es": "¿Puedo estacionarme aquí?",
    "answer_en": "On Sundays.",
    "answer_es": "Los domingos.",
}


def form_of(page):
    fields = page.soup.select("#answer-form :is(input, textarea, select)[name]")
    return {
        field["name"]: page.value(f"#answer-form [name={field['name']}]")
        for field in fields
        if field.name != "select" and field["name"] != "csrf_token"
    }


def test_an_officer_writes_a_draft_in_one_language(officer):
    sent = officer.post(PATH, question_en="May I park here?")

    answer = one_of(PublicAnswer)
    assert sent.location == f"{PATH}/{answer.id}"
    assert not answer.is_published
    entry = audit_entries(AuditAction.PUBLIC_ANSWER_CHANGED)[0]
    assert (entry.subject_id, entry.facts) == (answer.id, {"question_en": None})


def test_a_double_tap_makes_one_answer(officer):
    sent = {**BOTH, "form_key": new_form_key()}

    for _tap in range(2):
        assert officer.post(PATH, **sent).status == 303

    assert len(all_of(PublicAnswer)) == len(audit_entries(AuditAction.PUBLIC_ANSWER_CHANGED)) == 1


def test_it_is_published_in_both_languages_or_not_at_all(organizer):
    without = {**BOTH, "answer_es": ""}
    page = organizer.post(PATH, **without, publish="1")
    assert page.status == 422
    assert "both languages" in page.text("#answer_es-error")
    assert all_of(PublicAnswer) == []

    organizer.post(PATH, **BOTH, publish="1")

    answer = one_of(PublicAnswer)
    assert (answer.is_published, answer.published_by_id) == (True, organizer.member.id)
    assert audit_entries(AuditAction.PUBLIC_ANSWER_PUBLISHED)[0].subject_id == answer.id
    assert "On Sundays." in organizer.get("/answers").words


def test_an_officer_neither_publishes_nor_changes_what_is_public(officer):
    answer = make_public_answer()

    refused = [
        officer.post(PATH, **BOTH, publish="1"),
        officer.post(f"{PATH}/{answer.id}", **BOTH),
    ]
    for page in refused:
        assert page.status == 422
        assert "Only organizers and administrators publish" in page.text("[role=alert]")
    assert one_of(PublicAnswer).answer_en == "72 hours."
    assert "An organizer or an administrator publishes it." in officer.get(
        f"{PATH}/{answer.id}"
    ).text("#answer-form")


def test_what_is_taken_down_is_a_draft_again(organizer):
    answer = make_public_answer()

    organizer.post(f"{PATH}/{answer.id}/withdrawal")

    assert not reload(answer).is_published
    assert audit_entries(AuditAction.PUBLIC_ANSWER_WITHDRAWN)[0].subject_id == answer.id
    assert "72 hours." not in organizer.get("/answers").words


def test_a_concern_starts_an_answer_without_the_residents_words_in_it(officer):
    topic = make_topic(name_en="Parking")
    concern = make_concern(body="My neighbor Bob parks here. May he?", topics=[topic])

    page = officer.get(f"{PATH}/new?concern={concern.id}")

    assert page.value("[name=question_en]") == page.value("[name=answer_en]") == ""
    assert page.one("#topic [selected]")["value"] == str(topic.id)
    officer.post(PATH, **{**form_of(page), **BOTH, "topic": topic.id})
    assert [each.id for each in one_of(PublicAnswer).concerns] == [concern.id]


def test_a_complaint_or_another_departments_concern_starts_none(officer):
    complaint = make_concern(is_complaint=True)
    elsewhere = make_concern(event=make_event(agency=make_agency()))

    for concern in (complaint, elsewhere):
        assert officer.get(f"{PATH}/new?concern={concern.id}").status == 404


def test_questions_that_many_ask_are_offered_the_largest_first(officer):
    event, parking, noise = make_event(), make_topic(name_en="Parking"), make_topic(name_en="Noise")
    for topic, number in ((parking, 3), (noise, 2)):
        for _question in range(number):
            make_concern(event=event, kind=Kind.QUESTION, topics=[topic])
    make_concern(event=event, topics=[make_topic(name_en="Animals")])

    page = officer.get(PATH)

    assert page.texts("[aria-labelledby=asked-heading] li") == [
        "Parking 3 questions",
        "Noise 2 questions",
    ]
    started = officer.get(page.one("[aria-labelledby=asked-heading] li:first-child a")["href"])
    officer.post(PATH, **{**form_of(started), **BOTH})
    assert len(one_of(PublicAnswer).concerns) == 3
    assert officer.get(PATH).texts("[aria-labelledby=asked-heading] li") == ["Noise 2 questions"]


def test_the_list_says_how_many_asked_and_how_many_it_helped(officer):
    answer = make_public_answer(concerns=[make_concern(kind=Kind.QUESTION)])
    for n in range(2):
        save(AnswerConfirmation(answer_id=answer.id, form_key_hash=f"yes {n}"))

    words = officer.get(PATH).text("[aria-labelledby=answers-heading]")

    assert "Asked in 1 concern. It helped 2 residents." in words


@pytest.mark.parametrize(
    ("language", "text"), [("en", "72 hours."), ("es", "Setenta y dos horas.")]
)
def test_a_public_answer_fills_the_box_in_the_residents_language(officer, language, text):
    answer = make_public_answer()
    concern = make_concern(language=Language(language), receipt_hash="r" * 64)
    make_message(concern)

    page = officer.get(f"/staff/concerns/{concern.id}")
    assert page.value("#body") == ""
    link = page.one(f"[href$='use={answer.id}']")["href"]

    assert officer.get(link).value("#body") == text


def test_another_departments_answer_is_not_found(visitor):
    answer = make_public_answer(agency=make_agency())
    sign_in(visitor, Role.ORGANIZER, agency=make_agency())

    assert visitor.get(f"{PATH}/{answer.id}").status == 404
