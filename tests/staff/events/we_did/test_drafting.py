"""A draft of what came of an event, made by rules."""

from datetime import date

import pytest

from coffeecop.concerns import verbs
from coffeecop.db import db
from coffeecop.models import ConcernState, PromiseStatus
from tests.factories import (
    make_concern,
    make_concerns,
    make_message,
    make_partner,
    make_past_event,
    make_promise,
    make_public_answer,
    make_referral,
    make_staff,
    make_topic,
)
from tests.stored import audited, reload

KEPT, DROPPED = {"status": PromiseStatus.KEPT}, {"status": PromiseStatus.DROPPED}


@pytest.fixture
def parking(app):
    return make_topic(name_en="Parking", name_es="Estacionamiento")


def draft(visitor, event):
    return visitor.get(f"/staff/events/{event.id}/we-did?draft=1")


def test_it_tells_in_both_languages_what_the_figures_and_the_staff_say(organizer, event, parking):
    make_concerns(5, event=event, topics=[parking], body="My own secret words.")
    lights = make_topic(name_en="Street lights", name_es="Alumbrado")
    make_referral(make_concern(event=event, topics=[lights], body="Secret too."))
    make_concerns(5, event=event, state=ConcernState.TALKED_ABOUT)
    make_message(make_concern(event=event, wants_answer=True), by=make_staff())
    make_concern(event=event, wants_answer=True)

    page = draft(organizer, event)

    assert page.value("#we_did_en") == (
        "Many of you spoke about “Parking”. We talked with you about some of it right there.\n\n"
        "We have written back to some of you. Some of you still wait for an answer. You will get"
        " one.\n\n"
        "We passed on what you said about “Street lights” to Public Works."
    )
    spanish = page.value("#we_did_es")
    assert "“Estacionamiento”" in spanish
    assert "“Alumbrado” a Obras Públicas" in spanish
    assert "ecret" not in page.one("#we-did-form").text
    sources = [link["href"] for link in page.select(".notice a")]
    assert sources[0] == f"/staff/concerns?event={event.id}&topic={parking.id}"
    assert all(organizer.get(source).status == 200 for source in sources)
    assert (reload(event).we_did_en, audited()) == (None, [])


def test_it_leaves_out_complaints_other_events_and_topics_that_few_raised(
    organizer, event, parking
):
    make_concerns(5, event=event, topics=[parking], is_complaint=True)
    make_concerns(5, event=make_past_event(), topics=[parking])
    complaint = make_concern(event=event, topics=[parking])
    make_referral(complaint, partner=make_partner())
    verbs.make_complaint(complaint, by=make_staff())
    db.session.commit()

    page = draft(organizer, event)

    assert page.value("#we_did_en") == ""
    assert "nothing yet to make a draft from" in page.words
    make_concerns(4, event=event, topics=[parking])
    told = draft(organizer, event).value("#we_did_en")
    assert told == "You told us what is on your mind, and we listened."


@pytest.mark.parametrize(
    ("promise", "told"),
    [
        ({}, "We promised by Jan 31, 2026: A stop sign on Maple Court."),
        (KEPT, "We promised, and it is done: A stop sign on Maple Court. The city put it up."),
        (DROPPED, "We promised: A stop sign on Maple Court. We cannot do it: The city put it up."),
        ({"is_public": False}, ""),
    ],
)
def test_it_tells_of_the_promises_that_residents_may_read(organizer, event, promise, told):
    made = make_promise(
        event=event, public_en="A stop sign on Maple Court", due_on=date(2026, 1, 31), **promise
    )

    page = draft(organizer, event)

    assert page.value("#we_did_en") == told
    sources = [link["href"] for link in page.select(".notice a")]
    assert sources == ([f"/staff/promises/{made.id}"] if told else [])


def test_an_answer_for_everybody_leads_to_the_answer(organizer, event, parking):
    make_concerns(5, event=event, topics=[parking])
    answer = make_public_answer(topic_id=parking.id)
    make_public_answer(topic_id=parking.id, is_published=False)
    make_public_answer()

    page = draft(organizer, event)

    assert f"We answered for everybody: “{answer.question_en}”" in page.value("#we_did_en")
    sources = [link["href"] for link in page.select(".notice a")]
    assert sources[1:] == [f"/staff/answers/{answer.id}"]
    assert organizer.get(sources[1]).status == 200
