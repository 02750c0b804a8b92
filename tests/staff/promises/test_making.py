"""A promise made from a concern, a topic or a note: one click to the form, one to make it."""

from datetime import timedelta

import pytest

from coffeecop.db import db
from coffeecop.models import AuditAction, ConcernSource, Promise
from tests.factories import (
    make_concern,
    make_concerns,
    make_event,
    make_past_event,
    make_promise,
    make_topic,
    make_venue,
)
from tests.staff.form_filling import as_shown, whole
from tests.stored import audited, one_of

WORDS = "The man in number 12 sells drugs."


@pytest.fixture
def topic(app):
    return make_topic(name_en="Drugs and known houses", name_es="Drogas")


def send_as_shown(visitor, page, **changes):
    return visitor.post("/staff/promises", **{**as_shown(page), **changes})


def test_a_concern_becomes_a_promise_without_a_word_of_the_resident(officer, topic):
    concern = make_concern(event=make_event(), topics=[topic], body=WORDS)
    link = whole(officer, f"/staff/concerns/{concern.id}").one(".row-of-four [href*=promises]")

    page = whole(officer, link["href"])
    assert WORDS not in page.body
    answer = send_as_shown(officer, page)

    promise = one_of(Promise)
    assert answer.location == f"/staff/promises/{promise.id}"
    assert promise.what == "Drugs and known houses"
    assert (promise.event_id, promise.venue_id) == (concern.event_id, concern.event.venue_id)
    assert (promise.topic_id, promise.owner_id) == (topic.id, officer.member.id)
    assert promise.due_on == promise.agency.today + timedelta(days=30)
    assert [each.id for each in promise.concerns] == [concern.id]
    assert not promise.is_public
    assert [entry[0] for entry in audited()] == [AuditAction.PROMISE_MADE]
    again = officer.get(f"/staff/promises/new?concern={concern.id}")
    assert "Promised for this concern already: Drugs and known houses" in again.words


def test_a_topic_of_an_event_becomes_a_promise_to_all_who_raised_it(officer, topic):
    event = make_past_event()
    concerns = make_concerns(2, event=event, topics=[topic])
    make_concern(event=event, topics=[topic], is_complaint=True)
    make_concern(event=event)
    briefing = whole(officer, f"/staff/events/{event.id}/briefing")
    link = briefing.one(f"#topic-{topic.id} [href*=promises]")

    send_as_shown(officer, whole(officer, link["href"]))

    promise = one_of(Promise)
    assert {each.id for each in promise.concerns} == {each.id for each in concerns}
    assert promise.event_id == event.id


def test_what_an_officer_just_noted_leads_to_a_promise(officer):
    event = make_event()
    noted = {"source": ConcernSource.CAPTURE, "entered_by_id": officer.member.id}
    concern = make_concern(event=event, **noted)
    make_concern(event=event, is_complaint=True, **noted)

    saved = officer.get(f"/staff/events/{event.id}/capture?saved={concern.id}")
    listed = whole(officer, f"/staff/events/{event.id}/capture/noted")

    address = f"[href='/staff/promises/new?concern={concern.id}']"
    assert saved.has(address)
    assert len(listed.select("[href^='/staff/promises/new']")) == 1
    assert listed.has(address)


def test_nothing_can_be_promised_about_a_complaint_or_from_another_department(officer, topic):
    complaint = make_concern(event=make_event(), topics=[topic], is_complaint=True)

    page = whole(officer, f"/staff/promises/new?concern={complaint.id}")
    assert page.value("#what") == ""
    send_as_shown(officer, page, what="A talk", concern=complaint.id)

    assert one_of(Promise).concerns == []


def test_an_officer_makes_one_promise_and_cannot_show_it_to_the_public(officer):
    make_venue()
    page = whole(officer, "/staff/promises/new")
    assert not page.has("#is_public")
    both = {"public_en": "A stop sign.", "public_es": "Una señal de alto."}

    for _ in range(2):
        sent = send_as_shown(officer, page, what="A stop sign", is_public="y", **both)
        assert sent.status == 303

    assert not one_of(Promise).is_public
    assert len(audited()) == 1


def test_the_public_reads_it_in_one_language_first_if_an_organizer_says_so(organizer):
    make_venue()
    page = whole(organizer, "/staff/promises/new")
    assert page.text("#public_es-hint") == "You can add Spanish later."
    public = {"what": "A stop sign", "is_public": "y"}

    failed = send_as_shown(organizer, page, **public)
    assert failed.status == 422
    assert "in one language at least" in failed.text("#public_en-error")
    assert failed.value("#what") == "A stop sign"
    answer = send_as_shown(organizer, page, **public, public_es="Una señal de alto.")

    assert one_of(Promise).is_public
    assert "English is missing" in whole(organizer, answer.location).words


def test_many_open_promises_bring_a_warning_but_no_refusal(officer):
    officer.member.agency.most_open_promises = 2
    db.session.commit()
    assert "No place yet" in officer.get("/staff/promises/new").words
    make_promise()
    assert "A town remembers" not in officer.get("/staff/promises/new").words
    make_promise()

    page = whole(officer, "/staff/promises/new")

    assert "You have 2 open promises. A town remembers each one." in page.words
    assert send_as_shown(officer, page, what="One more").status == 303
