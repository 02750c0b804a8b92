"""A concern in a language that its reader may not read: what it is about, and who reads it."""

import pytest

from coffeecop.concerns import verbs
from coffeecop.db import db
from coffeecop.engine import likeness_process
from coffeecop.engine.encoder import encode, pack
from coffeecop.engine.examples import encoder_name
from coffeecop.models import ConcernState, ConcernVector, Language, RosterEntry, SpokenLanguage
from tests.factories import make_agency, make_concern, make_event, make_staff, put_in_state, save
from tests.staff.concerns.form_filling import path, tapped
from tests.staff.form_filling import whole
from tests.stored import reload

DOGS = "Dos perros grandes andan sueltos en el parque y corretearon a mi niño."
LOOSE_DOGS = "Two big dogs run loose in the park and chased my little boy."
MORE_DOGS = "There are big dogs loose in the park and they chase children."
OTHERS = [
    "The street light at the corner of Fifth has been out for weeks.",
    "Somebody dumps old mattresses in the alley.",
    "El semáforo no da tiempo de cruzar.",
    "Can we have more coffee events on weekends?",
    "Cars are parked across my driveway on market days.",
]


def write(body, language=Language.ENGLISH, **values):
    """Make a concern that the engine has read."""
    concern = make_concern(body=body, language=language, text_language=language, **values)
    (vector,) = encode([body])
    save(ConcernVector(concern_id=concern.id, encoder=encoder_name(), vector=pack(vector)))
    return concern


@pytest.fixture
def event(app):
    return make_event()


@pytest.fixture
def dogs(event):
    for body in OTHERS:
        write(body, event=event)
    return write(DOGS, Language.SPANISH, event=event)


def same(visitor, concern):
    return whole(visitor, path(concern, "/same")).texts("main li a")


def test_its_topic_is_said_in_the_language_of_the_reader(officer, dogs, roads):
    dogs.topic_rows = []
    dogs.set_topics([roads], by=make_staff())
    db.session.commit()

    page = whole(officer, path(dogs))

    assert page.texts(".foreign p")[0] == "It is about: Roads"


def test_nothing_is_added_to_what_one_can_read(officer, event):
    assert not whole(officer, path(write(LOOSE_DOGS, event=event))).has(".foreign")


def test_what_says_about_the_same_is_named_with_the_answered_first(officer, dogs, event):
    write(LOOSE_DOGS, event=event)
    answered = write(MORE_DOGS, event=event)
    put_in_state(answered, ConcernState.ANSWERED, by=make_staff())
    db.session.commit()

    page = whole(officer, path(dogs))
    page = whole(officer, page.one(".foreign a")["href"])

    assert page.texts("main li a") == [MORE_DOGS, LOOSE_DOGS]
    assert page.texts("main li .hint")[0] == "Answered"


def test_where_nothing_is_near_nothing_is_named(officer, dogs):
    assert same(officer, dogs) == []


def test_a_reader_of_spanish_is_shown_spanish(visitor, officer, event):
    officer.member.language = Language.SPANISH
    db.session.commit()
    write(DOGS, Language.SPANISH, event=event)
    for body in OTHERS:
        write(body, event=event)

    concern = write(LOOSE_DOGS, event=event)

    assert same(officer, concern) == [DOGS]


@pytest.mark.parametrize("kind", ["complaint", "held", "of another agency"])
def test_what_does_not_count_is_never_compared(officer, dogs, event, kind):
    agency = make_agency() if kind == "of another agency" else None
    unseen = write(LOOSE_DOGS, event=make_event(agency=agency) if agency else event)
    if kind == "complaint":
        verbs.make_complaint(unseen, by=officer.member)
    elif kind == "held":
        unseen.is_held = True
    db.session.commit()

    assert same(officer, dogs) == []
    if kind != "held":
        assert officer.get(path(unseen, "/same")).status == 404


def test_one_tap_hands_it_to_who_speaks_the_language(officer, dogs):
    speaker = make_staff(name="Ana Pérez")
    entry = RosterEntry(event_id=dogs.event_id, name="Officer Ana Pérez")
    entry.languages = {SpokenLanguage.SPANISH}
    save(entry)

    tapped(officer, whole(officer, path(dogs)), "Give it to Ana Pérez, who speaks Spanish")

    assert reload(dogs).assigned_to_id == speaker.id
    assert not whole(officer, path(dogs)).has("#hand-over")


def test_a_busy_computer_names_nothing(officer, dogs, monkeypatch):
    def fail(_lines):
        raise likeness_process.own_process.ProcessFailed

    monkeypatch.setattr(likeness_process, "run", fail)

    assert same(officer, dogs) == []


def test_one_statement_more_than_for_what_one_can_read(plain_officer, queries, event):
    ours, theirs = write(LOOSE_DOGS, event=event), write(DOGS, Language.SPANISH, event=event)
    numbers = []
    for concern in (ours, theirs):
        with queries() as statements:
            plain_officer.get(path(concern))
        numbers.append(len(statements))

    assert numbers[1] == numbers[0] + 1
