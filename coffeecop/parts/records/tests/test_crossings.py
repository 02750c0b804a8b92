"""Holds, withdrawals, new messages, requests and destruction in any order.

Whatever the order: what a case holds is there; nothing goes but what three people and a week let
go; the log, the public record and the numbers of the event stay true.
"""

from datetime import timedelta
from itertools import count

import pytest
import time_machine
from hypothesis import HealthCheck, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from coffeecop.concerns import residents, verbs
from coffeecop.concerns.states import CannotFollow
from coffeecop.db import db, now
from coffeecop.models import Concern, Event, Kind, StaffMember
from coffeecop.models.concern.counts import states_of
from coffeecop.models.may_go import MustStay
from coffeecop.parts.records.asking import ask_for_destruction
from coffeecop.parts.records.erasing import EraseMethod
from coffeecop.parts.records.holding import holds_of
from coffeecop.parts.records.jobs import destroying
from coffeecop.parts.records.kinds import CannotBeDone, RecordKind, Series
from coffeecop.parts.records.models.destructions import Destruction
from coffeecop.parts.records.models.holds import Hold, place_hold
from coffeecop.parts.records.models.schedule import rule_of
from coffeecop.parts.records.tests.rows import make_rule
from tests.factories import make_event, make_staff, the_agency
from tests.findings import faults_found
from tests.fixtures import empty
from tests.shares import shared

pytestmark = pytest.mark.both_databases
LONG = pytest.mark.exhaustive

REFUSALS = (CannotBeDone, CannotFollow, MustStay, residents.Withdrawn)
# As long as a schedule keeps: a step of time is a day, a week or longer than that.
KEPT_YEARS = 2
place = st.integers(0, 5)
clerk = st.integers(0, 3)


class Records(RuleBasedStateMachine):
    @initialize()
    def begin(self):
        empty(db)
        self.keys = count(1)
        self.clock = time_machine.travel(now() - timedelta(days=4000), tick=False)
        self.traveller = self.clock.start()
        self.clerks = [make_staff("records").id for _ in range(4)]
        make_rule(Series.CONCERN, keep=KEPT_YEARS)
        self.event_id = make_event().id
        self.ids, self.approvals, self.asked_at = [], {}, {}
        for number in range(6):
            self.receive(asks=number % 2 == 0)

    def teardown(self):
        db.session.remove()
        try:
            assert faults_found() == []
        finally:
            db.session.remove()
            self.clock.stop()

    def do(self, act):
        """Do it as a request does."""
        try:
            act()
        except REFUSALS:
            db.session.rollback()
        else:
            db.session.commit()
        db.session.remove()

    def member(self, number):
        return db.session.get_one(StaffMember, self.clerks[number])

    def concern(self, number):
        found = db.session.get(Concern, self.ids[number])
        return None if found is None or found.is_destroyed else found

    def latest(self, model):
        return db.session.query(model).order_by(model.id.desc()).first()

    def receive(self, *, asks):
        concern = Concern(
            event_id=self.event_id,
            body=f"Cars speed {next(self.keys)}.",
            form_key_hash=f"concern {next(self.keys)}",
            kind=Kind.QUESTION if asks else Kind.CONCERN,
            phase="before",
            language="en",
        )
        residents.receive(concern)
        db.session.commit()
        self.ids.append(concern.id)
        db.session.remove()

    @rule(days=st.sampled_from([1, 8, 400, 800]))
    def time_passes(self, days):
        self.traveller.shift(timedelta(days=days))
        held = {each for each in self.ids if self.is_held(each)}
        there = self.there()
        total = self.total()
        destroying.keep_schedule()
        db.session.remove()
        gone = there - self.there()
        assert not gone & held
        # What goes still counts, but for what counted nowhere before.
        assert self.total() == total
        for destruction in db.session.query(Destruction).filter(Destruction.begun_at.isnot(None)):
            people = {
                destruction.asked_by_id,
                destruction.approved_by_id,
                destruction.confirmed_by_id,
            }
            assert len(people - {None}) == 3
            assert destruction.begun_at - destruction.confirmed_at >= timedelta(days=7)
            assert not destruction.is_stopped
        assert len(self.ids) - len(self.there()) == sum(
            each.destroyed for each in db.session.query(Destruction)
        )
        db.session.remove()

    def there(self):
        return {each for (each,) in db.session.query(Concern.id).filter(Concern.is_there())}

    def total(self):
        return states_of(db.session.get_one(Event, self.event_id)).concerns

    def is_held(self, concern_id):
        concern = db.session.get(Concern, concern_id)
        return bool(concern and holds_of(concern))

    @rule(places=st.lists(place, min_size=1, max_size=3), by=clerk, whole_event=st.booleans())
    def place_hold(self, places, by, whole_event):
        events = [(RecordKind.EVENT, self.event_id)] if whole_event else []
        key = f"hold {next(self.keys)}"
        self.do(
            lambda: place_hold(
                [*((RecordKind.CONCERN, self.ids[each]) for each in places), *events],
                name="Case",
                reason="A lawsuit.",
                key_hash=key,
                by=self.member(by),
            )
        )

    @rule(by=clerk)
    def lift_hold(self, by):
        if hold := self.latest(Hold):
            self.do(lambda: hold.lift(by=self.member(by)))

    @rule(by=clerk)
    def ask(self, by):
        def act():
            schedule = rule_of(the_agency(), Series.CONCERN)
            key = f"asked {next(self.keys)}"
            ask_for_destruction(schedule, key_hash=key, by=self.member(by))

        self.do(act)

    @rule(by=clerk)
    def approve(self, by):
        if found := self.latest(Destruction):
            self.do(lambda: found.approve(by=self.member(by)))

    @rule(by=clerk)
    def stop(self, by):
        if found := self.latest(Destruction):
            self.do(lambda: found.stop(by=self.member(by)))

    @rule()
    def all_agree(self):
        """As by chance it happens seldom."""
        self.time_passes(days=800)
        self.ask(by=0)
        self.approve(by=1)
        self.approve(by=2)
        self.time_passes(days=8)

    @rule(at=place)
    def withdraw(self, at):
        if concern := self.concern(at):
            self.do(lambda: residents.withdraw(concern))

    @rule(at=place)
    def write_again(self, at):
        if concern := self.concern(at):
            key = f"message {next(self.keys)}"
            self.do(lambda: residents.write_again(concern, key_hash=key, body="And more."))

    @rule(at=place)
    def destroy_by_hand(self, at):
        """A card that was typed in by mistake goes by the same verb: never one that is held."""
        if concern := self.concern(at):
            is_held = bool(holds_of(concern))
            try:
                verbs.destroy(concern, by=None)
                assert not is_held
            except MustStay:
                assert is_held
            db.session.rollback()
            db.session.remove()

    @invariant()
    def nothing_held_is_gone(self):
        if not hasattr(self, "ids"):
            return
        rows = db.session.query(Hold).filter(Hold.lifted_at.is_(None)).count()
        held = db.session.execute(
            db.text("SELECT concern_id FROM held_records WHERE concern_id IS NOT NULL")
        ).scalars()
        assert set(held) <= self.there()
        assert rows or not set(held)
        db.session.remove()


@pytest.mark.parametrize(
    ("draw", "examples"),
    [*shared([(draw, 3) for draw in range(1, 5)]), pytest.param(5, 50, marks=LONG)],
)
def test_holds_withdrawals_requests_and_destruction_in_any_order(app, monkeypatch, draw, examples):
    monkeypatch.setattr(destroying, "erase_deleted", lambda: EraseMethod.SQLITE)
    run_state_machine_as_test(
        seed(draw)(Records),
        settings=settings(
            max_examples=examples,
            stateful_step_count=30,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
