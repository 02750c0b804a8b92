"""What once went wrong where two verbs cross, each proved before it was mended."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from coffeecop.concerns import assignment, residents, verbs
from coffeecop.concerns.locks import IsComplaint
from coffeecop.concerns.undo import UndoResult, undo
from coffeecop.db import db, db_writes, now
from coffeecop.models import (
    Better,
    ChangeKind,
    Concern,
    ConcernState,
    HiddenFor,
    Kind,
    Message,
    Referral,
    Role,
    StaffMember,
)
from coffeecop.models.public_record import states_of
from coffeecop.staff.concern_list.conditions import replies_to_use
from coffeecop.staff.concern_list.work import count_work
from coffeecop.staff.concerns.bulk.actions import Operation, change_all, merge, separate
from coffeecop.staff.concerns.referrals.actions import refer_out, take_back
from coffeecop.web.tokens import referral_token
from tests.colleagues import run_concurrently
from tests.factories import make_concern, make_event, make_partner, make_past_event, make_staff
from tests.stored import mails, one_of, reload
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


def merged(concerns, main, by, key="merge"):
    change = merge(concerns, main, key_hash=key, by=by)
    db.session.commit()
    return change


def separated(concern, by):
    change = separate(concern, key_hash="separate", by=by)
    db.session.commit()
    return change


def done(kind, verb, concerns, value, by, key="step"):
    change, _left = change_all(Operation(kind, verb), concerns, value, key_hash=key, by=by)
    db.session.commit()
    return change


def hidden(concerns, by, reason=HiddenFor.SPAM, key="hide"):
    return done(ChangeKind.HIDDEN, verbs.hide, concerns, reason, by, key)


def undone(change, by):
    result = undo(change, by=by)
    db.session.commit()
    db.session.expire_all()
    return result


def mains(concerns):
    return [reload(each).merged_into_id for each in concerns]


def test_undo_of_a_separation_hangs_nothing_below_a_complaint(three, by):
    first, main, _ = three
    merged([first], main, by)
    change = separated(first, by)
    verbs.make_complaint(main, by=by)
    db.session.commit()

    assert undone(change, by) == UndoResult([], [first.id])
    assert not first.is_merged
    assert first.waits
    verbs.answer(main, key_hash="answer", body="It is about Officer Sample.", by=by)
    assert [message.concern_id for message in db.session.query(Message)] == [main.id]


def test_undo_of_hiding_hangs_nothing_below_a_complaint(three, by):
    first, main, _ = three
    merged([first], main, by)
    change = hidden([main], by)
    verbs.make_complaint(main, by=by)
    db.session.commit()

    assert undone(change, by) == UndoResult([], [first.id, main.id])
    assert mains(three) == [None, None, None]


def test_undo_of_hiding_merges_again_what_was_merged(three, by):
    first, main, _ = three
    merged([first], main, by)
    change = hidden([main], by)
    assert first.waits

    assert undone(change, by) == UndoResult([first.id, main.id], [])
    assert mains(three) == [main.id, None, None]


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
    assert states_of([concern.id])[0].recorded == state.value


@pytest.mark.parametrize("main_is_answered", [False, True])
def test_undo_of_hiding_a_merged_one_merges_it_again_while_the_main_one_is_open(
    three, by, main_is_answered
):
    first, main, _ = three
    merged([first], main, by)
    change = hidden([first], by)
    if main_is_answered:
        verbs.answer(main, key_hash="answer", body="Yes.", by=by)

    assert undone(change, by).undone == [first.id]
    assert first.merged_into_id == (None if main_is_answered else main.id)
    assert first.waits


def how_it_is(concern):
    concern = reload(concern)
    return concern.state, concern.state_reason, concern.state_at, concern.state_by_id


def test_what_was_declined_is_so_again_when_it_stands_for_itself_or_is_called_back(three, by):
    passed_on, below, main = three
    merged([below], main, by)
    for concern in (passed_on, main):
        verbs.decline(concern, key_hash=f"no {concern.id}", reason="The state decides.", by=by)
    refer_out(passed_on, make_partner(), body="Dark.", key_hash="referral", by=by)
    db.session.commit()
    take_back(one_of(Referral), by=by)
    separated(below, by)

    for concern in (passed_on, below):
        assert how_it_is(concern)[:2] == (S.DECLINED, "The state decides.")


def test_undo_says_of_nothing_that_it_was_talked_about_at_an_event_that_was_moved(three, by):
    concern = three[0]
    done(ChangeKind.STATUS, verbs.set_state, [concern], S.TALKED_ABOUT, by, key="talk")
    change = done(ChangeKind.STATUS, verbs.set_state, [concern], S.CLOSED, by)
    concern.event.starts_at = now() + timedelta(days=1)
    concern.event.ends_at = now() + timedelta(days=2)
    db.session.commit()

    assert undone(change, by) == UndoResult([], [concern.id])
    assert concern.state is S.CLOSED


@pytest.mark.parametrize("is_merged_again", [False, True])
def test_a_no_to_a_merged_concern_separates_it_and_waits(three, by, is_merged_again):
    first, main, _ = three
    verbs.answer(first, key_hash="answer", body="We fixed the light.", by=by)
    residents.write_again(first, key_hash="again", body="Thank you!")
    merged([first], main, by)
    for concern in (first, main):
        verbs.answer(concern, key_hash=f"both {concern.id}", body="It is fixed.", by=by)

    residents.say_whether_better(first, Better.NO)
    db.session.commit()

    first = reload(first)
    assert (first.state, first.merged_into_id) == (S.RECEIVED, None)
    assert first.waiting_since == first.better_at
    if is_merged_again:
        # Staff had the last word, but it did not help.
        merged([first], three[2], by, key="once more")
        separated(first, by)
        assert reload(first).waiting_since


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


def test_undo_of_a_merge_makes_no_chain(three, by):
    first, second, third = three
    change = merged([first], second, by)
    merged([second], third, by, key="chain")
    assert mains(three) == [third.id, third.id, None]

    assert undone(change, by) == UndoResult([], [first.id])
    assert mains(three) == [third.id, third.id, None]


def test_undo_of_a_separation_makes_no_chain(three, by):
    first, second, third = three
    merged([first], second, by)
    change = separated(first, by)
    merged([second], third, by, key="chain")

    assert undone(change, by) == UndoResult([], [first.id])
    assert mains(three) == [None, third.id, None]


@pytest.mark.parametrize(
    "leave",
    [
        lambda main, by: residents.withdraw(main),
        lambda main, by: verbs.hide(main, HiddenFor.SPAM, by=by),
        lambda main, by: verbs.make_complaint(main, by=by),
        lambda main, by: verbs.destroy(main, by=by),
        lambda main, by: verbs.answer(main, key_hash="answer", body="Yes.", by=by),
    ],
)
def test_undo_of_a_separation_puts_no_question_where_no_list_shows_it(three, by, leave):
    first, main, _ = three
    merged([first], main, by)
    change = separated(first, by)
    leave(main, by)
    db.session.commit()

    assert undone(change, by) == UndoResult([], [first.id])
    assert (reload(first).state, first.waiting_since) == (S.RECEIVED, first.asked_at)


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


@pytest.mark.parametrize("has_replied", [False, True])
@pytest.mark.parametrize(
    "leave",
    [
        lambda concern, by: residents.withdraw(concern),
        lambda concern, by: hidden([concern], by),
        lambda concern, by: verbs.make_complaint(concern, by=by),
    ],
)
def test_what_was_passed_on_and_leaves_is_no_longer_the_partners(
    visitor, three, by, leave, has_replied
):
    concern = three[0]
    refer_out(concern, make_partner(), body="A light is out.", key_hash="referral", by=by)
    db.session.commit()
    page = f"/referrals/{referral_token('referral')}"
    assert "A light is out." in visitor.get(page).words
    if has_replied:
        visitor.post(page, body="It is fixed.")
        assert db.session.scalars(replies_to_use(by.agency_id)).one().reply == "It is fixed."

    leave(reload(concern), by)
    db.session.commit()

    assert bool(one_of(Referral).withdrawn_at) is not has_replied
    assert "A light is out." not in visitor.get(page).words
    assert visitor.post(page, body="We come on Monday.").status == 409
    if not has_replied:
        assert mails() == []


def test_the_other_of_two_that_are_merged_may_stand_for_both(three, by):
    first, second, third = three
    merged([second, third], first, by)
    change = merged([first, second], second, by, key="the other way")
    assert mains(three) == [second.id, None, second.id]
    assert second.waiting_since == first.asked_at

    assert undone(change, by).left == []
    assert mains(three) == [None, first.id, first.id]


def test_a_merged_concern_that_leaves_takes_its_wait_along(app, by):
    event = make_event()
    main = make_concern(event=event)
    for number, leave in enumerate(
        (
            lambda each: hidden([each], by),
            lambda each: verbs.make_complaint(each, by=by),
            lambda each: verbs.destroy(each, by=by),
            residents.withdraw,
        )
    ):
        asked = make_concern(event=event, kind=Kind.QUESTION)
        merged([asked], main, by, key=f"merge {number}")
        assert main.waiting_since == asked.asked_at

        leave(asked)
        db.session.commit()

        assert reload(main).waiting_since is None


def test_complaints_are_moved_while_a_colleague_hides_many(app):
    event = make_event()
    concerns = [make_concern(event=event) for _ in range(6)]
    numbers = [each.id for each in concerns]
    hide_all = Operation(ChangeKind.HIDDEN, verbs.hide)
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
                change_all(hide_all, every, HiddenFor.SPAM, key_hash="hide", by=by)
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
