"""An officer notes what somebody said, with two taps, and it counts like any other concern."""

from datetime import timedelta
from uuid import uuid4

import pytest

from coffeecop.analysis.classification import classify_due
from coffeecop.db import db, now
from coffeecop.models import (
    AssignedBy,
    AuditAction,
    Concern,
    ConcernSource,
    ConcernStatus,
    EventStatus,
    Kind,
    Language,
    Phase,
    Role,
)
from coffeecop.staff.concern_list.work import count_work
from tests.factories import (
    HOUR,
    make_agency,
    make_concern,
    make_draft,
    make_event,
    make_staff,
    make_topic,
    sign_in,
)
from tests.stored import all_of, audited, one_of, reload, topic_assignments

NOTE = "Cars speed past the school on Maple Court."


@pytest.fixture
def event(officer):
    """An event in progress."""
    return make_event(starts_at=now() - HOUR / 2)


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
    assert audited() == [
        (AuditAction.CONCERN_CAPTURED, officer.member.id, concern.id, None),
    ]


def test_without_a_note_a_spanish_officer_stores_the_spanish_names(officer, event, speeding):
    officer.member.language = Language.SPANISH
    db.session.commit()

    note(officer, event, topics=[speeding.id, make_topic(name_es="Ruido").id])

    concern = one_of(Concern)
    assert (concern.body, concern.language) == ("Exceso de velocidad, Ruido", Language.SPANISH)


def test_a_note_says_how_many_said_it_and_for_whom(officer, event):
    note(officer, event, body="Is there a night patrol?", people="4", for_neighbor="y")

    concern = one_of(Concern)
    assert (concern.people, concern.for_neighbor) == (4, True)
    assert concern.kind is Kind.QUESTION


@pytest.mark.parametrize("people", ["0", "100", "many"])
def test_the_number_of_people_is_from_1_to_99(officer, event, people):
    page = capture(officer, event, body=NOTE, people=people)

    assert page.status == 422
    assert all_of(Concern) == []


@pytest.mark.parametrize("fields", [{}, {"body": "  "}, {"for_neighbor": "y"}])
def test_neither_note_nor_topic_is_nothing_to_save(plain_officer, event, fields):
    page = capture(plain_officer, event, **fields)

    assert page.status == 422
    assert "Write a note, or tap a topic." in page.text(".error-summary")
    assert all_of(Concern) == []


def test_what_an_officer_enters_is_not_held_for_review(officer, event):
    event.holds_submissions = True
    db.session.commit()

    note(officer, event, body=NOTE)

    assert not one_of(Concern).is_held


def test_what_is_about_an_officer_goes_to_the_complaints(plain_officer, event):
    page = note(plain_officer, event, body="He shouted at me.", about_officer="y")

    assert one_of(Concern).is_complaint
    # Not even who noted it reads it again.
    assert "shouted" not in page.body
    assert "shouted" not in plain_officer.get(at(event, "noted")).body


def test_topics_that_the_officer_chose_need_no_confirmation_and_guessed_ones_do(
    officer, event, speeding
):
    note(officer, event, topics=speeding.id)
    assert count_work(officer.member).to_confirm == 0

    note(officer, event, body=NOTE)
    classify_due()

    assert count_work(officer.member).to_confirm == 1


@pytest.mark.parametrize(
    ("minutes_ago", "phase"), [(10, Phase.AT), (45, Phase.BEFORE), (-5, Phase.AT)]
)
def test_a_note_from_a_phone_without_a_signal_counts_when_it_was_said(
    officer, event, minutes_ago, phase
):
    note(officer, event, body=NOTE, entry_key=str(uuid4()), seconds_ago=minutes_ago * 60)

    assert one_of(Concern).phase is phase


@pytest.mark.parametrize("seconds", ["9" * 30, str(8 * 24 * 60 * 60)])
def test_a_phone_with_a_clock_that_cannot_be_is_not_believed(officer, event, seconds):
    note(officer, event, body=NOTE, entry_key=str(uuid4()), seconds_ago=seconds)

    assert one_of(Concern).phase is Phase.AT


def test_a_note_that_a_phone_sends_again_is_one_note(plain_officer, event, speeding):
    key = str(uuid4())
    first = capture(plain_officer, event, body=NOTE, entry_key=key, seconds_ago="1")
    again = capture(plain_officer, event, body=NOTE, entry_key=key, seconds_ago="90")

    assert first.location == again.location
    assert one_of(Concern).body == NOTE
    assert len(audited()) == 1


def test_the_same_form_sent_twice_is_one_note_and_two_forms_are_two(plain_officer, event):
    form_key = plain_officer.get(at(event)).value("[name=form_key]")
    for _tap in range(2):
        capture(plain_officer, event, body=NOTE, form_key=form_key)
    assert len(all_of(Concern)) == 1

    note(plain_officer, event, body=NOTE)

    assert len(all_of(Concern)) == 2


def test_two_officers_with_the_same_key_note_two_things(plain_officer, event):
    key = str(uuid4())
    note(plain_officer, event, body=NOTE, entry_key=key)
    sign_in(plain_officer, Role.OFFICER)

    note(plain_officer, event, body=NOTE, entry_key=key)

    assert len(all_of(Concern)) == 2


@pytest.mark.parametrize("key", ["short", "x" * 36])
def test_a_key_that_no_phone_made_is_refused(officer, event, key):
    assert capture(officer, event, body=NOTE, entry_key=key).status == 422


def test_without_a_script_details_are_asked_about_once_and_never_stop_it(plain_officer, event):
    text = "John at 805 555 0100 said cars speed."
    asked = capture(plain_officer, event, body=text)
    assert asked.status == 200
    assert "805 555 0100" in asked.text("#details")
    assert "Save anyway" in asked.text("#capture-form")
    assert all_of(Concern) == []

    seen = [each["value"] for each in asked.soup.select("[name=seen]")]
    note(plain_officer, event, body=text, seen=seen)

    assert one_of(Concern).body == text


def test_without_a_script_one_tap_takes_the_details_out(plain_officer, event):
    page = capture(plain_officer, event, body="Call 805 555 0100 about 8ABC123.", take_out="1")

    assert page.value("#body") == "Call […] about […]."
    assert all_of(Concern) == []


def test_a_phone_that_asked_already_is_not_asked_again(officer, event):
    note(officer, event, body="Call 805 555 0100.", entry_key=str(uuid4()))

    assert one_of(Concern).body == "Call 805 555 0100."


def test_while_one_types_likely_topics_and_details_are_named(officer, event, speeding):
    make_topic(name_en="Noise")

    answer = officer.post(at(event, "guesses"), body=f"{NOTE} Call 805 555 0100.")

    assert answer.response.json == {"topics": [speeding.id], "details": ["805 555 0100"]}


def test_the_page_that_a_phone_keeps_holds_nobodys_words(plain_officer, event, speeding):
    note(plain_officer, event, body=NOTE, topics=speeding.id)
    make_concern(event=event, body="Dogs bark on Birch Lane.")

    page = plain_officer.get(at(event))

    for words in ("Maple Court", "Birch Lane"):
        assert words not in page.body
    assert "1 noted by you here" in page.words


def test_the_page_says_which_event_it_is_for_and_leads_there(plain_officer, event):
    page = plain_officer.get(at(event))

    assert event.title_en in page.one(f"main a[href='/staff/events/{event.id}/plan']").text


def test_after_saving_the_last_few_are_listed_and_all_on_a_page_of_their_own(officer, event):
    for number in range(4):
        page = note(officer, event, body=f"Note {number}.")
    make_concern(event=event, body="A resident's.")

    assert page.texts(".last-few li") == ["Note 3.", "Note 2.", "Note 1."]
    listed = officer.get(at(event, "noted"))
    assert listed.texts(".card-list p:first-child") == [f"Note {n}." for n in (3, 2, 1, 0)]


def test_what_was_just_noted_can_be_undone_and_its_record_stays(officer, event):
    page = note(officer, event, body=NOTE)
    concern = one_of(Concern)

    page = officer.follow(officer.post(page.one("#undo-form")["action"]))

    assert "Taken back." in page.words
    assert reload(concern).is_withdrawn
    assert audited()[-1] == (
        AuditAction.CONCERN_CAPTURED,
        officer.member.id,
        concern.id,
        {"taken_back": None},
    )
    assert "Maple" not in officer.get(at(event, "noted")).words


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
        {"status_at": now()},
        {"listed_at": now()},
    ],
    ids=["too late", "with a receipt", "with a status", "moved"],
)
def test_what_is_no_longer_new_is_not_undone(officer, event, values):
    if "status_at" in values:
        values |= {"status": ConcernStatus.CLOSED, "status_by_id": make_staff().id}
    concern = captured(officer, event, **values)

    page = undo(officer, event, concern)

    assert "Too late to undo" in page.words
    assert not reload(concern).is_withdrawn


def test_what_a_colleague_sorted_is_not_undone(officer, event):
    concern = captured(officer, event)
    concern.check_topics(by=make_staff())
    db.session.commit()

    undo(officer, event, concern)

    assert not reload(concern).is_withdrawn


def test_only_who_noted_it_undoes_it(officer, event):
    concern = captured(officer, event)
    sign_in(officer, Role.OFFICER)

    assert officer.post(at(event, concern.id, "undo")).status == 404


def test_a_cancelled_event_takes_notes_that_waited_on_a_phone(officer):
    event = make_event(status=EventStatus.CANCELLED)

    note(officer, event, body=NOTE, entry_key=str(uuid4()), seconds_ago="60")

    assert one_of(Concern).event_id == event.id


def test_a_draft_has_nothing_to_capture(officer):
    draft = make_draft()

    for answer in (officer.get(at(draft)), capture(officer, draft, body=NOTE)):
        assert answer.location == f"/staff/events/{draft.id}/plan"
    assert all_of(Concern) == []


def test_another_departments_event_is_not_found(officer):
    event = make_event(agency=make_agency())

    for answer in (
        officer.get(at(event)),
        capture(officer, event),
        officer.get(at(event, "noted")),
    ):
        assert answer.status == 404


def test_a_page_that_is_out_of_date_brings_new_keys(plain_officer, event):
    page = capture(plain_officer, event, body=NOTE, csrf_token="old", form_key="old")

    assert page.status == 422
    form_key = page.value("[name=form_key]")
    assert form_key != "old"
    note(plain_officer, event, body=NOTE, form_key=form_key)
    assert one_of(Concern).body == NOTE
