"""Somebody without a phone calls, reads their receipt words, and staff read them the answer."""

import pytest

from coffeecop.models import AuditAction, Language, Role
from coffeecop.web import receipt_codes
from coffeecop.web.receipt_codes import code_for, hash_code, spelled_words
from tests.factories import make_agency, make_concern, make_event, make_message, make_staff, sign_in
from tests.staff.concerns.form_filling import path
from tests.staff.form_filling import arrive, whole
from tests.stored import audited

CODE = "ability-able-about-above-absent-absorb"
PATH = "/staff/concerns/searches"


@pytest.fixture(autouse=True)
def nothing_cached():
    receipt_codes._hashes.clear()


def look_up(visitor, words=CODE):
    return visitor.post(PATH, words=words)


def error(page):
    assert page.status == 422
    return page.text("#words-error")


def test_the_words_lead_to_the_concern_and_its_answer(officer):
    concern = make_concern(receipt_hash=hash_code(CODE))
    make_message(concern, "We fixed the lights.", by=make_staff())
    assert whole(officer, "/staff/concerns").has(f"[action='{PATH}'] #q")

    for words in (CODE.upper(), CODE.replace("-", " "), CODE.replace("-", "")):
        assert look_up(officer, words).location == path(concern)

    page = arrive(officer, look_up(officer))
    assert "We fixed the lights." in page.words
    assert "ability" not in page.body
    looked_up = (AuditAction.RECEIPT_LOOKED_UP, officer.member.id, concern.id, None)
    assert audited() == [looked_up] * 4


def test_spanish_words_may_be_written_without_their_accents(officer):
    code = code_for("5" * 64, Language.SPANISH)
    concern = make_concern(receipt_hash=hash_code(code))

    for words in (" ".join(spelled_words(code)), code.replace("-", " ")):
        assert look_up(officer, words).location == path(concern)


def test_other_words_are_searched_for_in_the_list(officer):
    for words in ("stop sign", "the street light near our school is out"):
        for tab, kept in {"waiting=1": "", "all=1": "", "urgent=open": "&urgent=open"}.items():
            answer = officer.post(f"{PATH}?{tab}&q=before", words=words)
            assert answer.location == f"/staff/concerns?q={words.replace(' ', '+')}{kept}"
    assert officer.post(PATH, words=" ").location == "/staff/concerns"


def test_unknown_words_are_answered_with_whom_to_pass_the_call_to_or_other_words(officer):
    make_staff(Role.COMPLAINTS, name="Lt. Complaints")
    make_staff(name="Officer Else")

    page = look_up(officer, "ability able about above absent across")
    assert "We found nothing under these words." in error(page)
    assert page.texts("#receipt li")[-1:] == ["Lt. Complaints"]
    assert page.value("#words") == "ability able about above absent across"
    page = look_up(officer, "abilty able about above absent absorb")
    assert page.texts(".receipt-words li")[0] == "ability"


def test_what_one_may_not_read_looks_like_unknown_words(officer):
    make_staff(Role.COMPLAINTS, name="Lt. Complaints")
    before = without_key(look_up(officer, CODE), CODE)
    make_concern(receipt_hash=hash_code(CODE), is_complaint=True)
    other_code = code_for("5" * 64, Language.ENGLISH)
    make_concern(event=make_event(agency=make_agency()), receipt_hash=hash_code(other_code))

    for code in (CODE, other_code):
        assert without_key(look_up(officer, code), code) == before
    assert audited() == []
    sign_in(officer, Role.COMPLAINTS)
    assert look_up(officer).status == 303


def without_key(page, words):
    return page.text("#receipt").replace(words, "")


def test_misses_are_limited_as_those_of_residents_are(officer, monkeypatch):
    monkeypatch.setattr(receipt_codes, "MISSES_OF_SENDER", "2 per minute")
    make_concern(receipt_hash=hash_code(CODE))
    assert look_up(officer).status == 303

    statuses = [look_up(officer, CODE.replace("absorb", "act")).status for _ in range(3)]

    assert statuses == [422, 422, 429]
    # One that was found before is never refused.
    assert look_up(officer).status == 303
