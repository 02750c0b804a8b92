"""After a change the page shows exactly which concerns moved, and one tap takes all back."""

import random

import pytest
from sqlalchemy import inspect, select

from coffeecop.analysis import classification
from coffeecop.analysis.classification_results import (
    ClassificationResult,
    save_results,
    topic_list_versions,
)
from coffeecop.analysis.training_data import select_texts, text_of
from coffeecop.concerns.topics import give_topic
from coffeecop.db import db, db_writes, now
from coffeecop.models import (
    AssignedBy,
    AuditAction,
    Concern,
    ConcernState,
    ConcernTopic,
    Role,
    Theme,
    Topic,
    TopicChange,
    TopicNote,
    TopicSuggestion,
)
from coffeecop.models.topics import Wording, topics_in_use
from coffeecop.staff.topics import actions, changes, moves
from tests.factories import (
    make_agency,
    make_concern,
    make_event,
    make_staff,
    make_theme,
    make_topic,
    suggest,
)
from tests.shares import shared
from tests.staff.form_filling import arrive, as_shown
from tests.staff.topics.form_filling import send, starter_topics
from tests.stored import audit_entries, one_of, reload, topic_assignments

pytestmark = [pytest.mark.both_databases, pytest.mark.slow, pytest.mark.usefixtures("few_told")]

PARKED = "A car is parked across my driveway every day, please tow it."
PLAYED = "Pickleball on the pier, pickleball everywhere: no pickleball court is free."
COURTS = {"name_en": "Pickleball", "name_es": "Pickle", "keywords_en": "pickleball\npier"}
RESTORED = (Topic, ConcernTopic, TopicSuggestion, Concern, Theme)
ENGINE, RESIDENT, STAFF = AssignedBy.ENGINE, AssignedBy.RESIDENT, AssignedBy.STAFF


def stored():
    """Return each row of what an undo restores, by columns.

    A version only ever rises, and what was read once stays read.
    """
    db.session.rollback()
    columns = {
        model.__tablename__: [
            each for each in inspect(model).columns if each.name not in ("version", "read_at")
        ]
        for model in RESTORED
    }
    return {
        table: sorted(str(tuple(row)) for row in db.session.execute(select(*each)))
        for table, each in columns.items()
    }


def read_again():
    classification.classify_due()
    db.session.rollback()


def last_change():
    db.session.rollback()
    return db.session.scalars(select(TopicChange).order_by(TopicChange.id.desc())).first()


def undo(visitor):
    path = f"/staff/topics/changes/{last_change().id}"
    return visitor.post(f"{path}/undo", **as_shown(visitor.get(path, **{"HX-Request": "false"})))


def told(page):
    """Return the lines about what moved, and how many concerns each shows."""
    return {
        each.one("summary").words: len(each.select("a")) for each in page.select("#moved details")
    }


# What moved


def test_what_a_new_topic_gets_is_shown_once_it_is_read(admin, monkeypatch):
    monkeypatch.setattr(moves, "QUOTED", 2)
    starter_topics()
    played = [make_concern(event=make_event(), body=f"{PLAYED} {n}") for n in range(3)]
    make_concern(body=PARKED)
    read_again()

    page = arrive(admin, admin.post("/staff/topics", **COURTS))

    assert "Pickleball is on the list." in page.text(".notice")
    assert "4 are still to be read again." in page.text("#moved")
    link = page.one("#moved a[hx-trigger*=load]")["href"]
    assert not admin.get(link.replace("looks=1", "looks=20")).has("#moved [hx-trigger]")
    read_again()
    page = admin.get(link)
    assert page.text("#moved h2") == "3 concerns have moved"
    assert set(told(page).values()) == {3}
    assert all("Pickleball" in line for line in told(page))
    assert page.texts("#moved .quote[hx-ignore]") == [played[2].body, played[1].body]
    assert page.has(f"#moved a[href='/staff/concerns/{played[0].id}']")


def test_a_merge_moves_all_and_other_changes_only_what_no_person_has_sorted(admin):
    topics = starter_topics()
    make_concern(body=PARKED, topics=[topics["noise-neighbors"]])
    make_concern(body=PARKED, topics=[topics["noise-neighbors"], topics["parking"]])

    send(admin, topics["parking"], keywords_en="driveway")
    read_again()
    page = admin.get(f"/staff/topics/changes/{last_change().id}")
    assert page.text("#moved h2") == "No concern has moved"

    page = arrive(admin, send(admin, topics["noise-neighbors"], "merge", into=topics["parking"].id))
    assert "is merged into Parking." in page.text(".notice")
    read_again()
    page = admin.get(f"/staff/topics/changes/{last_change().id}")
    noise = topics["noise-neighbors"].name_en
    assert told(page) == {f"1 lost the topic {noise}": 1, f"1 moved from {noise} to Parking": 1}


def test_nobody_sees_what_they_may_not_read(admin):
    starter_topics()
    make_concern(event=make_event(agency=make_agency()), body=PLAYED)
    hidden = {"is_complaint": True}, {"state": ConcernState.WITHDRAWN}, {"is_held": True}
    for values in hidden:
        make_concern(body=PLAYED, **values)

    page = arrive(admin, admin.post("/staff/topics", **COURTS))

    assert page.text("#moved h2") == "No concern has moved"
    assert PLAYED not in page.body


def test_the_list_leads_to_the_last_change_which_is_undone_once(plain_admin):
    topic = make_topic(name_en="Noise")
    assert not plain_admin.get("/staff/topics").has("a[href*=changes]")

    answer = send(plain_admin, topic, "retire")

    assert plain_admin.get("/staff/topics").has(f"a[href='{answer.location}']")
    undo(plain_admin)
    assert not plain_admin.get("/staff/topics").has("a[href*=changes]")
    assert plain_admin.get(answer.location).status == 303
    plain_admin.post("/staff/topics", **COURTS)
    assert plain_admin.post(f"{answer.location}/undo").status == 303
    assert one_of(Topic, key="pickleball")
    assert len(audit_entries(AuditAction.CHANGE_UNDONE)) == 1


# Undo


def test_an_undo_is_one_tap_and_is_recorded(admin):
    topics, concern = starter_topics(), make_concern(body=PARKED)
    read_again()
    before = stored()
    send(admin, topics["parking"], "merge", into=topics["other"].id)
    read_again()

    page = arrive(admin, undo(admin))

    assert "Undone. The list is as it was before." in page.text("[role=status]")
    assert stored() == before
    assert topic_assignments(concern) == {topics["parking"].id: ENGINE}
    parking = topics["parking"].id
    done = audit_entries(AuditAction.CHANGE_UNDONE)
    assert [(each.subject_id, each.facts) for each in done] == [(parking, {"change": "merged"})]
    history = admin.get(f"/staff/topics/{parking}").texts("[aria-labelledby=history-heading] li")
    assert history[0].startswith("The change before was undone")


def test_a_topic_of_picked_concerns_is_taken_from_them_again(plain_admin):
    noise = make_topic()
    picked = [make_concern(topics=[noise]), suggest(make_concern(), noise, 0.7)]
    before = stored()
    plain_admin.post("/staff/topics", **COURTS, concerns="-".join(str(each.id) for each in picked))

    undo(plain_admin)

    assert stored() == before
    taken = audit_entries(AuditAction.TOPICS_CHANGED)[2:]
    assert [each.subject_id for each in taken] == [each.id for each in picked]
    assert taken[1].facts == {"topics": [["pickleball"], [noise.key]]}


def test_what_people_decided_since_stays_and_is_named(plain_admin):
    parking, other, later = make_topic(), make_topic(), make_topic(name_en="Later")
    kept, confirmed, moved = (make_concern(topics=[parking]) for _ in range(3))
    send(plain_admin, parking, "merge", into=other.id)
    reload(kept).set_topics([later], by=plain_admin.member)
    db.session.commit()
    reload(confirmed).check_topics(by=plain_admin.member)
    db.session.commit()

    page = arrive(plain_admin, undo(plain_admin))

    assert f"sorted them since: {kept.id}, {confirmed.id}" in page.words
    assert topic_assignments(kept) == {later.id: STAFF}
    assert topic_assignments(confirmed) == {other.id: RESIDENT}
    assert topic_assignments(moved) == {parking.id: RESIDENT}


def test_concerns_that_came_in_since_are_read_again_with_the_list_as_it_was(plain_admin):
    topics = starter_topics()
    plain_admin.post("/staff/topics", **COURTS)
    concern = make_concern(body=PLAYED)
    read_again()
    assert list(topic_assignments(concern)) == [one_of(Topic, key="pickleball").id]

    undo(plain_admin)

    assert topic_assignments(concern) == {}
    read_again()
    assert set(topic_assignments(concern)) <= {topic.id for topic in topics.values()}
    assert not db.session.query(Topic).filter_by(key="pickleball").all()


def chosen_by_a_resident(topic, member):
    make_concern(topics=[topic])


def confirmed_by_staff(topic, member):
    concern = make_concern(topics=[topic], assigned_by=ENGINE)
    concern.check_topics(by=member)


def with_facts(topic, member):
    db.session.add(TopicNote(topic_id=topic.id, body="Call 311.", changed_by_id=member.id))


@pytest.mark.parametrize("use", [chosen_by_a_resident, confirmed_by_staff, with_facts])
def test_a_new_topic_that_people_have_used_since_is_retired(plain_admin, use):
    plain_admin.post("/staff/topics", **COURTS)
    use(one_of(Topic), plain_admin.member)
    db.session.commit()

    assert "is retired, not removed" in arrive(plain_admin, undo(plain_admin)).words
    assert one_of(Topic).is_retired


@pytest.mark.parametrize("colleague", ["moves a topic", "changes a topic", "adds a theme's topic"])
def test_it_is_too_late_once_a_colleague_has_changed_the_list(admin, colleague):
    topic, other = make_topic(), make_topic()
    answer = send(admin, topic, "retire")
    shown = as_shown(admin.get(answer.location, **{"HX-Request": "false"}))
    if colleague == "moves a topic":
        db.session.get_one(Topic, other.id).position = 99
        db.session.commit()
    elif colleague == "changes a topic":
        send(admin, other, name_en="Another name")
    else:
        path = f"/staff/topics/themes/{make_theme(make_concern()).id}/topic"
        admin.post(path, name_en="E-bikes", name_es="Bicis")

    page = arrive(admin, admin.post(f"{answer.location}/undo", **shown))

    assert "Not undone: the list has been changed since." in page.text("[role=alert]")
    assert not page.has("#undo-form")
    assert reload(topic).is_retired


def test_changes_are_forgotten_after_a_while(plain_admin, topic):
    send(plain_admin, topic, "retire")
    last_change().created_at = now() - changes.KEPT_FOR
    db.session.commit()

    send(plain_admin, topic, "restore")

    assert one_of(TopicChange).kind == "restored"


# Any sequence


def read_by(chance):
    """Save results as the engine might find them: any topics in use."""
    waiting = db.session.execute(select_texts().where(Concern.suggested_at.is_(None))).all()
    agency_id = db.session.query(Topic).first().agency_id
    in_use = [topic.id for topic in topics_in_use(agency_id)]
    results = [
        ClassificationResult(
            row.id,
            agency_id,
            text_of(row),
            topics={each: chance.choice([0.4, 0.9]) for each in chance.sample(in_use, k=1)},
        )
        for row in waiting
    ]
    versions = topic_list_versions([agency_id])
    with db_writes():
        save_results(results, versions)


def change_somehow(chance, by):
    """Make one of the changes, of random topics."""
    n = chance.randrange(10**9)
    names = [
        Wording(f"Topic {n}-{part}", f"Tema {n}-{part}", keywords_en=(f"k{n}",)) for part in "ab"
    ]
    in_use = list(topics_in_use(by.agency_id))
    retired = [each for each in db.session.query(Topic) if each.can_be_restored]
    topic, into = chance.sample(in_use, k=2)
    seen = topic.version
    kind = chance.choice(["add", "change", "merge", "split", "retire", "restore"])
    if kind == "change":
        actions.change_topic(topic, names[0], seen=seen, by=by)
    elif kind == "merge" and len(in_use) > 2:
        actions.merge_topics(topic, into, takes_keywords=chance.random() < 0.5, seen=seen, by=by)
    elif kind == "split":
        actions.split_topic(topic, names, seen=seen, by=by)
    elif kind == "retire" and len(in_use) > 2:
        actions.retire_topic(topic, seen=seen, by=by)
    elif kind == "restore" and retired:
        topic = chance.choice(retired)
        actions.restore_topic(topic, seen=topic.version, by=by)
    else:
        picked = [each.id for each in chance.sample(db.session.query(Concern).all(), k=2)]
        actions.add_topic(names[0], picked, by=by)


@pytest.mark.parametrize("seed", shared((seed,) for seed in range(6)))
def test_any_changes_undone_leave_all_as_it_was(app, seed):
    chance = random.Random(seed)  # noqa: S311 - no secrets
    by, event = make_staff(Role.ADMIN), make_event()
    topics = [make_topic() for _ in range(4)]
    for n in range(12):
        concern = make_concern(event=event, topics=topics[: n % 2])
        if n % 3 == 0:
            give_topic([concern], chance.choice(topics), by=by)
    make_theme(concern).make_topic(topics[0], by=by)
    db.session.commit()
    read_by(chance)
    states = [stored()]

    def undo_last():
        changes.undo(changes.latest_change(by.agency_id), by=by)
        db.session.commit()
        states.pop()
        assert stored() == states[-1]

    for _ in range(12):
        if len(states) > 1 and chance.random() < 0.4:
            undo_last()
            continue
        change_somehow(chance, by)
        db.session.commit()
        if chance.random() < 0.7:
            read_by(chance)
        states.append(stored())
    while len(states) > 1:
        undo_last()
