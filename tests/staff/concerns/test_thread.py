"""Answering what residents sent."""

import pytest

from coffeecop.db import now
from coffeecop.models import AuditAction, Better, ConcernStatus, Language, Message
from coffeecop.public.concerns.views.blueprint import hash_code
from coffeecop.web.forms import new_form_key
from tests.factories import make_concern, make_event, make_message
from tests.staff.concerns.form_filling import path
from tests.stored import all_of, audit_entries, audited, reload

CODE = "ability-able-about-above-absent-absorb"


def make_sent_concern(**values):
    return make_concern(receipt_hash=hash_code(CODE), **values)


def test_an_answer_reaches_the_resident_and_is_recorded_without_its_text(officer):
    concern = make_sent_concern()

    page = officer.follow(officer.post(path(concern, "/messages"), body=" We fixed it. "))

    assert "Your answer is sent" in page.text("#thread [role=status]")
    assert page.texts(".thread .quote") == ["We fixed it."]
    assert "Sgt. Sample" in page.text(".thread .hint")
    assert officer.get(f"/receipts/{CODE}").texts(".thread .quote")[1] == "We fixed it."
    status = "status: new > answered"
    assert audited() == [(AuditAction.ANSWER_SENT, officer.member.id, concern.id, status)]
    assert reload(concern).status is ConcernStatus.ANSWERED


def test_an_answer_to_what_is_closed_leaves_it_closed(officer):
    concern = make_sent_concern(status=ConcernStatus.CLOSED)

    officer.post(path(concern, "/messages"), body="One more thing.")

    assert reload(concern).status is ConcernStatus.CLOSED


def test_the_same_answer_sent_twice_is_one(officer):
    concern, key = make_sent_concern(), new_form_key()

    for _ in range(3):
        answer = officer.post(path(concern, "/messages"), body="We fixed it.", form_key=key)
        assert answer.status == 303

    assert len(all_of(Message)) == 1
    assert len(audit_entries()) == 1


def test_a_blank_answer_is_told_beside_the_field(officer):
    concern = make_sent_concern()

    page = officer.post(path(concern, "/messages"), body="  ")

    assert page.status == 422
    assert "Write an answer first." in page.text("#body-error")
    assert audit_entries() == []


@pytest.mark.parametrize(
    ("values", "left_out"),
    [({"withdrawn_at": now()}, "#thread"), ({"receipt_hash": None}, "#answer-form")],
    ids=["withdrawn", "no receipt"],
)
def test_where_nobody_would_read_it_there_is_no_answer(officer, values, left_out):
    concern = make_concern(**{"receipt_hash": "r" * 64, **values})

    assert not officer.get(path(concern)).has(left_out)
    assert officer.post(path(concern, "/messages"), body="Hello?").status == 422
    assert audit_entries() == []


def test_the_page_says_what_the_resident_asked_for_and_reads(plain_officer):
    concern = make_sent_concern(
        wants_answer=True, language=Language.SPANISH, better=Better.SOMEWHAT, better_at=now()
    )
    make_message(concern, by=plain_officer.member)
    make_message(concern)

    page = plain_officer.get(path(concern))

    assert "Waiting for an answer" in page.text("#thread-heading")
    assert "The resident asked for: An answer." in page.text("#thread")
    assert "The resident reads Spanish." in page.text("#thread")
    assert "Better now A little" in " ".join(page.texts(".definitions"))
    assert "Kept until at least" in " ".join(page.texts(".definitions"))


def test_what_is_taken_back_is_in_no_list_whatever_is_chosen(complaints_officer):
    event = make_event()
    for asked in ({"wants_answer": True}, {"is_complaint": True, "wants_answer": True}):
        make_message(make_concern(event=event, withdrawn_at=now(), **asked), "Hello?")

    for chosen in ("", "?answer=1", "?complaint=1", "?waiting=1", "/about-officers"):
        page = complaints_officer.get(f"/staff/concerns{chosen}")
        assert not page.has(".concerns > li"), chosen


# The list of those who handle complaints


def test_whoever_handles_complaints_has_a_list_of_their_own(complaints_officer):
    event = make_event()
    concern = make_concern(event=event, is_complaint=True, body="He was rude.")
    make_concern(event=event, body="Cars speed.")
    make_message(concern, "Any news?")

    page = complaints_officer.get("/staff/concerns/about-officers")

    assert page.texts(".concerns blockquote") == ["He was rude."]
    assert "Waiting for an answer" in page.text(".concerns > li")
    assert f"Kept until at least {concern.created_at.strftime('%b')}" in page.text(".concerns > li")
    assert str(now().year + 5) in page.text(".concerns > li .hint")
