"""A topic becomes several: the engine reads again, and what people sorted waits for people."""

import pytest

from coffeecop.analysis import classification, training_data
from coffeecop.db import db, now
from coffeecop.models import AssignedBy, AuditAction, ConcernState
from tests.factories import make_agency, make_concern, make_event, make_topic, suggest
from tests.staff.form_filling import arrive, whole
from tests.staff.topics.form_filling import PARTS, listed, send, shown_in, starter_topics
from tests.stored import audit_entries, reload, topic_assignments

DOG = "The neighbor's dog barks, that dog barks and barks, bark bark dog."
COYOTE = "A coyote again! The coyote ran at us, a coyote near the coyote trail."
RESIDENT, ENGINE, STAFF = AssignedBy.RESIDENT, AssignedBy.ENGINE, AssignedBy.STAFF


@pytest.fixture
def animals(app):
    return starter_topics("parking", "animals", "noise")["animals"]


def split(visitor, topic, **changes):
    return send(visitor, topic, "split", **{**PARTS, **changes})


def parts():
    return [topic for topic in listed() if topic.split_from_id]


def test_the_form_starts_with_two_topics_and_the_old_keywords_and_wants_two(admin, animals):
    shown = shown_in(admin, animals, "split")
    assert shown["parts-0-keywords_en"] == animals.keywords_en
    assert shown["parts-0-keywords_es"] == animals.keywords_es
    assert shown["parts-1-keywords_en"] == ""
    names = [name for name in shown if name.endswith("name_en")]
    assert names == ["parts-0-name_en", "parts-1-name_en"]

    blank = {name: "" for name in PARTS if name.startswith("parts-1")}
    page = split(admin, animals, **blank)

    assert page.status == 422
    assert "Name two new topics or more." in page.text(".error-summary")
    assert parts() == []


@pytest.mark.both_databases
def test_the_topic_is_retired_and_the_new_ones_take_its_place_in_the_list(admin, animals):
    before = [topic.key for topic in listed()]

    page = arrive(admin, split(admin, animals))

    assert "is split into Dogs, Wild animals." in page.text("[role=status]")
    dogs, wild = parts()
    assert (dogs.key, dogs.name_es) == ("dogs", "Perros")
    assert dogs.keywords_en == "dog\ndogs\nbark\nbarks"
    assert (wild.key, wild.keywords_es) == ("wild-animals", "coyote")
    assert reload(animals).is_retired
    place = before.index("animals") + 1
    after = [topic.key for topic in listed()]
    assert after == [*before[:place], "dogs", "wild-animals", *before[place:]]
    old = whole(admin, f"/staff/topics/{animals.id}")
    assert "(Into: Dogs, Wild animals)" in old.text("[aria-labelledby=history-heading] li")


@pytest.mark.usefixtures("few_samples")
def test_the_engine_reads_again_what_only_it_had_sorted_but_not_of_long_ago(
    admin, animals, monkeypatch
):
    monkeypatch.setattr("coffeecop.models.suggestions.EVENTS_RECLASSIFIED", 1)
    event = make_event()
    old = suggest(make_concern(event=make_event(starts_at=now()), body=DOG), animals, 0.9)
    dog = suggest(make_concern(event=event, body=DOG), animals, 0.9)
    coyote = suggest(make_concern(event=event, body=COYOTE), animals, 0.9)

    split(admin, animals)

    assert topic_assignments(dog) == topic_assignments(coyote) == {}
    classification.classify_due()
    dogs, wild = parts()
    assert topic_assignments(old) == {animals.id: ENGINE}
    assert topic_assignments(dog) == {dogs.id: ENGINE}
    assert topic_assignments(coyote) == {wild.id: ENGINE}


@pytest.mark.usefixtures("few_samples")
def test_what_people_sorted_keeps_the_old_topic_until_a_person_moves_it(admin, animals):
    by_resident = make_concern(body=DOG, topics=[animals])
    by_staff = make_concern(body=COYOTE)
    by_staff.set_topics([animals], by=admin.member)
    db.session.commit()

    page = admin.get(f"/staff/topics/{animals.id}?open=edit")
    assert "2 concerns have this topic. You sort 2 of them by hand" in page.text("#split-form")
    arrive(admin, split(admin, animals))
    classification.classify_due()
    assert topic_assignments(by_resident) == {animals.id: RESIDENT}
    assert topic_assignments(by_staff) == {animals.id: STAFF}

    dogs, wild = parts()
    page = admin.get(f"/staff/topics/{animals.id}")
    assert page.texts("#sorting .quote") == [COYOTE, DOG]
    sort = page.one(f"#sort-{by_resident.id}")
    assert [button["value"] for button in sort.select("button")] == [
        *(str(part.id) for part in (dogs, wild)),
        "",
    ]
    page = admin.follow(admin.post(sort["action"], topic=dogs.id))
    assert page.has("[role=status][data-focus]")
    assert page.texts("#sorting .quote") == [COYOTE]
    page = admin.follow(admin.post(f"/staff/topics/{animals.id}/sort/{by_staff.id}", topic=""))
    assert "All is sorted." in page.words

    assert topic_assignments(by_resident) == {dogs.id: STAFF}
    assert topic_assignments(by_staff) == {}
    assert reload(by_resident).topics_checked_by_id == admin.member.id
    changes = audit_entries(AuditAction.TOPICS_CHANGED)
    assert [entry.details for entry in changes] == [
        {"topics": [["animals"], ["dogs"]]},
        {"topics": [["animals"], []]},
    ]


def test_other_topics_of_a_concern_stay_when_it_is_sorted(plain_admin, animals):
    noise = make_topic()
    concern = make_concern(topics=[animals, noise])
    split(plain_admin, animals)
    dogs, _wild = parts()

    for _ in range(2):
        answer = plain_admin.post(f"/staff/topics/{animals.id}/sort/{concern.id}", topic=dogs.id)
        assert answer.status == 303

    assert topic_assignments(concern) == {noise.id: RESIDENT, dogs.id: STAFF}


def test_a_concern_goes_only_to_a_topic_that_its_own_was_split_into(admin, animals):
    concern = make_concern(topics=[animals])
    split(admin, animals)
    others = [make_topic(), make_topic(agency=make_agency()), animals]

    for sent in (
        {},
        *({"topic": each} for each in ("dogs", "-1", *(other.id for other in others))),
    ):
        page = admin.post(f"/staff/topics/{animals.id}/sort/{concern.id}", **sent)
        assert page.status == 422, sent
        assert page.has(".error-summary, [role=alert]"), sent
    assert topic_assignments(concern) == {animals.id: RESIDENT}


def test_nobody_sorts_what_they_may_not_read(admin, animals):
    hidden = [
        make_concern(topics=[animals], is_complaint=True, body="Not for you"),
        make_concern(topics=[animals], state=ConcernState.WITHDRAWN, body="Not for you"),
        make_concern(topics=[animals], event=make_event(agency=make_agency()), body="Not for you"),
    ]
    split(admin, animals)
    dogs, _wild = parts()

    assert "Not for you" not in admin.get(f"/staff/topics/{animals.id}").body
    for concern in hidden:
        path = f"/staff/topics/{animals.id}/sort/{concern.id}"
        assert admin.post(path, topic=dogs.id).status == 303
        assert topic_assignments(concern) == {animals.id: RESIDENT}


def test_there_are_five_at_most(plain_admin, animals):
    five = {
        f"parts-{n}-{field}": f"{field} {n}" for n in range(5) for field in ("name_en", "name_es")
    }
    sixth = {"parts-5-name_en": "Six", "parts-5-name_es": "Seis"}

    split(plain_admin, animals, **five, **sixth)

    assert len(parts()) == 5


def test_what_waits_for_a_person_does_not_teach_that_it_belongs_nowhere(plain_admin, animals):
    concern = make_concern(body=DOG)
    concern.set_topics([animals], by=plain_admin.member)
    db.session.commit()
    assert len(training_data.examples_of(animals.agency_id)) == 1

    split(plain_admin, animals)
    assert training_data.examples_of(animals.agency_id) == []

    dogs, _wild = parts()
    plain_admin.post(f"/staff/topics/{animals.id}/sort/{concern.id}", topic=dogs.id)
    (example,) = training_data.examples_of(animals.agency_id)
    assert example.topic_ids == {dogs.id}
