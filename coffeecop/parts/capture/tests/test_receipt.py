"""The receipt of what somebody said, handed over on the officer's phone."""

from datetime import timedelta

import pytest

from coffeecop.db import db, now
from coffeecop.models import AuditAction, Concern, ConcernSource, ConcernState, Role
from coffeecop.web.qr import qr_code
from tests.factories import (
    make_concern,
    make_message,
    make_running,
    make_staff,
    put_in_state,
    save,
    sign_in,
)
from tests.stored import audited, one_of, reload
from tests.visitor import Visitor

KEY = "a" * 64


@pytest.fixture
def concern(plain_officer):
    return make_concern(
        event=make_running(),
        body="No light on Birch Lane.",
        source=ConcernSource.CAPTURE,
        entered_by_id=plain_officer.member.id,
        form_key_hash=KEY,
    )


def at(concern):
    return f"/staff/events/{concern.event_id}/capture/{concern.id}/receipt"


def give(visitor, concern, language="en"):
    return visitor.post(at(concern), language=language)


def words_of(page):
    return page.texts(".receipt-words li")


@pytest.mark.parametrize(("language", "prefix"), [("en", ""), ("es", "/es")])
def test_the_code_and_the_words_lead_to_the_note(app, plain_officer, concern, language, prefix):
    # To read the page alone gives no receipt.
    assert plain_officer.get(f"{at(concern)}?language={language}").status == 404
    assert reload(concern).receipt_hash is None
    page = plain_officer.follow(give(plain_officer, concern, language))

    words = words_of(page)
    assert len(words) == 6
    assert page.one(".hand-over")["lang"] == language
    assert ("Apunte su celular aquí" in page.text(".hand-over")) is (language == "es")
    assert page.headers["Cache-Control"] == "no-store"
    resident = Visitor(app)
    found = resident.post(f"{prefix}/receipts", words=" ".join(words))
    assert "Birch Lane" in resident.follow(found).words
    path = found.location.partition("?")[0]
    assert str(qr_code(f"http://127.0.0.1:8000{path}")) in page.body
    # Staff answer in it.
    assert reload(concern).language == language
    assert audited() == [(AuditAction.RECEIPT_SHOWN, plain_officer.member.id, concern.id, None)]


def test_another_of_the_two_languages_takes_the_place_of_the_first(plain_officer, concern):
    english = give(plain_officer, concern, "fr").location
    spanish = give(plain_officer, concern, "es").location

    assert (english, spanish) == (f"{at(concern)}?language=en", f"{at(concern)}?language=es")
    for language, status in (("en", 404), ("es", 200), ("fr", 404), ("", 404)):
        assert plain_officer.get(f"{at(concern)}?language={language}").status == status


def test_only_who_noted_it_sees_it(plain_officer, concern):
    address = give(plain_officer, concern).location
    sign_in(plain_officer, *Role)

    assert plain_officer.get(address).status == 404
    assert give(plain_officer, concern).status == 404


def test_it_is_shown_for_an_hour(plain_officer, concern):
    address = give(plain_officer, concern).location
    concern = one_of(Concern)
    save(concern, created_at=now() - timedelta(minutes=61))

    page = plain_officer.get(address)

    assert page.location == f"/staff/events/{concern.event_id}/capture?noted=1"
    listed = plain_officer.get(page.location)
    assert "can no longer be shown" in listed.words
    assert not listed.has("[name=language]")


@pytest.mark.parametrize("what", ["a message", "a state", "a colleague"])
def test_it_is_not_shown_once_somebody_has_worked_on_it(plain_officer, concern, what):
    address = give(plain_officer, concern).location
    if what == "a message":
        make_message(one_of(Concern))
    elif what == "a state":
        put_in_state(one_of(Concern), ConcernState.TALKED_ABOUT, by=make_staff())
    else:
        one_of(Concern).assigned_to_id = make_staff().id
    db.session.commit()
    before = one_of(Concern).receipt_hash

    assert plain_officer.get(address).status == 303
    give(plain_officer, concern, "es")
    assert one_of(Concern).receipt_hash == before
