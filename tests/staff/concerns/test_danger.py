"""What staff are offered when somebody may be in danger, and who looks after it."""

from datetime import timedelta

import pytest

from coffeecop.db import now
from coffeecop.engine import flags as engine_flags
from coffeecop.engine.examples import Text, encoder_name
from coffeecop.engine.flags import flags_of
from coffeecop.models import AuditAction, ConcernState, FlagAction, FlagKind, Language
from coffeecop.staff.audit.labels import sentence_of
from coffeecop.staff.concerns.danger import (
    BY_WORDS_ALONE,
    WITH_ENCODER,
    asks_not_to,
    flag_figures,
    person_mentioned,
)
from tests.engine.danger import SETS, score
from tests.factories import make_concern, make_flag, make_message, the_agency
from tests.staff.concerns.form_filling import path, tap
from tests.staff.form_filling import arrive, whole
from tests.stored import audit_entries, reload


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("He hits me. Please do not call, he reads my phone.", ["do not call, he reads my phone"]),
        ("Me pega. No me llamen a casa!", ["No me llamen a casa"]),
        (
            "Por favor no vayan a tocar la puerta así nomás.",
            ["no vayan a tocar la puerta así nomás"],
        ),
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
    assert person_mentioned(text) == person


CRISIS, BOTH = ["Crisis team"], ["Victim advocate", "Crisis team"]


@pytest.mark.parametrize(
    ("kind", "label", "to_do", "body", "names"),
    [
        (FlagKind.SELF_HARM, "Self-harm", "Call them today", "He wants to die", CRISIS),
        (FlagKind.EMERGENCY, "Emergency", "Have dispatch check it now.", "She was raped", BOTH),
        (FlagKind.DOMESTIC_VIOLENCE, "Violence at home", "may be listening", "He hits her", BOTH),
        (FlagKind.CHILD_ABUSE, "Child abuse", "the law asks officers to", "He touches her", BOTH),
        (FlagKind.WELFARE, "Welfare check", "Send a patrol to check", "Her mail piles up", []),
        (FlagKind.THREAT, "Threat", "on to the watch commander", "They will shoot", []),
    ],
)
def test_each_danger_has_its_word_what_to_do_and_the_departments_numbers_that_fit(
    officer, kind, label, to_do, body, names
):
    the_agency().crisis_phone, the_agency().advocate_phone = "805 555 0143", "805 555 0144"
    concern = make_concern(body=body, contact={"phone": "+18055550100"})
    make_flag(kind, concern=concern)

    page = whole(officer, path(concern))

    card = page.one(".flag-card")
    for words in (label, to_do, "Open the contact"):
        assert words in card.words
    assert "+1805" not in page.body
    assert [each.words.split(":")[0].strip() for each in card.select("a[href^='tel:']")] == names


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
    assert "Send, and it is done" in card.words
    assert "I called" not in card.words
    assert "I called" in other.words
    assert "Send, and it is done" not in other.words
    assert card.has("a[href='tel:+1-805-555-0143']")
    assert not pages[0].has("#whole-text"), "all of it is in sight"


def test_the_card_heeds_what_the_writer_has_added_since(officer):
    the_agency().advocate_phone = "(805) 555-0143"
    concern = make_concern(receipt_hash="receipt", contact={"phone": "+18055550100"})
    make_flag(FlagKind.SELF_HARM, concern=concern)
    make_message(concern, "Please do not call me. He raped me.")

    page = whole(officer, path(concern))

    card = page.one(".flag-card")
    assert "They ask: do not call me" in card.words
    assert "Call them today" not in card.words
    assert card.has("a[href='tel:+1-805-555-0143']")
    assert "1-800-656-4673" in page.value("#body")


def test_an_answer_is_begun_in_the_language_of_the_writer(officer):
    concern = make_concern(receipt_hash="receipt", language=Language.SPANISH)
    make_flag(FlagKind.SELF_HARM, concern=concern)

    page = whole(officer, path(concern))

    assert "988" in page.value("#body")


def test_who_looks_after_it_is_seen_by_all_and_stays_the_first(officer):
    concern = make_concern()
    flag = make_flag(concern=concern)
    page = whole(officer, path(concern))

    page = arrive(officer, tap(officer, page, "I look after it"))

    assert f"{officer.member.name} has been handling it since" in page.text(".flag-card")
    assert "I look after it" not in page.text(".flag-card")
    assert reload(flag).taken_by_id == officer.member.id
    assert reload(concern).assigned_to_id == officer.member.id
    # It is not as if a colleague had given it.
    (entry,) = audit_entries(AuditAction.CONCERN_ASSIGNED)
    assert str(sentence_of(entry)) == "%(who)s took %(what)s"


def test_sending_the_ready_text_takes_it_records_it_and_closes_the_flag(officer):
    concern = make_concern(receipt_hash="receipt")
    flag = make_flag(concern=concern, created_at=now() - timedelta(hours=1))
    page = whole(officer, path(concern, "?urgent=open"))
    fields = {name: page.value(f"#answer-form [name={name}]") for name in ("flags", "seen")}

    answer = officer.post(page.one("#answer-form")["action"], body=page.value("#body"), **fields)

    page = arrive(officer, answer)
    assert f"Number {concern.id}: sent, and recorded what you did." in page.words
    assert reload(flag).action is FlagAction.ANSWER
    assert (flag.taken_by_id, flag.seen_by_id) == (officer.member.id,) * 2
    assert concern.state is ConcernState.ANSWERED


def test_an_answer_closes_no_flag_that_it_did_not_see(officer):
    concern = make_concern(receipt_hash="receipt")
    flag = make_flag(FlagKind.THREAT, concern=concern)
    shown = whole(officer, path(concern)).value("#answer-form [name=flags]")
    make_flag(FlagKind.SELF_HARM, concern=concern)

    officer.post(path(concern, "/messages"), body="We come.", step="send", flags=shown)

    assert reload(flag).seen_at is None
    assert reload(concern).state is ConcernState.ANSWERED


@pytest.mark.parametrize(
    ("kind", "body", "phone", "said"),
    [
        (FlagKind.SELF_HARM, "I want to die", False, "Answer now, and tell your crisis team."),
        (FlagKind.SELF_HARM, "Please do not call me.", True, "Answer now"),
        (FlagKind.DOMESTIC_VIOLENCE, "Please don't come here.", True, "before anybody goes there"),
        (FlagKind.DOMESTIC_VIOLENCE, "He hits me", False, "tell your domestic violence unit"),
        (FlagKind.WELFARE, "No vengan a la casa", False, "without anybody at the door"),
    ],
)
def test_the_advice_fits_what_was_left_and_what_they_ask(officer, kind, body, phone, said):
    contact = {"phone": "+18055550100"} if phone else None
    concern = make_concern(body=body, contact=contact)
    make_flag(kind, concern=concern)

    card = whole(officer, path(concern)).one(".flag-card")

    assert said in card.words
    if "ask" in card.words.split(".")[0]:
        assert card.words.startswith("They ask:")


def recall(name, kind):
    return score(name, "held", "", lambda text: flags_of(Text(text)), SETS[name]).recall(kind)


def check_claims(told):
    assert flag_figures() is told
    assert told.self_harm - 1 <= 100 * recall("flags", "self_harm")
    assert told.threats - 1 <= 100 * recall("flags", "threat")
    assert told.emergencies - 1 <= 100 * recall("detectors/emergency", "emergency")
    assert told.violence - 1 <= 100 * recall("detectors/emergency", "domestic_violence")


@pytest.mark.skipif(encoder_name() is None, reason="compares sentence vectors")
def test_with_the_encoder():
    check_claims(WITH_ENCODER)


def test_by_words_alone(monkeypatch):
    monkeypatch.setattr(engine_flags, "encode", lambda texts: None)
    monkeypatch.setattr("coffeecop.staff.concerns.danger.find_spec", lambda name: None)

    check_claims(BY_WORDS_ALONE)
