"""A retired or merged topic is offered to nobody; nothing of it is lost."""

import pytest
from sqlalchemy import select

from coffeecop.analysis import classification
from coffeecop.db import db, now
from coffeecop.models import AssignedBy, AuditAction, ConcernTopic, TopicSuggestion
from tests.factories import make_agency, make_concern, make_staff, make_topic, save, suggest
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


@pytest.mark.usefixtures("few_samples")
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
    save(reload(topic), replaced_by_id=into.id)
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


RESIDENT, ENGINE, STAFF = AssignedBy.RESIDENT, AssignedBy.ENGINE, AssignedBy.STAFF


@pytest.fixture
def noise(app):
    return make_topic(key="noise", name_en="Noise", keywords_en="loud\nparty")


@pytest.fixture
def music(app):
    return make_topic(key="music", name_en="Music", keywords_en="Loud\ndrums", keywords_es="tambor")


def merge(visitor, topic, into, **changes):
    return send(visitor, topic, "merge", into=into.id, takes_keywords="y", **changes)


def given(topic, assigned_by):
    staff_id = make_staff().id if assigned_by is STAFF else None
    return ConcernTopic(topic_id=topic.id, assigned_by=assigned_by, staff_id=staff_id)


@pytest.mark.both_databases
def test_all_goes_to_the_other_topic(admin, noise, music):
    concern = make_concern(topics=[music])

    arrive(admin, merge(admin, music, noise))

    page = whole(admin, f"/staff/topics/{noise.id}")
    assert topic_assignments(concern) == {noise.id: RESIDENT}
    kept, gone = reload(noise), reload(music)
    assert (kept.keywords_en, kept.keywords_es) == ("loud\nparty\ndrums", "tambor")
    assert (gone.is_retired, gone.replaced_by_id) == (True, noise.id)
    assert gone.keywords_en == "Loud\ndrums"
    history = page.texts("[aria-labelledby=history-heading] li")
    assert "merged the topic Noise with another (From: Music)" in history[0]
    old = whole(admin, f"/staff/topics/{music.id}")
    assert "(Into: Noise)" in old.text("[aria-labelledby=history-heading] li")
    assert "merged into another" in old.text(".notice")
    assert not old.has("a[href$='open=edit']")


def test_it_says_what_it_moves_and_is_meant_because_nothing_takes_it_back(admin, noise, music):
    for concern in (make_concern(topics=[music]), make_concern(topics=[music])):
        assert topic_assignments(concern) == {music.id: RESIDENT}

    page = admin.get(f"/staff/topics/{music.id}?open=edit")
    assert "All its 2 concerns go to the other topic" in page.text("#merge-form")
    page = merge(admin, music, noise, merge_is_final="")

    assert page.status == 422
    assert "It cannot be undone." in page.text("#merge_is_final-error")
    assert not reload(music).is_retired


@pytest.mark.both_databases
@pytest.mark.exhaustive_on("postgresql")
@pytest.mark.parametrize(
    ("source", "target", "kept"),
    [
        (RESIDENT, ENGINE, RESIDENT),
        (STAFF, ENGINE, STAFF),
        (ENGINE, RESIDENT, RESIDENT),
        (ENGINE, ENGINE, ENGINE),
        (RESIDENT, STAFF, STAFF),
        (STAFF, RESIDENT, RESIDENT),
        (ENGINE, None, ENGINE),
        (STAFF, None, STAFF),
    ],
)
def test_who_assigned_it_is_kept_where_a_concern_has_both(
    plain_admin, noise, music, source, target, kept
):
    concern = make_concern()
    save(concern, topic_rows=[given(music, source), *([given(noise, target)] if target else [])])

    merge(plain_admin, music, noise)

    assert topic_assignments(concern) == {noise.id: kept}


@pytest.mark.both_databases
def test_suggestions_and_earlier_merges_go_along(plain_admin, noise, music):
    both, one = make_concern(), make_concern()
    suggest(both, music, 0.4)
    suggest(both, noise, 0.7)
    suggest(one, music, 0.6)
    earlier = make_topic(retired_at=now(), replaced_by_id=music.id)
    db.session.commit()

    merge(plain_admin, music, noise)

    assert reload(earlier).replaced_by_id == noise.id
    found = db.session.scalars(select(TopicSuggestion)).all()
    assert {(row.concern_id, row.topic_id, row.probability) for row in found} == {
        (both.id, noise.id, 0.7),
        (one.id, noise.id, 0.6),
    }


def test_only_a_topic_in_use_of_ones_own_can_take_over(admin, noise, music):
    others = [
        music.id,
        make_topic(agency=make_agency()).id,
        make_topic(retired_at=now()).id,
        "",
        "x",
        10**30,
    ]

    for other in others:
        page = send(admin, music, "merge", into=other)
        assert page.status == 422
        assert page.text("#into-error").endswith("Choose a topic.")
    assert not reload(music).is_retired


def test_a_retired_topic_can_be_merged_later_and_its_keywords_may_stay_behind(
    plain_admin, noise, music
):
    concern = make_concern(topics=[music])
    save(music, retired_at=now())
    shown = shown_in(plain_admin, music, "merge")
    assert shown.pop("takes_keywords") == ["y"]

    sent = {**shown, "into": noise.id, **FINAL["merge"]}
    plain_admin.post(f"/staff/topics/{music.id}/merge", **sent)

    assert topic_assignments(concern) == {noise.id: RESIDENT}
    assert reload(noise).keywords_en == "loud\nparty"
