"""What staff are offered when somebody may be in danger, and who looks after it."""

from datetime import timedelta

import pytest

from coffeecop.db import db, now
from coffeecop.models import FlagAction, FlagKind, Language
from coffeecop.staff.concerns.danger import asks_not_to, told_of
from tests.factories import make_concern, make_flag, the_agency
from tests.staff.concerns.form_filling import path, tap
from tests.staff.form_filling import arrive, whole
from tests.stored import reload


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("He hits me. Please do not call, he reads my phone.", ["do not call, he reads my phone"]),
        ("Me pega. No me llamen a casa!", ["No me llamen a casa"]),
        ("The police don't come when we call. I never tell lies about it", []),
    ],
)
def test_what_the_writer_asks_not_to_do_is_told_in_their_words(text, asked):
    assert asks_not_to(text) == asked


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("I think my little sister is scared to go home", "my little sister"),
        ("Es por mi hermana, su novio no la deja salir", "mi hermana"),
        ("My car was hit", None),
    ],
)
def test_whom_the_writer_tells_of_is_said_in_their_words(text, person):
    assert told_of(text) == person


@pytest.mark.parametrize(
    ("kind", "body", "names"),
    [
        (FlagKind.SELF_HARM, "He wants to die", ["Crisis team"]),
        (FlagKind.DOMESTIC_VIOLENCE, "He hits her", ["Victim advocate", "Crisis team"]),
        (FlagKind.EMERGENCY, "She was raped tonight", ["Victim advocate", "Crisis team"]),
        (FlagKind.CHILD_ABUSE, "He touches her", ["Victim advocate", "Crisis team"]),
        (FlagKind.WELFARE, "Her mail piles up", []),
        (FlagKind.THREAT, "They will shoot", []),
    ],
)
def test_the_departments_numbers_fit_the_danger(officer, kind, body, names):
    the_agency().crisis_phone, the_agency().advocate_phone = "805 555 0143", "805 555 0144"
    concern = make_concern(body=body)
    make_flag(kind, concern=concern)

    card = whole(officer, path(concern)).one(".flag-card")

    assert [each.words.split(":")[0] for each in card.select("a[href^='tel:']")] == names


def test_the_card_offers_only_what_can_be_done(officer):
    agency = the_agency()
    agency.advocate_phone = "(805) 555-0143"
    with_phone = make_concern(contact={"phone": "+18055550100"})
    without = make_concern(receipt_hash="receipt", body="A. " * 200 + "Please do not call me.")
    for concern in (with_phone, without):
        make_flag(FlagKind.DOMESTIC_VIOLENCE, concern=concern)

    pages = [whole(officer, path(each)) for each in (without, with_phone)]

    card, other = (page.one(".flag-card") for page in pages)
    assert "They ask: do not call me" in card.words
    assert "I answered" in card.words
    assert "I called" not in card.words
    assert "I called" in other.words
    assert "I answered" not in other.words
    assert card.has("a[href='tel:+1-805-555-0143']")
    assert not pages[0].has("#whole-text"), "all of it is in sight"


def test_an_answer_is_begun_in_the_language_of_the_writer(officer):
    concern = make_concern(receipt_hash="receipt", language=Language.SPANISH)
    make_flag(FlagKind.SELF_HARM, concern=concern)

    page = whole(officer, path(concern, "?ready=danger"))

    assert "988" in page.value("#body")


def test_who_looks_after_it_is_seen_by_all_and_stays_the_first(officer):
    concern = make_concern()
    flag = make_flag(concern=concern)
    page = whole(officer, path(concern))

    page = arrive(officer, tap(officer, page, "I look after it"))

    assert f"{officer.member.name} looks after it since" in page.text(".flag-card")
    assert "I look after it" not in page.text(".flag-card")
    assert reload(flag).taken_by_id == officer.member.id
    assert reload(concern).assigned_to_id == officer.member.id


def test_that_one_has_answered_is_an_action(officer):
    concern = make_concern(receipt_hash="receipt")
    flag = make_flag(concern=concern, created_at=now() - timedelta(hours=1))

    tap(officer, whole(officer, path(concern)), "I answered")

    db.session.expire_all()
    assert reload(flag).action is FlagAction.ANSWER
