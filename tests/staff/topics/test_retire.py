"""A retired topic is offered to nobody, and keeps its history."""

import pytest

from coffeecop.analysis import classification
from coffeecop.db import db, now
from coffeecop.models import AssignedBy, AuditAction
from tests.factories import make_concern, make_topic
from tests.staff.form_filling import arrive, as_shown, whole
from tests.staff.topics.form_filling import FINAL, PARTS, send, shown_in, starter_topics
from tests.stored import audit_actions, reload, topic_assignments

PARKED = "A car is parked across my driveway every day, please tow it."


def test_a_topic_is_retired_and_restored(admin):
    topic = make_topic(name_en="Pagers")

    arrive(admin, send(admin, topic, "retire"))
    page = whole(admin, f"/staff/topics/{topic.id}")
    assert reload(topic).is_retired
    assert "This topic is retired" in page.words
    page = whole(admin, f"/staff/topics/{topic.id}?open=edit")
    assert not page.has("#topic-form, #split-form, #retire-form")

    arrive(admin, send(admin, topic, "restore"))
    page = whole(admin, f"/staff/topics/{topic.id}")
    assert not reload(topic).is_retired
    assert audit_actions() == [AuditAction.TOPIC_RETIRED, AuditAction.TOPIC_RESTORED]


@pytest.mark.usefixtures("few_told")
def test_concerns_keep_it_also_when_they_are_read_again(plain_admin):
    parking = starter_topics("parking", "noise", "animals")["parking"]
    concern, chosen = make_concern(body=PARKED), make_concern(topics=[parking])
    classification.classify_due()
    assert topic_assignments(concern) == {parking.id: AssignedBy.ENGINE}

    send(plain_admin, parking, "retire")
    assert classification.classify_due() == 2

    assert topic_assignments(concern) == {parking.id: AssignedBy.ENGINE}
    assert topic_assignments(chosen) == {parking.id: AssignedBy.RESIDENT}
    later = make_concern(body=PARKED)
    classification.classify_due()
    assert parking.id not in topic_assignments(later)
    assert "Parking" in plain_admin.get(f"/staff/events/{concern.event_id}").words


def test_a_topic_that_is_replaced_or_whose_name_is_taken_now_is_not_restored(admin):
    topic, into = make_topic(name_en="Noise", retired_at=now()), make_topic(name_en="noise")

    page = send(admin, topic, "restore")

    assert page.status == 422
    assert "Another topic has its name now." in page.text("[role=alert]")
    reload(topic).replaced_by_id = into.id
    db.session.commit()
    assert admin.get(f"/staff/topics/{topic.id}?open=edit").status == 303
    shown = as_shown(page, "#restore-form")
    assert admin.post(f"/staff/topics/{topic.id}/restore", **shown).status == 303
    assert reload(topic).is_retired


# Merging and splitting a topic retire it too


def written(what):
    final = {"merge": {"into": make_topic().id}, "split": PARTS}
    return {**final[what], **FINAL[what]} if what in final else {}


@pytest.mark.parametrize("what", ["merge", "split", "retire", "restore"])
def test_a_colleague_who_was_first_is_told_and_once_is_enough(admin, what):
    topic = make_topic(retired_at=now() if what == "restore" else None)
    mine = shown_in(admin, topic, what) | written(what)
    send(admin, topic, f"{what}", **written(what))
    replaced_by, done = reload(topic).replaced_by_id, audit_actions()

    answer = admin.post(f"/staff/topics/{topic.id}/{what}", **mine)

    assert "A colleague did this first." in arrive(admin, answer).text("[role=alert]")
    assert (reload(topic).replaced_by_id, audit_actions()) == (replaced_by, done)


@pytest.mark.parametrize("what", ["merge", "split", "retire"])
def test_a_colleagues_change_meanwhile_is_seen_before_the_topic_goes(admin, what, topic):
    mine = shown_in(admin, topic, what) | written(what)
    send(admin, topic, name_en="Another name")

    page = admin.post(f"/staff/topics/{topic.id}/{what}", **mine)
    assert page.status == 422
    assert "A colleague changed this while you were writing." in page.text("[role=alert]")
    assert not reload(topic).is_retired

    again = as_shown(page, f"#{what}-form")
    assert admin.post(f"/staff/topics/{topic.id}/{what}", **again).status == 303
    assert reload(topic).is_retired
