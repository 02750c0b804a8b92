"""A retired topic is offered to nobody, and keeps its history."""

import pytest

from coffeecop.analysis import classification
from coffeecop.db import db, now
from coffeecop.models import AssignedBy, AuditAction
from tests.factories import make_concern, make_event, make_topic, suggest
from tests.staff.form_filling import arrive, as_shown
from tests.staff.topics.form_filling import PARTS, send, starter_topics
from tests.stored import audit_actions, reload, topic_assignments

PARKED = "A car is parked across my driveway every day, please tow it."


def test_a_topic_is_retired_and_restored(admin):
    topic = make_topic(name_en="Pagers")

    page = arrive(admin, send(admin, topic, "retirement/new"))
    assert reload(topic).is_retired
    assert "This topic is retired" in page.words
    assert page.text("[aria-labelledby=history-heading] li").startswith("Retired")
    assert not page.has("a[href$='/edit'], a[href$='/split/new'], a[href$='/retirement/new']")

    page = arrive(admin, send(admin, topic, "restoration/new"))
    assert not reload(topic).is_retired
    assert page.texts("[aria-labelledby=history-heading] li")[0].startswith("Restored")
    assert audit_actions() == [AuditAction.TOPIC_RETIRED, AuditAction.TOPIC_RESTORED]


def test_concerns_keep_it_also_when_they_are_read_again(plain_admin):
    topics = starter_topics()
    parking = topics["parking"]
    concern, chosen = make_concern(body=PARKED), make_concern(topics=[parking])
    classification.classify_due()
    assert topic_assignments(concern) == {parking.id: AssignedBy.ENGINE}

    send(plain_admin, parking, "retirement/new")
    assert classification.classify_due() == 2

    assert topic_assignments(concern) == {parking.id: AssignedBy.ENGINE}
    assert topic_assignments(chosen) == {parking.id: AssignedBy.RESIDENT}
    later = make_concern(body=PARKED)
    classification.classify_due()
    assert parking.id not in topic_assignments(later)
    page_of_event = plain_admin.get(f"/staff/events/{concern.event_id}")
    assert "Parking" in page_of_event.words


def test_what_would_change_is_shown_before_it_is_retired(admin):
    topics = starter_topics()
    event = make_event()
    for _ in range(2):
        suggest(make_concern(event=event, body=PARKED), topics["parking"], 0.9)
    make_concern(event=event, body=PARKED, topics=[topics["parking"]])

    page = send(admin, topics["parking"], "retirement/new", "/preview")

    assert page.status == 200
    assert page.text("#changes-heading") == "What would change: no concern would move"
    assert page.text("details summary") == "3 would keep the topic, as history"
    assert len(page.soup.select(".quote")) == 3
    assert "3 stay as they are" in page.text("section.card")
    assert not reload(topics["parking"]).is_retired


def test_what_would_change_is_shown_before_it_is_restored(admin):
    topics = starter_topics()
    topics["parking"].retired_at = now()
    db.session.commit()
    make_concern(body=PARKED)

    page = send(admin, topics["parking"], "restoration/new", "/preview")

    assert page.text("#changes-heading") == "What would change: 1 concern would move"
    assert page.text("details summary").endswith("Parking")
    assert reload(topics["parking"]).is_retired


@pytest.mark.parametrize("button", ["", "/preview"])
def test_a_topic_whose_name_is_taken_now_is_neither_restored_nor_previewed(admin, button):
    topic = make_topic(name_en="Noise", retired_at=now())
    make_topic(name_en="noise")

    page = send(admin, topic, "restoration/new", button)

    assert page.status == 422
    assert "Another topic has its name now." in page.text("[role=alert]")
    assert not page.has("#changes-heading")
    assert reload(topic).is_retired


# Merging and splitting a topic retire it too


def written(what):
    return {"merger": {"into": make_topic().id}, "split": PARTS}.get(what, {})


@pytest.mark.parametrize("what", ["merger", "split", "retirement", "restoration"])
def test_a_colleague_who_was_first_is_told_and_once_is_enough(admin, what):
    topic = make_topic(retired_at=now() if what == "restoration" else None)
    mine = as_shown(admin.get(f"/staff/topics/{topic.id}/{what}/new")) | written(what)
    send(admin, topic, f"{what}/new", **written(what))
    merged_into, done = reload(topic).merged_into_id, audit_actions()

    answer = admin.post(f"/staff/topics/{topic.id}/{what}", **mine)

    assert "A colleague did this first." in arrive(admin, answer).text("[role=alert]")
    assert (reload(topic).merged_into_id, audit_actions()) == (merged_into, done)
    assert admin.get(f"/staff/topics/{topic.id}/{what}/new").status == 303


@pytest.mark.parametrize("what", ["merger", "split", "retirement"])
def test_a_colleagues_change_meanwhile_is_seen_before_the_topic_goes(admin, what):
    topic = make_topic()
    mine = as_shown(admin.get(f"/staff/topics/{topic.id}/{what}/new")) | written(what)
    send(admin, topic, name_en="Another name")

    page = admin.post(f"/staff/topics/{topic.id}/{what}", **mine)
    assert page.status == 422
    assert "A colleague changed this topic" in page.text("[role=alert]")
    assert not reload(topic).is_retired

    assert admin.post(f"/staff/topics/{topic.id}/{what}", **as_shown(page)).status == 303
    assert reload(topic).is_retired


def test_a_merged_topic_is_not_restored(admin):
    into = make_topic()
    topic = make_topic(retired_at=now(), merged_into_id=into.id)
    shown = as_shown(admin.get(f"/staff/topics/{into.id}/retirement/new"))

    assert admin.get(f"/staff/topics/{topic.id}/restoration/new").status == 303
    assert admin.post(f"/staff/topics/{topic.id}/restoration", **shown).status == 303

    assert reload(topic).is_retired
