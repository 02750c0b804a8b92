"""What once went wrong where two verbs cross, each proved before it was mended."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from coffeecop.concerns import assignment, residents, verbs
from coffeecop.concerns.locks import IsComplaint
from coffeecop.concerns.undo import UndoResult, change_all, undo
from coffeecop.db import db, db_writes, now
from coffeecop.matters.telling import to_tell
from coffeecop.matters.verbs import remove, remove_concerns
from coffeecop.models import (
    Better,
    ChangeKind,
    Concern,
    ConcernState,
    HiddenFor,
    Kind,
    MatterState,
    Role,
    StaffMember,
)
from coffeecop.models.matters.queries import sizes_of
from coffeecop.staff.concern_list.work import count_work
from tests.colleagues import run_concurrently
from tests.factories import (
    make_concern,
    make_event,
    make_matter,
    make_past_event,
    make_staff,
    save,
    say_of,
)
from tests.of_parts import of_parts
from tests.stored import reload
from tests.visitor import Visitor

pytestmark = pytest.mark.both_databases

S = ConcernState


@pytest.fixture
def by(app):
    return make_staff(Role.OFFICER, Role.COMPLAINTS)


@pytest.fixture
def three(app):
    """Three questions of one event that is over."""
    event = make_past_event()
    return [
        make_concern(event=event, kind=Kind.QUESTION, receipt_hash=f"receipt {number}")
        for number in range(3)
    ]


def done(kind, verb, concerns, value, by, key="step"):
    change, _left = change_all(kind, concerns, verb, value, key_hash=key, by=by)
    db.session.commit()
    return change


def hidden(concerns, by, reason=HiddenFor.SPAM, key="hide"):
    return done(ChangeKind.HIDDEN, verbs.hide, concerns, reason, by, key)


def undone(change, by):
    result = undo(change, by=by)
    db.session.commit()
    db.session.expire_all()
    return result


def test_undo_of_hiding_shows_nothing_that_became_a_complaint(three, by):
    concern = three[0]
    change = hidden([concern], by)
    verbs.make_complaint(concern, by=by)
    db.session.commit()

    assert undone(change, by) == UndoResult([], [concern.id])
    assert reload(concern).is_complaint


def test_a_no_after_an_answer_that_came_again_waits(three, by):
    concern = three[0]
    verbs.answer(concern, key_hash="answer", body="We fixed the light.", by=by)
    residents.write_again(concern, key_hash="again", body="Thank you!")
    verbs.answer(concern, key_hash="once more", body="It is fixed.", by=by)

    residents.say_whether_better(concern, Better.NO)
    db.session.commit()

    concern = reload(concern)
    assert (concern.state, concern.waiting_since) == (S.RECEIVED, concern.better_at)


def test_undo_of_another_reason_to_hide_shows_nothing(three, by):
    concern = three[0]
    hidden([concern], by)
    change = hidden([concern], by, HiddenFor.THREAT, key="again")

    undone(change, by)

    assert (concern.state, concern.hidden_for) == (S.HIDDEN, HiddenFor.SPAM)


def test_undo_of_hiding_what_was_closed_after_a_talk_leaves_it_closed(three, by):
    concern = three[0]
    for state in (S.TALKED_ABOUT, S.CLOSED):
        done(ChangeKind.STATUS, verbs.set_state, [concern], state, by, key=state)
    change = hidden([concern], by)

    assert undone(change, by).undone == [concern.id]
    assert (concern.state, concern.waiting_since) == (S.CLOSED, None)


def test_undo_of_hiding_lets_each_belong_again_to_what_it_belonged_to(three, by):
    dark, gone, other = make_matter(*three[:2]), make_matter(three[0]), make_matter()
    remove_concerns(other, three[:1], by=by)
    change = hidden(three, by)
    assert sizes_of([dark.id]) == {dark.id: 0}
    remove(gone, by=by)

    assert len(undone(change, by).undone) == 3
    assert sizes_of([dark.id]) == {dark.id: 2}
    assert [row.belongs for row in reload(other).concern_rows] == [False]
    say_of(dark, MatterState.ANSWERED, by=by)
    assert {*to_tell(dark).now} == {*three[:2]}


TOLD = {
    S.ANSWERED: lambda concern, by: verbs.answer(concern, key_hash="a", body="Yes.", by=by),
    S.DECLINED: lambda concern, by: verbs.decline(concern, key_hash="d", reason="No.", by=by),
}


@pytest.mark.parametrize(
    ("state", "receipt"), [(S.ANSWERED, "receipt"), (S.DECLINED, "receipt"), (S.DECLINED, None)]
)
def test_undo_of_hiding_what_a_resident_was_told_brings_the_state_back(app, by, state, receipt):
    concern = make_concern(kind=Kind.QUESTION, receipt_hash=receipt)
    TOLD[state](concern, make_staff())
    db.session.commit()
    told = how_it_is(concern)
    assert told[:2] == (state, "No." if state is S.DECLINED else None)
    change = hidden([concern], by)

    assert undone(change, by).undone == [concern.id]
    assert how_it_is(concern) == told
    for reader in of_parts("READERS", "readers"):
        reader([reload(concern)])


def how_it_is(concern):
    concern = reload(concern)
    return concern.state, concern.state_reason, concern.state_at, concern.state_by_id


def test_undo_says_of_nothing_that_it_was_talked_about_at_an_event_that_was_moved(three, by):
    concern = three[0]
    done(ChangeKind.STATUS, verbs.set_state, [concern], S.TALKED_ABOUT, by, key="talk")
    change = done(ChangeKind.STATUS, verbs.set_state, [concern], S.CLOSED, by)
    save(concern.event, starts_at=now() + timedelta(days=1), ends_at=now() + timedelta(days=2))

    assert undone(change, by) == UndoResult([], [concern.id])
    assert concern.state is S.CLOSED


def test_a_no_that_becomes_a_yes_asks_for_nothing_any_more(three, by):
    answered, asked, _ = three
    verbs.answer(answered, key_hash="answer", body="We fixed the light.", by=by)
    for better in (Better.NO, Better.YES):
        for concern in (answered, asked):
            residents.say_whether_better(concern, better)
    db.session.commit()

    assert answered.state is S.ANSWERED
    # Its question was never answered.
    assert asked.waiting_since == asked.asked_at


def test_undo_gives_no_work_back_to_a_disabled_account(three, by):
    concern, gone, other = three[0], make_staff(), make_staff()
    done(ChangeKind.ASSIGNED, assignment.give_concern, [concern], gone, by, key="first")
    change = done(ChangeKind.ASSIGNED, assignment.give_concern, [concern], other, by)
    gone.disable()
    db.session.commit()

    assert undone(change, by) == UndoResult([], [concern.id])
    assert concern.assigned_to_id == other.id


def test_undo_makes_nobody_the_deputy_of_nobody(three, by):
    concern, first, second = three[0], make_staff(), make_staff()
    change = done(ChangeKind.ASSIGNED, assignment.give_concern, [concern], first, by)
    wanted = assignment.Assignment(first, second, None)
    done(ChangeKind.ASSIGNED, assignment.set_assignment, [concern], wanted, by, key="deputy")

    assert undone(change, by) == UndoResult([], [concern.id])
    assert (concern.assigned_to_id, concern.deputy_id) == (first.id, second.id)


def test_complaints_are_moved_while_a_colleague_hides_many(app):
    event = make_event()
    concerns = [make_concern(event=event) for _ in range(6)]
    numbers = [each.id for each in concerns]
    staff = [make_staff().id for _ in range(2)]

    def step(number, _visitor):
        by = db.session.get_one(StaffMember, staff[number])
        if number == 0:
            for concern_id in reversed(numbers):
                with db_writes():
                    verbs.make_complaint(db.session.get_one(Concern, concern_id), by=by)
            return "moved"
        try:
            with db_writes():
                every = [db.session.get_one(Concern, each) for each in numbers]
                spam = HiddenFor.SPAM
                change_all(ChangeKind.HIDDEN, every, verbs.hide, spam, key_hash="hide", by=by)
        except IsComplaint:
            return "refused"
        return "hidden"

    moved, hiding = run_concurrently([Visitor(app), Visitor(app)], step)

    assert moved == "moved"
    assert hiding in ("refused", "hidden")
    assert all(reload(each).is_complaint for each in concerns)


def test_who_may_not_read_a_complaint_marks_nothing_undone(three, by):
    concern, officer = three[0], make_staff()
    change = done(ChangeKind.ASSIGNED, assignment.give_concern, [concern], by, by)
    verbs.make_complaint(concern, by=by)
    change = done(ChangeKind.ASSIGNED, assignment.give_concern, [concern], by, by, key="again")

    assert undone(change, officer) == UndoResult([], [concern.id])
    assert change.undone_at is None
    assert undone(change, by) == UndoResult([concern.id], [])


def test_what_is_put_away_comes_back_when_it_is_late_by_the_local_date(app, by):
    concern = make_concern(event=make_past_event(), kind=Kind.QUESTION)
    today = by.agency.today
    wanted = assignment.Assignment(None, None, today)
    done(ChangeKind.DUE, assignment.set_assignment, [concern], wanted, by, key="due")
    later = today + timedelta(days=30)
    done(ChangeKind.SNOOZED, assignment.snooze_concern, [concern], later, by)
    midnight = datetime.combine(today, time(), ZoneInfo(by.agency.time_zone))

    # At eleven in the evening it is tomorrow in UTC.
    for hours, to_answer in ((23, 0), (25, 1)):
        with time_machine.travel(midnight + timedelta(hours=hours), tick=False):
            assert count_work(by).to_answer == to_answer
