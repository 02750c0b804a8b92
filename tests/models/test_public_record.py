"""The public record is kept by itself, as one chain for each event."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import delete, func, insert, select, update

from coffeecop.db import db, db_writes, execute_bulk, now
from coffeecop.maintenance.public_record import publish_roots, record_unrecorded
from coffeecop.maintenance.verify import verify
from coffeecop.models import (
    Concern,
    ConcernState,
    HiddenFor,
    Kind,
    PublicRecordEntry,
    PublicRecordOpening,
    PublicRecordRoot,
    RecordState,
    Role,
    record_destruction,
)
from coffeecop.models.public_record import commitment, received_content
from tests.colleagues import colleagues, run_concurrently
from tests.factories import (
    make_concern,
    make_concerns,
    make_event,
    make_message,
    make_record,
    make_staff,
    pass_night,
)
from tests.stored import all_of, dump
from tests.visitor import Visitor

S = RecordState
SECOND = PublicRecordEntry.sequence == 2
FIRST = Concern.id.in_(select(func.min(Concern.id)))


def moves():
    """Return (before, after) of each entry."""
    return [(entry.state_before, entry.state_after) for entry in all_of(PublicRecordEntry)]


def state_of(concern):
    db.session.commit()
    return next((state for _before, state in reversed(moves())), None)


def test_what_comes_in_and_each_change_of_state_is_an_entry(app):
    concern = make_concern(wants_answer=True)
    concern.state = ConcernState.LOOKED_INTO
    concern.came_back_on = concern.event.day
    db.session.commit()
    make_message(concern, by=make_staff())
    make_message(concern)
    concern.withdraw()
    db.session.commit()

    assert moves() == [
        (None, S.WAITING),
        (S.WAITING, S.ANSWERED),
        (S.ANSWERED, S.WAITING),
        (S.WAITING, S.TAKEN_BACK),
    ]
    assert [entry.sequence for entry in all_of(PublicRecordEntry)] == [1, 2, 3, 4]
    assert verify().faults == []


@pytest.mark.parametrize(
    ("values", "state"),
    [
        ({}, S.NOTED),
        ({"kind": Kind.QUESTION}, S.WAITING),
        ({"is_held": True}, S.WAITING),
        ({"status": ConcernState.TALKED_ABOUT}, S.ANSWERED),
        ({"status": ConcernState.TALKED_ABOUT, "wants_answer": True}, S.WAITING),
        ({"status": ConcernState.ANSWERED, "wants_answer": True}, S.ANSWERED),
        ({"status": ConcernState.DECLINED, "status_reason": "The city owns it."}, S.ANSWERED),
        ({"status": ConcernState.PASSED_ON, "wants_answer": True}, S.PASSED_ON),
        # Nobody has told the resident anything.
        ({"status": ConcernState.CLOSED, "wants_answer": True}, S.WAITING),
        ({"status": ConcernState.CLOSED}, S.NOTED),
        ({"status": ConcernState.ANSWERED, "reopened_at": now()}, S.WAITING),
    ],
)
def test_each_state_is_told_from_the_concern(app, values, state):
    assert state_of(make_concern(**values)) == state


def test_a_complaint_is_not_in_the_record_of_its_event(app):
    complaint = make_concern(is_complaint=True)

    assert state_of(complaint) is None
    complaint.move_from_complaints()
    assert state_of(complaint) == S.NOTED


def test_what_became_a_complaint_later_is_passed_on_once_somebody_handles_it(app):
    concern = make_concern()
    concern.move_to_complaints()
    assert state_of(concern) == S.WAITING

    concern.set_status(ConcernState.CLOSED, by=make_staff())
    assert state_of(concern) == S.PASSED_ON


def test_a_hidden_concern_is_recorded_and_so_is_that_it_is_shown_again(app):
    concern = make_concern()
    concern.hide(HiddenFor.SPAM, by=make_staff())
    assert state_of(concern) == S.HIDDEN

    concern.release()
    assert state_of(concern) == S.NOTED


def test_a_merged_concern_goes_the_way_of_the_one_that_is_answered_for_it(app):
    officer, event = make_staff(), make_event()
    main, merged = (make_concern(event=event, wants_answer=True) for _ in range(2))
    merged.merged_into_id, merged.merged_at, merged.merged_by_id = main.id, now(), officer.id
    db.session.commit()
    make_message(main, by=officer)

    assert moves()[2:] == [(S.WAITING, S.ANSWERED)] * 2


def test_an_entry_has_a_day_and_tells_nothing(app):
    concern = make_concern(body="Cars speed on Maple Court.")
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
    db.session.add(Concern(event_id=event.id, body="Cars speed.", phase="before", language="en"))
    db.session.flush()
    db.session.rollback()
    make_concern(event=event)

    assert len(moves()) == 1


def test_residents_who_send_at_once_make_one_chain(app, unlimited):
    event = make_event()
    path = f"/events/{event.slug}/concerns"

    def send(number, visitor):
        return visitor.post(path, body=f"Cars speed {number}.").status

    assert run_concurrently([Visitor(app) for _ in range(6)], send) == [303] * 6
    assert sorted(entry.sequence for entry in all_of(PublicRecordEntry)) == [1, 2, 3, 4, 5, 6]
    assert verify().faults == []


def test_officers_who_change_the_concerns_of_one_event_at_once_block_nobody(app):
    concerns = make_concerns(4, event=make_event(), wants_answer=True)
    ids = [concern.id for concern in concerns]

    def answer_all(number, visitor):
        order = ids if number % 2 else ids[::-1]
        return [
            visitor.post(f"/staff/concerns/{one}/status", status="answered").status for one in order
        ]

    assert run_concurrently(colleagues(app, 4, Role.OFFICER), answer_all) == [[303] * 4] * 4
    assert [move for move in moves() if move[0]] == [(S.WAITING, S.ANSWERED)] * 4
    assert verify().faults == []


def test_the_worker_records_what_no_commit_has(app):
    asked, told = make_concerns(2, event=make_event(), wants_answer=True)
    imported = {"event_id": asked.event_id, "body": "Cars.", "phase": "before", "language": "en"}
    with db_writes():
        db.session.execute(insert(Concern), [imported])
        passed_on = update(Concern).where(Concern.id == told.id)
        execute_bulk(passed_on.values(state=ConcernState.PASSED_ON))
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
        make_concern(event=event)
        publish_roots()
    assert [root.size for root in all_of(PublicRecordRoot)] == [5]
    pass_night(days=2)
    assert [root.size for root in all_of(PublicRecordRoot)] == [5, 6]


def test_a_lawful_destruction_stays_in_the_record_without_a_way_back(app):
    concerns = make_record(5, event=make_event(), wants_answer=True)
    with db_writes():
        record_destruction(db.session.get_one(Concern, concerns[0].id))
        db.session.delete(db.session.get_one(Concern, concerns[0].id))

    assert moves()[5:] == [(S.WAITING, S.DESTROYED)]
    assert len(dump()["public_record_openings"]) == 4
    record_unrecorded()
    assert len(moves()) == 6
    assert verify().faults == []


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
    ],
)
def test_verify_finds_what_was_changed_behind_the_programs_back(app, statement, fault):
    event = make_event()
    make_record(5, event=event, wants_answer=True)
    assert verify().faults == []

    with db_writes():
        db.session.execute(statement)

    found = verify().faults
    assert any(f"Public record of {event.slug}: " in each and fault in each for each in found)
