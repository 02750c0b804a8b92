"""The verbs write the public record, as one chain for each event."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import delete, func, insert, select, update

from coffeecop.concerns import verbs
from coffeecop.concerns.residents import receive, withdraw, write_again
from coffeecop.db import db, db_writes, execute_bulk, now
from coffeecop.models import Concern, ConcernState, HiddenFor, Kind, Role
from coffeecop.parts import run_hooks
from coffeecop.parts.hooks import When
from coffeecop.parts.public_record import jobs
from coffeecop.parts.public_record.jobs import publish_roots, record_unrecorded
from coffeecop.parts.public_record.models import (
    PublicRecordEntry,
    PublicRecordOpening,
    PublicRecordRoot,
    RecordState,
    commitment,
    received_content,
)
from coffeecop.parts.public_record.tests.rows import make_record
from tests.colleagues import colleagues, run_concurrently
from tests.factories import (
    make_concern,
    make_concerns,
    make_event,
    make_message,
    make_past_event,
    make_staff,
    pass_night,
)
from tests.findings import faults_found
from tests.stored import all_of, dump
from tests.visitor import Visitor

S = RecordState
SECOND = PublicRecordEntry.sequence == 2
FIRST = Concern.id.in_(select(func.min(Concern.id)))


def moves():
    """Return (before, after) of each entry."""
    return [(entry.state_before, entry.state_after) for entry in all_of(PublicRecordEntry)]


def last_state():
    db.session.commit()
    return next((state for _before, state in reversed(moves())), None)


def make_recorded(**values):
    concern = make_concern(**values)
    record_unrecorded()
    return concern


def test_what_comes_in_and_each_change_of_state_is_an_entry(app):
    officer, event = make_staff(), make_event()
    asked = {"event_id": event.id, "body": "Cars.", "kind": Kind.QUESTION, "receipt_hash": "r"}
    concern = Concern(**asked, form_key_hash="c", phase="before", language="en")
    with db_writes():
        receive(concern)
        verbs.set_state(concern, ConcernState.LOOKED_INTO, by=officer)
        verbs.answer(concern, key_hash="a", body="It is fixed.", by=officer)
        write_again(concern, key_hash="b", body="It is not.")
        withdraw(concern)

    assert moves() == [
        (None, S.WAITING),
        (S.WAITING, S.ANSWERED),
        (S.ANSWERED, S.WAITING),
        (S.WAITING, S.TAKEN_BACK),
    ]
    assert [entry.sequence for entry in all_of(PublicRecordEntry)] == [1, 2, 3, 4]
    assert faults_found() == []


def test_each_state_is_told_from_the_concern(app):
    for values, state in (
        ({}, S.NOTED),
        ({"kind": Kind.QUESTION}, S.WAITING),
        ({"is_held": True}, S.WAITING),
        ({"state": ConcernState.TALKED_ABOUT, "wants_answer": True}, S.TALKED_ABOUT),
        ({"state": ConcernState.ANSWERED, "wants_answer": True}, S.ANSWERED),
        ({"state": ConcernState.DECLINED}, S.DECLINED),
        ({"state": ConcernState.PASSED_ON, "wants_answer": True}, S.PASSED_ON),
        # Nobody has told the resident anything.
        ({"state": ConcernState.CLOSED, "wants_answer": True}, S.CLOSED),
        ({"state": ConcernState.CLOSED}, S.NOTED),
        ({"state": ConcernState.HIDDEN}, S.HIDDEN),
        ({"state": ConcernState.WITHDRAWN}, S.TAKEN_BACK),
    ):
        make_recorded(**values)

        assert last_state() == state


def test_a_complaint_is_not_in_the_record_of_its_event(app):
    complaint = make_recorded(is_complaint=True)
    assert last_state() is None

    verbs.return_complaint(complaint, by=make_staff())
    assert last_state() == S.NOTED


def test_what_became_a_complaint_later_is_passed_on_once_somebody_handles_it(app):
    concern, officer = make_recorded(), make_staff()
    verbs.make_complaint(concern, by=officer)
    assert last_state() == S.WAITING

    verbs.set_state(concern, ConcernState.CLOSED, by=officer)
    assert last_state() == S.PASSED_ON


def test_a_hidden_concern_is_recorded_and_so_is_that_it_is_shown_again(app):
    concern, officer = make_recorded(), make_staff()
    verbs.hide(concern, HiddenFor.SPAM, by=officer)
    assert last_state() == S.HIDDEN

    verbs.show(concern, by=officer)
    assert last_state() == S.NOTED


def test_an_entry_has_a_day_and_tells_nothing(app):
    concern = make_recorded(body="Cars speed on Maple Court.")
    (entry,) = all_of(PublicRecordEntry)

    assert abs(entry.created_on - now().date()) <= timedelta(days=1)
    (stored,) = dump()["public_record_entries"]
    assert "Maple" not in stored
    opening = db.session.get_one(PublicRecordOpening, entry.id)
    assert (
        commitment(opening.salt, received_content(concern.body, concern.kind)) == entry.commitment
    )


def test_a_transaction_that_is_undone_leaves_no_entry(app):
    event = make_event()
    new = {"event_id": event.id, "body": "Cars.", "phase": "before", "language": "en"}
    receive(Concern(**new, form_key_hash="a"))
    db.session.rollback()
    receive(Concern(**new, form_key_hash="b"))
    db.session.commit()

    assert len(moves()) == 1


def test_residents_who_send_at_once_make_one_chain(app, unlimited):
    event = make_event()
    path = f"/events/{event.slug}/concerns"

    def send(number, visitor):
        return visitor.post(path, body=f"Cars speed {number}.").status

    assert run_concurrently([Visitor(app) for _ in range(6)], send) == [303] * 6
    assert sorted(entry.sequence for entry in all_of(PublicRecordEntry)) == [1, 2, 3, 4, 5, 6]
    assert faults_found() == []


def test_officers_who_change_the_concerns_of_one_event_at_once_block_nobody(app):
    concerns = make_concerns(4, event=make_past_event(), wants_answer=True)
    record_unrecorded()
    ids = [concern.id for concern in concerns]

    def settle_all(number, visitor):
        order = ids if number % 2 else ids[::-1]
        return [
            visitor.post(f"/staff/concerns/{one}/messages", step="talk").status for one in order
        ]

    assert run_concurrently(colleagues(app, 4, Role.OFFICER), settle_all) == [[303] * 4] * 4
    assert [move for move in moves() if move[0]] == [(S.WAITING, S.TALKED_ABOUT)] * 4
    assert faults_found() == []


def test_the_worker_records_a_few_at_a_time_and_leaves_none_out(monkeypatch, app):
    concerns, recorded = make_concerns(5, event=make_event()), []
    monkeypatch.setattr(jobs, "AT_A_TIME", 2)
    monkeypatch.setattr(jobs, "record_states", recorded.append)

    record_unrecorded()

    first, second, third, fourth, fifth = (concern.id for concern in concerns)
    assert recorded == [[first, second], [third, fourth], [fifth]]


def test_the_worker_records_what_no_verb_has(app):
    asked, told = make_concerns(2, event=make_event(), wants_answer=True)
    record_unrecorded()
    imported = {"event_id": asked.event_id, "body": "Cars.", "phase": "before", "language": "en"}
    with db_writes():
        db.session.execute(insert(Concern), [imported])
        passed_on = update(Concern).where(Concern.id == told.id)
        execute_bulk(passed_on.values(state=ConcernState.PASSED_ON, waiting_since=None))
    record_unrecorded()
    record_unrecorded()

    assert moves()[2:] == [(S.WAITING, S.PASSED_ON), (None, S.NOTED)]


def test_a_root_is_published_each_night_with_news_and_covers_the_days_that_are_over(app):
    event = make_event()
    make_record(5, event=event)
    make_record(4, event=make_event())
    assert [root.size for root in all_of(PublicRecordRoot)] == [5], "none for a few"

    pass_night()
    pass_night(days=2)
    assert [root.size for root in all_of(PublicRecordRoot)] == [5]

    with time_machine.travel(now() + timedelta(days=1)):
        make_recorded(event=event)
        publish_roots()
    assert [root.size for root in all_of(PublicRecordRoot)] == [5]
    pass_night(days=2)
    assert [root.size for root in all_of(PublicRecordRoot)] == [5, 6]


def test_what_was_said_to_be_answered_and_was_not_is_corrected_by_an_entry(app):
    talked, closed, written = (
        make_concern(state=ConcernState.ANSWERED, wants_answer=True) for _ in range(3)
    )
    make_message(written, by=make_staff())
    record_unrecorded()
    with db_writes():
        for concern, state in ((talked, "talked_about"), (closed, "closed")):
            is_it = Concern.id == concern.id
            execute_bulk(update(Concern).where(is_it).values(state=ConcernState(state)))
    record_unrecorded()

    assert moves() == [
        *[(None, S.ANSWERED)] * 3,
        (S.ANSWERED, S.TALKED_ABOUT),
        (S.ANSWERED, S.CLOSED),
    ]
    assert faults_found() == []


def test_a_lawful_destruction_stays_in_the_record_without_a_way_back(app):
    concerns = make_record(5, event=make_event(), wants_answer=True)
    with db_writes():
        verbs.destroy(db.session.get_one(Concern, concerns[0].id), by=None)

    assert moves()[5:] == [(S.WAITING, S.DESTROYED)]
    assert len(dump()["public_record_openings"]) == 4
    record_unrecorded()
    assert len(moves()) == 6
    assert faults_found() == []


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        (
            update(PublicRecordEntry)
            .where(PublicRecordEntry.sequence == 2)
            .values(state_after=S.NOTED),
            "Entry 2 does not match its hash",
        ),
        (delete(PublicRecordEntry).where(SECOND), "Entry 2 is missing"),
        (delete(PublicRecordEntry).where(PublicRecordEntry.sequence > 4), "The end is missing"),
        (delete(Concern).where(FIRST), "are not there, and were not destroyed: 1"),
        (update(Concern).where(FIRST).values(body="Fine."), "Entry 1 does not fit"),
        (
            update(PublicRecordRoot).values(root="0" * 64),
            "The first 5 entries are not those of the root",
        ),
        (delete(PublicRecordRoot).where(PublicRecordRoot.size == 5), "was removed, or one was"),
    ],
)
def test_verify_finds_what_was_changed_behind_the_programs_back(app, statement, fault):
    event = make_event()
    make_record(5, event=event, wants_answer=True)
    make_recorded(event=event, wants_answer=True)
    pass_night(days=2)
    assert faults_found() == []

    with db_writes():
        db.session.execute(statement)

    found = run_hooks(When.VERIFIED, None)
    assert any(f"Public record of {event.slug}: " in each and fault in each for each in found)
