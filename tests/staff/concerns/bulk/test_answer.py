"""One answer to many, each in the language of its resident."""

import pytest

from coffeecop.models import AnswerTemplate, ConcernState, Language, MailKind, Message
from tests.factories import make_agency, make_concern, make_event, make_merged, save
from tests.staff.concerns.bulk.test_steps import BULK, ids
from tests.staff.concerns.form_filling import path, tap
from tests.staff.form_filling import arrive
from tests.stored import all_of, mails, reload

ENGLISH, SPANISH = "Speed bumps come in May.", "Los topes llegan en mayo."


@pytest.fixture
def event(app):
    return make_event()


def asked(event, *languages):
    return [
        make_concern(event=event, language=each, receipt_hash=f"receipt {number}")
        for number, each in enumerate(languages)
    ]


def preview(visitor, concerns, **fields):
    return visitor.post(f"{BULK}/answer/preview", concerns=ids(concerns), **fields)


def texts():
    return {each.concern_id: each.body for each in all_of(Message)}


def test_each_gets_it_once_in_their_language_after_it_was_read_once_more(plain_officer, event):
    concerns = asked(event, Language.ENGLISH, Language.SPANISH, Language.SPANISH)

    page = preview(plain_officer, concerns, body_en=ENGLISH, body_es=SPANISH)
    assert page.texts("#answer-step .quote") == [ENGLISH, SPANISH]
    assert "3 people get it, and it cannot be taken back" in page.words
    assert texts() == {}
    # It can still be changed.
    button = page.one("button[formaction]")
    hidden = page.select("#answer-form [type=hidden]")
    fields = {each["name"]: each["value"] for each in hidden}
    assert plain_officer.post(button["formaction"], **fields).text("#body_en") == ENGLISH
    for _ in range(2):
        sent = arrive(plain_officer, tap(plain_officer, page, "Send to 3"))

    assert sent.text("main > [role=status]") == "3 answers are sent."
    assert [each.body for each in all_of(Message)] == [ENGLISH, SPANISH, SPANISH]
    assert {reload(each).state for each in concerns} == {ConcernState.ANSWERED}


def test_only_the_languages_that_somebody_reads_are_asked_for(plain_officer, event):
    (concern,) = asked(event, Language.SPANISH)

    page = plain_officer.get(f"{BULK}/answer?like={concern.id}")

    assert page.has("#body_es")
    assert not page.has("#body_en")
    assert preview(plain_officer, [concern]).status == 422
    assert preview(plain_officer, [concern], body_es=SPANISH).status == 200


def test_who_cannot_read_it_is_named_and_left_out_and_who_asked_for_mail_gets_one(
    plain_officer, event
):
    contact = {"email": "ann@example.org"}
    asked_for_mail = {"receipt_hash": "r", "wants_answer": True, "contact": contact}
    reachable = make_concern(event=event, **asked_for_mail)
    without_receipt = make_concern(event=event)

    page = preview(plain_officer, [reachable, without_receipt], body_en=ENGLISH)
    assert f"nobody could read an answer: {without_receipt.id}." in page.words
    page = arrive(plain_officer, tap(plain_officer, page, "Send it"))

    assert texts() == {reachable.id: ENGLISH}
    assert f"{without_receipt.id}" in page.text("main > [role=alert]")
    assert [mail.concern_id for mail in mails(kind=MailKind.ANSWER)] == [reachable.id]


def test_it_goes_to_those_merged_into_them_too(plain_officer, event):
    (main,) = asked(event, Language.ENGLISH)
    other = make_merged(main, language=Language.SPANISH, receipt_hash="other")

    page = preview(plain_officer, [main], body_en=ENGLISH, body_es=SPANISH)
    tap(plain_officer, page, "Send to 2")

    assert texts() == {main.id: ENGLISH, other.id: SPANISH}


def test_an_answer_starts_from_a_template_in_the_languages_of_its_readers(plain_officer, event):
    template, foreign = (
        save(AnswerTemplate(agency_id=each, name="Bumps", body_en=ENGLISH, body_es=SPANISH))
        for each in (event.agency_id, make_agency().id)
    )
    concerns = asked(event, Language.ENGLISH, Language.SPANISH)

    page = plain_officer.get(f"{BULK}/answer?like={ids(concerns)}&template={template.id}")
    assert page.texts("#answer-form textarea") == [ENGLISH, SPANISH]
    page = plain_officer.get(path(concerns[1], f"?template={template.id}"))
    assert page.text("#body") == SPANISH
    assert plain_officer.get(path(concerns[1], f"?template={foreign.id}")).status == 404
