"""Any sequence of all verbs, by two officers and residents: every reader says the same after each.

In the normal run few sequences, always the same ones; in the exhaustive run many and new ones.
"""

from datetime import date, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from coffeecop.concerns import assignment, residents, verbs
from coffeecop.concerns.locks import IsComplaint, lock_concern
from coffeecop.concerns.states import CannotFollow
from coffeecop.concerns.undo import AlreadyDone, UndoResult, undo
from coffeecop.db import db, now
from coffeecop.maintenance.verify import verify
from coffeecop.models import (
    Better,
    ChangeKind,
    Concern,
    ConcernChange,
    ConcernState,
    Event,
    HiddenFor,
    Kind,
    Language,
    Referral,
    ReferralPartner,
    Role,
    StaffMember,
)
from coffeecop.models import Phase as EventPhase
from coffeecop.models.concern.parts import OUT_STATES
from coffeecop.models.mail import OutboxMessage
from coffeecop.public.referrals import actions as partners
from coffeecop.staff.concerns.bulk import actions as bulk
from coffeecop.staff.concerns.referrals import actions as referrals
from tests.concerns.every_reader import check_every_reader, every_concern
from tests.conftest import empty
from tests.factories import make_checklist, make_event, make_partner, make_past_event, make_staff

pytestmark = pytest.mark.both_databases

# What a verb may answer in place of doing it; then it has changed nothing.
REFUSALS = (
    AlreadyDone,
    CannotFollow,
    IsComplaint,
    partners.AlreadyReplied,
    partners.IsWithdrawn,
    referrals.AlreadyReplied,
    referrals.CannotBeReferred,
    residents.Withdrawn,
    verbs.CannotBeAnswered,
    verbs.SomebodyWaits,
)
MOST_CONCERNS = 7
KEPT = [column.key for column in Concern.__table__.columns if column.key != "read_at"]

# What is exactly as before once a change is undone; for the rest the verb of the other way decides.
EXACT = {
    ChangeKind.ASSIGNED: {"assigned_to_id", "deputy_id", "due_on"},
    ChangeKind.SNOOZED: {"put_away_at", "put_away_until", "put_away_for_next_event"},
    ChangeKind.STATUS: {"state"},
    ChangeKind.HIDDEN: {"hidden_for", "is_held"},
    ChangeKind.MERGED: {"merged_into_id"},
}

# Most steps meet at the first few.
one = st.sampled_from([0, 0, 0, 1, 1, 1, 2, 2, 3, 4, 5, 6])
several = st.lists(one, min_size=1, max_size=3, unique=True)
officer = st.sampled_from(["officer", "chief"])
colleague = st.sampled_from(["officer", "chief", "colleague", None])


class Concerns(RuleBasedStateMachine):
    @initialize(is_merged=st.booleans())
    def begin(self, is_merged):
        empty(db)
        self.keys = count(1)
        self.staff = {
            "officer": make_staff(Role.OFFICER).id,
            "chief": make_staff(Role.OFFICER, Role.COMPLAINTS).id,
            "colleague": make_staff(Role.OFFICER).id,
        }
        make_checklist()
        make_partner()
        self.events = [make_past_event().id, make_event(starts_at=now() + timedelta(days=30)).id]
        self.changes, self.ids = [], []
        self.may_stop_waiting, self.was_waiting = set(), {}
        for number in range(5):
            self.receive(event=number == 4, asks=number % 2 == 0, has_receipt=number != 2)
        if is_merged:
            self.merge(places=[0, 2], main=1, by="officer")

    def teardown(self):
        db.session.remove()
        assert verify().faults == []
        db.session.remove()

    # Who acts, and on what.

    def key(self):
        return f"key-{next(self.keys)}"

    def member(self, name):
        return name and db.session.get_one(StaffMember, self.staff[name])

    def readable(self, places, by):
        """Return those of the concerns that this person may open."""
        found = [db.session.get(Concern, self.ids[place]) for place in places if self.ids[place:]]
        may_read = by is None or by.has_any(Role.COMPLAINTS)
        return [each for each in found if each and (may_read or not each.is_complaint)]

    def do(self, act, *, is_rolled_back=False):
        """Do it as a request does. What is refused has changed nothing."""
        before = stored()
        try:
            result = act()
        except REFUSALS:
            if not is_rolled_back:
                assert stored() == before
            db.session.rollback()
            result = None
        else:
            db.session.commit()
        db.session.remove()
        return result

    def act_on(self, place, by, act):
        """Let somebody do something with one concern, if they may read it."""
        by = self.member(by)
        if found := self.readable([place], by):
            self.may_stop_waiting = {found[0].id, *self.below(found[0])}
            self.do(lambda: act(found[0], by))

    def change_all(self, kind, change, places, value, by):
        by = self.member(by)
        concerns = [each for each in self.readable(places, by) if not each.is_withdrawn]
        if not concerns:
            return
        if kind in (ChangeKind.STATUS, ChangeKind.HIDDEN):
            self.may_stop_waiting = {
                number for each in concerns for number in (each.id, *self.below(each))
            }
        operation = bulk.Operation(kind, change)
        key = self.key()
        self.keep(
            lambda: bulk.change_all(operation, concerns, value, key_hash=key, by=by)[0],
            is_rolled_back=len(concerns) > 1,
        )

    def keep(self, act, **options):
        change_id = self.do(lambda: act().id, **options)
        if change_id:
            self.changes.append(change_id)

    def below(self, concern):
        return [each.id for each in concern.merged_concerns]

    # Residents.

    @precondition(lambda self: len(self.ids) < MOST_CONCERNS)
    @rule(event=st.booleans(), asks=st.booleans(), has_receipt=st.booleans())
    def receive(self, event, asks, has_receipt):
        key = self.key()
        concern = Concern(
            event=db.session.get_one(Event, self.events[event]),
            body=f"Cars speed {key}",
            kind=Kind.QUESTION if asks else Kind.CONCERN,
            phase=EventPhase.BEFORE,
            language=Language.ENGLISH,
            form_key_hash=key,
            receipt_hash=f"receipt {key}" if has_receipt else None,
        )
        self.do(lambda: residents.receive(concern))
        self.ids = list(every_concern())

    @rule(place=one)
    def write_again(self, place):
        if found := self.readable([place], None):
            is_in, key = not found[0].is_withdrawn, self.key()
            self.do(lambda: residents.write_again(found[0], key_hash=key, body="And at night."))
            assert self.waits_by_itself(place) == is_in

    @rule(place=one, better=st.sampled_from(Better))
    def say_whether_better(self, place, better):
        if found := self.readable([place], None):
            is_new = found[0].better is not better and not found[0].is_withdrawn
            self.may_stop_waiting = {found[0].id}
            self.do(lambda: residents.say_whether_better(found[0], better))
            if better is Better.NO and is_new:
                assert self.waits_by_itself(place)

    @rule(place=one)
    def withdraw(self, place):
        self.act_on(place, None, lambda concern, _by: residents.withdraw(concern))

    def waits_by_itself(self, place):
        concern = db.session.get_one(Concern, self.ids[place])
        return concern.waiting_since is not None and not concern.is_merged

    # Staff.

    @rule(place=one, by=officer)
    def answer(self, place, by):
        key = self.key()
        self.act_on(
            place, by, lambda each, by: verbs.answer(each, key_hash=key, body="We looked.", by=by)
        )

    @rule(place=one, by=officer)
    def decline(self, place, by):
        key = self.key()
        self.act_on(
            place, by, lambda each, by: verbs.decline(each, key_hash=key, reason="No.", by=by)
        )

    @rule(places=several, state=st.sampled_from(verbs.SET_BY_HAND), by=officer)
    def set_state(self, places, state, by):
        self.change_all(ChangeKind.STATUS, verbs.set_state, places, state, by)

    @rule(place=one, by=officer)
    def pass_on(self, place, by):
        key = self.key()

        def refer(concern, by):
            partner = db.session.query(ReferralPartner).one()
            referrals.refer_out(concern, partner, body="A light is out.", key_hash=key, by=by)

        self.act_on(place, by, refer)

    @rule(place=one, by=officer)
    def call_back(self, place, by):
        self.act_on(
            place, by, lambda each, by: [referrals.take_back(one, by=by) for one in sent(each)]
        )

    @rule(place=one)
    def partner_replies(self, place):
        self.act_on(
            place, None, lambda each, _by: [partners.reply_to(one, "Done.") for one in sent(each)]
        )

    @rule(places=several, reason=st.sampled_from(HiddenFor), by=officer)
    def hide(self, places, reason, by):
        self.change_all(ChangeKind.HIDDEN, verbs.hide, places, reason, by)

    @rule(place=one, by=officer)
    def show(self, place, by):
        self.act_on(place, by, lambda each, by: verbs.show(each, by=by))

    @rule(place=one, by=officer)
    def make_complaint(self, place, by):
        self.act_on(place, by, lambda each, by: verbs.make_complaint(each, by=by))

    @rule(place=one)
    def return_complaint(self, place):
        self.act_on(place, "chief", lambda each, by: verbs.return_complaint(each, by=by))

    @rule(places=several, main=one, by=officer)
    def merge(self, places, main, by):
        by = self.member(by)
        found = self.readable([main, *(each for each in places if each != main)], by)
        if len(found) > 1:
            key = self.key()
            self.keep(lambda: bulk.merge(found, found[0], key_hash=key, by=by), is_rolled_back=True)

    @rule(place=one, by=officer)
    def separate(self, place, by):
        by = self.member(by)
        if found := self.readable([place], by):
            self.keep(lambda: bulk.separate(found[0], key_hash=self.key(), by=by))

    @rule(place=one, by=officer)
    def destroy(self, place, by):
        def lock_and_destroy(concern, by):
            lock_concern(concern, by=by)
            verbs.destroy(concern, by=by)

        self.act_on(place, by, lock_and_destroy)
        self.ids = list(every_concern())

    @rule(
        places=several,
        assignee=colleague,
        deputy=colleague,
        due=st.sampled_from([None, -1, 1]),
        by=officer,
    )
    def assign(self, places, assignee, deputy, due, by):
        member = self.member(by)
        due_on = due and member.agency.today + timedelta(days=due)
        people = [self.member(assignee), self.member(deputy if deputy != assignee else None)]
        wanted = assignment.Assignment(people[0], people[0] and people[1], due_on)
        if all(each.is_active for each in wanted.people):
            self.change_all(ChangeKind.ASSIGNED, assignment.set_assignment, places, wanted, by)

    @rule(places=several, to=st.sampled_from(["officer", "chief", "colleague"]), by=officer)
    def give(self, places, to, by):
        if self.member(to).is_active:
            self.change_all(
                ChangeKind.ASSIGNED, assignment.give_concern, places, self.member(to), by
            )

    @rule(places=several, days=st.sampled_from([None, 5]), by=officer)
    def snooze(self, places, days, by):
        day = days and self.member(by).agency.today + timedelta(days=days)
        self.change_all(ChangeKind.SNOOZED, assignment.snooze_concern, places, day, by)

    @rule(place=one, by=officer)
    def unsnooze(self, place, by):
        self.act_on(place, by, lambda each, by: assignment.unsnooze_concern(each, by=by))

    @rule()
    def disable_or_enable_a_colleague(self):
        member = self.member("colleague")
        if member.is_active:
            member.disable()
        else:
            member.enable()
        db.session.commit()

    @precondition(lambda self: self.changes)
    @rule(place=st.integers(0, 5), by=officer)
    def undo(self, place, by):
        """Undo one of the last changes. What must stay is as it was before."""
        member = self.member(by)
        change = db.session.get_one(ConcernChange, self.changes[-1 - place % len(self.changes)])
        if change.kind in (ChangeKind.STATUS, ChangeKind.HIDDEN):
            self.may_stop_waiting = {
                number
                for item in change.items
                if (concern := db.session.get(Concern, item.concern_id))
                for number in (concern.id, *self.below(concern))
            }
        was_undone, before, change_id = change.undone_at, stored(), change.id
        items, kind = {item.concern_id: item for item in change.items}, change.kind
        result = self.do(lambda: undo(change, by=member))
        after = stored()
        for number in result.left:
            if number in after:
                assert told(before[number]) == told(after[number])
        for number in result.undone:
            assert as_noted(before[number], items[number].after) == items[number].after
            back = {
                name: value for name, value in items[number].before.items() if name in EXACT[kind]
            }
            assert as_noted(after[number], back) == back
        self.gives_nothing_to_disabled(before, after)
        change = db.session.get_one(ConcernChange, change_id)
        assert bool(change.undone_at) == bool(was_undone or result.undone)
        again = self.do(lambda: undo(change, by=self.member(by)))
        if change.undone_at:
            assert again == UndoResult([], [])

    def gives_nothing_to_disabled(self, before, after):
        colleague = self.member("colleague")
        for number, row in after.items():
            for name in ("assigned_to_id", "deputy_id"):
                if row[name] == colleague.id and not colleague.is_active:
                    assert before[number][name] == colleague.id

    # What holds after each step.

    @invariant()
    def every_page_says_the_same(self):
        if not hasattr(self, "events"):
            return
        concerns = list(every_concern().values())
        check_every_reader(concerns, self.member("officer"))
        self.partners_have_only_what_was_passed_on(concerns)
        self.nobody_who_waits_is_forgotten(concerns)
        db.session.remove()

    def partners_have_only_what_was_passed_on(self, concerns):
        for each in concerns:
            open_ones = [one for one in sent(each) if not one.replied_at]
            if each.state is ConcernState.PASSED_ON:
                assert open_ones
            if each.is_complaint or each.state in OUT_STATES:
                assert not open_ones
        waiting = db.session.query(OutboxMessage).filter(
            OutboxMessage.referral_id.is_not(None), OutboxMessage.sent_at.is_(None)
        )
        for mail in waiting:
            assert db.session.get_one(Referral, mail.referral_id).withdrawn_at is None

    def nobody_who_waits_is_forgotten(self, concerns):
        """Nobody who asked stops waiting but by a verb for them, or an answer that they have."""
        waiting = {each.id: each.waits and each.asked_at for each in concerns}
        for each in concerns:
            stopped = self.was_waiting.get(each.id) and not each.waits
            if stopped and each.id not in self.may_stop_waiting:
                assert each.messages[-1].is_from_staff
                assert not each.merged_into_id
                last_no = each.better is Better.NO and each.better_at
                assert not last_no or each.messages[-1].created_at > last_no
        self.was_waiting, self.may_stop_waiting = waiting, set()


def stored():
    """Return the columns of each concern, but for whether somebody opened it."""
    return {
        number: {name: getattr(each, name) for name in KEPT}
        for number, each in every_concern().items()
    }


def as_noted(row, names):
    """Return the same columns as a change notes them."""
    return {
        name: row[name].isoformat() if isinstance(row[name], date) else row[name] for name in names
    }


def told(row):
    """Return what a concern is by itself: not since when others wait with it."""
    return {name: value for name, value in row.items() if name != "waiting_since"}


def sent(concern):
    found = db.session.query(Referral).filter_by(concern_id=concern.id, withdrawn_at=None)
    return found.order_by(Referral.id).all()


def run(examples, steps, **options):
    run_state_machine_as_test(
        Concerns,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
            **options,
        ),
    )


@pytest.mark.slow
def test_every_reader_says_the_same_after_any_sequence_of_verbs(app):
    run(8, 25, derandomize=True, phases=[Phase.generate])


@pytest.mark.slow
@pytest.mark.exhaustive
def test_every_reader_says_the_same_after_many_sequences(app):
    run(300, 50)
