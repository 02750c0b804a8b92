"""How far a concern is, as its resident reads it: in the usual words or the department's own."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from coffeecop.concerns.verbs import decline
from coffeecop.db import db, now
from coffeecop.models import ConcernState, Kind, ResidentState, StateWording
from tests.factories import (
    WHOLE,
    make_concern,
    make_event,
    make_message,
    make_staff,
    numbers,
    put_in_state,
    save,
)
from tests.public.concerns.sent_concern import PATH, answer, make_sent_concern

SENTENCES = {"sentence_en": "Give us a week.", "sentence_es": "Denos una semana."}
REASON = "The state owns that road, so we cannot put up a sign."


@pytest.mark.parametrize(
    ("state", "words", "sentence", "step"),
    [
        (ConcernState.CLOSED, "The department has closed it", "still add something", "Closed"),
        (ConcernState.LOOKED_INTO, "It is being looked into", "is working on it", "Looked into"),
        (ConcernState.TALKED_ABOUT, "It was talked about", "have talked about", "Talked about"),
        (ConcernState.PASSED_ON, "It was passed on", "Another office can do", "Passed on"),
    ],
)
def test_what_staff_do_about_it_is_said_in_words_and_steps(visitor, state, words, sentence, step):
    concern = make_sent_concern()
    with time_machine.travel(datetime(2027, 2, 22, 20, tzinfo=UTC), tick=False):
        put_in_state(concern, state, by=make_staff())

    page = visitor.get(PATH, **WHOLE)

    assert page.text("h1") == words
    assert sentence in page.text("#concern")
    assert f"{step} Feb 22" in page.texts(".steps .done")


def test_what_the_department_cannot_do_opens_with_why(visitor):
    concern = make_sent_concern(kind=Kind.QUESTION)
    answer(concern)
    decline(concern, key_hash="reason", reason=REASON, by=make_staff())
    db.session.commit()

    page = visitor.get(PATH, **WHOLE)

    assert page.text("h1") == "The department cannot do it"
    assert page.text(".card .answer") == REASON
    assert concern.event.agency.name in page.text(".card .answer + .small")
    assert page.texts(".steps li")[2].startswith("Cannot do")
    assert "Look here again for your answer" not in page.words


@pytest.mark.parametrize(
    ("words", "prefix", "label", "sentence"),
    [
        (SENTENCES, "", "It is on its way", "Give us a week."),
        (SENTENCES, "/es", "Está en camino", "Denos una semana."),
        # Without a sentence they keep the usual one.
        ({}, "", "It is on its way", "Somebody is working on it."),
    ],
)
def test_the_departments_own_words_stand_in_both_languages(visitor, words, prefix, label, sentence):
    concern = make_sent_concern()
    own = {"label_en": "It is on its way", "label_es": "Está en camino", **words}
    state = ResidentState.LOOKED_INTO
    save(StateWording(agency_id=concern.agency_id, state=state, **own))
    # They are not those of another state.
    assert visitor.get(PATH).text("#concern h1") == "Not read yet"
    put_in_state(concern, ConcernState.LOOKED_INTO)

    page = visitor.get(f"{prefix}{PATH}")

    assert page.text("#concern h1") == label
    assert sentence in page.text("#concern")


def test_what_an_officer_sorted_is_read_and_what_was_hidden_is_no_more_than_that(app):
    concern, officer = make_concern(), make_staff()
    assert concern.resident_state is ResidentState.RECEIVED
    concern.check_topics(by=officer)
    assert concern.resident_state is ResidentState.READ

    put_in_state(concern, ConcernState.HIDDEN)

    assert concern.resident_state is ResidentState.READ


# How long an answer usually takes


def answer_others(agency):
    officer = make_staff(agency=agency)
    for _ in range(5):
        sent_at = now() - timedelta(days=60)
        other = make_concern(
            event=make_event(agency=agency),
            kind=Kind.QUESTION,
            receipt_hash=f"receipt-{next(numbers)}",
            created_at=sent_at,
        )
        make_message(other, "Yes.", by=officer)
        other.first_answer_at = sent_at + timedelta(days=3)
    db.session.commit()


def test_who_waits_and_nobody_else_reads_how_long_it_usually_takes(visitor):
    concern = make_sent_concern()
    answer_others(concern.event.agency)
    assert "Half of" not in visitor.get(PATH).words

    concern.wants_answer, concern.asked_at = True, now()
    put_in_state(concern, ConcernState.RECEIVED)
    for path in (PATH, f"{PATH}?done=sent"):
        words = visitor.get(path).words
        assert "Half of the people who ask have an answer within 3 days." in words

    answer(concern)
    assert "Half of" not in visitor.get(PATH).words
