"""An officer notes what somebody said, with two taps, and it counts like any other concern."""

from datetime import timedelta
from uuid import uuid4

import pytest

from coffeecop.concerns import arriving
from coffeecop.db import now
from coffeecop.models import (
    AssignedBy,
    Concern,
    ConcernSource,
    ConcernState,
    Kind,
    Language,
    Phase,
    Role,
)
from coffeecop.parts.capture.notes import CaptureAction
from tests.factories import (
    make_cancelled,
    make_concern,
    make_running,
    make_staff,
    make_topic,
    save,
    sign_in,
)
from tests.stored import all_of, audited, fate_of, one_of, reload, topic_assignments

NOTE = "Cars speed past the school on Maple Court."
OFFICER = "The officer grabbed my arm and called me a liar."


@pytest.fixture
def event(officer):
    """An event in progress."""
    return make_running()


@pytest.fixture
def speeding(officer):
    return make_topic(
        name_en="Speeding", name_es="Exceso de velocidad", keywords_en="speeding\ncars"
    )


def capture(visitor, event, **fields):
    return visitor.post(f"/staff/events/{event.id}/capture", **{"people": "1", **fields})


def note(visitor, event, **fields):
    """Save a note, and return the page that follows."""
    return visitor.follow(capture(visitor, event, **fields))


def at(event, *parts):
    return "/".join([f"/staff/events/{event.id}/capture", *map(str, parts)])


def test_a_topic_alone_is_enough(officer, event, speeding):
    note(officer, event, topics=speeding.id)

    concern = one_of(Concern)
    assert concern.body == "Speeding"
    assert topic_assignments(concern) == {speeding.id: AssignedBy.STAFF}
    assert (concern.source, concern.entered_by_id) == (ConcernSource.CAPTURE, officer.member.id)
    assert (concern.phase, concern.people, concern.language) == (Phase.AT, 1, Language.ENGLISH)
    assert audited() == [(CaptureAction.CAPTURED, officer.member.id, concern.id, None)]
    # In the language of the officer.
    save(officer.member, language=Language.SPANISH)
    note(officer, event, topics=[speeding.id, make_topic(name_es="Ruido").id])
    concern = all_of(Concern)[-1]
    assert (concern.body, concern.language) == ("Exceso de velocidad, Ruido", Language.SPANISH)


def test_a_note_says_how_many_said_it_and_for_whom_and_is_not_held_for_review(officer, event):
    save(event, holds_submissions=True)

    note(officer, event, body="Is there a night patrol?", people="4", for_neighbor="y")

    concern = one_of(Concern)
    assert (concern.people, concern.for_neighbor, concern.is_held) == (4, True, False)
    assert concern.kind is Kind.QUESTION


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Write a note, or tap a topic."),
        ({"body": "  "}, "Write a note, or tap a topic."),
        ({"for_neighbor": "y"}, "Write a note, or tap a topic."),
        ({"body": NOTE, "people": "0"}, "Write a number from 1 to 99."),
        ({"body": NOTE, "people": "100"}, "Write a number from 1 to 99."),
        ({"body": NOTE, "people": "many"}, "Write a number from 1 to 99."),
        ({"body": NOTE, "entry_key": "short"}, ""),
        ({"body": NOTE, "entry_key": "x" * 36}, ""),
    ],
)
def test_what_says_nothing_or_cannot_be_is_not_saved(plain_officer, event, fields, words):
    page = capture(plain_officer, event, **fields)

    assert words in page.refused(".error-summary")
    assert all_of(Concern) == []


def test_what_is_about_an_officer_goes_to_the_complaints(plain_officer, event):
    page = note(plain_officer, event, body="He shouted at me.", about_officer="y")

    assert one_of(Concern).is_complaint
    # Not even who noted it reads it again.
    assert "shouted" not in page.body
    assert "shouted" not in plain_officer.get(at(event) + "?noted=1").body


@pytest.mark.parametrize(
    ("seconds", "phase"),
    [
        (10 * 60, Phase.AT),
        (45 * 60, Phase.BEFORE),
        # A clock that cannot be is not believed.
        (-5 * 60, Phase.AT),
        (8 * 24 * 60 * 60, Phase.AT),
        ("9" * 30, Phase.AT),
    ],
)
def test_a_note_from_a_phone_without_a_signal_counts_when_it_was_said(
    officer, event, seconds, phase
):
    note(officer, event, body=NOTE, entry_key=str(uuid4()), seconds_ago=seconds)

    assert one_of(Concern).phase is phase


def test_a_form_or_a_note_of_a_phone_sent_twice_is_one_and_another_is_another(plain_officer, event):
    form_key = plain_officer.get(at(event)).value("[name=form_key]")
    entry_key = str(uuid4())
    same_form = {"body": NOTE, "form_key": form_key}
    same_note = {"body": "Call 805 555 0100.", "entry_key": entry_key}
    # Its phone has asked about the details already.
    for fields in (same_form, {**same_note, "seconds_ago": "90"}):
        first, again = (capture(plain_officer, event, **fields) for _ in range(2))
        assert first.location == again.location
    assert [each.body for each in all_of(Concern)] == [NOTE, "Call 805 555 0100."]
    assert len(audited()) == 2

    note(plain_officer, event, body=NOTE)
    sign_in(plain_officer, Role.OFFICER)
    note(plain_officer, event, **same_note)

    assert len(all_of(Concern)) == 4


def test_without_a_script_details_are_asked_about_once_and_never_stop_it(plain_officer, event):
    text = "John at 805 555 0100 said cars speed."
    asked = capture(plain_officer, event, body=text)
    assert asked.status == 200
    assert "805 555 0100" in asked.text("#details")
    assert "Save anyway" in asked.text("#capture-form")
    without = capture(plain_officer, event, body=text, redact="1")
    assert without.value("#body") == "John at […] said cars speed."
    assert all_of(Concern) == []

    seen = [each["value"] for each in asked.select("[name=seen]")]
    note(plain_officer, event, body=text, seen=seen)

    assert one_of(Concern).body == text


def test_while_one_types_likely_topics_and_details_are_named(officer, event, speeding):
    make_topic(name_en="Noise")

    answer = officer.post(at(event, "guesses"), body=f"{NOTE} Call 805 555 0100.")

    assert answer.response.json == {
        "topics": [speeding.id],
        "details": ["805 555 0100"],
        "asks_about_officer": False,
    }


def test_after_saving_the_last_few_are_listed_and_all_on_a_page_of_their_own(officer, event):
    for number in range(4):
        page = note(officer, event, body=f"Note {number}.")
    make_concern(event=event, body="A resident's.")

    assert page.texts(".last-few li") == ["Note 3.", "Note 2.", "Note 1."]
    listed = officer.get(at(event) + "?noted=1")
    assert listed.texts(".card-list p:first-child") == [f"Note {n}." for n in (3, 2, 1, 0)]
    # The page that a phone keeps holds nobody's words.
    page = officer.get(at(event))
    assert "Note 3." not in page.body
    assert "A resident's." not in page.body
    assert "4 noted by you here" in page.words
    assert event.title_en in page.one(f"main a[href='/staff/events/{event.id}']").text


def test_what_was_just_noted_can_be_undone_and_its_record_stays(officer, event):
    page = note(officer, event, body=NOTE)
    concern = one_of(Concern)

    page = officer.follow(officer.post(page.one("#undo-form")["action"]))

    assert "Taken back." in page.words
    assert reload(concern).is_withdrawn
    assert audited()[-1] == (
        CaptureAction.CAPTURED,
        officer.member.id,
        concern.id,
        {"taken_back": None},
    )
    assert "Maple" not in officer.get(at(event) + "?noted=1").words


def undo(visitor, event, concern):
    return visitor.follow(visitor.post(at(event, concern.id, "undo")))


def captured(visitor, event, **values):
    return make_concern(
        event=event, source=ConcernSource.CAPTURE, entered_by_id=visitor.member.id, **values
    )


@pytest.mark.parametrize(
    "values",
    [
        {"created_at": now() - timedelta(minutes=11)},
        {"receipt_hash": "given"},
        {"state_at": now(), "state": ConcernState.CLOSED, "state_by_id": None},
    ],
    ids=["too late", "with a receipt", "with a state"],
)
def test_what_is_no_longer_new_is_not_undone(officer, event, values):
    colleague = make_staff()
    by = {name: colleague.id for name in values if name.endswith("_by_id")}
    concern = captured(officer, event, **values | by)

    page = undo(officer, event, concern)

    assert "Too late to undo" in page.words
    assert not reload(concern).is_withdrawn
    sign_in(officer, Role.OFFICER)
    assert officer.post(at(event, concern.id, "undo")).status == 404


def test_a_cancelled_event_takes_notes_that_waited_on_a_phone(officer):
    event = make_cancelled()

    note(officer, event, body=NOTE, entry_key=str(uuid4()), seconds_ago="60")

    assert one_of(Concern).event_id == event.id


# About an officer


def test_an_officer_is_asked_before_a_note_is_saved_and_one_tap_answers(plain_officer, event):
    page = capture(plain_officer, event, body=OFFICER)

    assert page.status == 422
    question = page.one("#officer-question")
    assert "Is this about an officer?" in question.words
    assert not question.get("hidden")
    assert all_of(Concern) == []
    for answer in ("y", "n"):
        capture(plain_officer, event, body=OFFICER, about_officer=answer)
    assert [fate_of(each) for each in all_of(Concern)] == [(True, False, False), (False,) * 3]
    assert plain_officer.get(at(event)).one("#officer-question").get("hidden") is not None


def test_a_note_that_waited_on_a_phone_is_judged_when_it_arrives(plain_officer, event):
    late = {"entry_key": str(uuid4())}

    page = note(plain_officer, event, body=OFFICER, **late)

    concern = one_of(Concern)
    assert fate_of(concern) == (False, True, False)
    assert "grabbed" not in page.body
    assert plain_officer.get(f"/staff/concerns/{concern.id}").status == 404
    sign_in(plain_officer, Role.OFFICER, Role.COMPLAINTS)
    assert plain_officer.get(f"/staff/concerns/{concern.id}").status == 200


def test_a_topic_that_is_tapped_tells_of_nobody(plain_officer, event, speeding, monkeypatch):
    monkeypatch.setattr(arriving, "sounds_like_complaint", lambda text: True)

    note(plain_officer, event, topics=speeding.id)

    assert fate_of(one_of(Concern)) == (False,) * 3
