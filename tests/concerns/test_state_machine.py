"""Any sequence of all verbs, by two officers and residents: every reader says the same after each.

In the normal run few sequences, always the same ones; in the exhaustive run many and new ones.
"""

from collections import Counter
from datetime import date, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from coffeecop.concerns import assignment, residents, topics, verbs
from coffeecop.concerns.locks import IsComplaint, lock_concern
from coffeecop.concerns.states import SET_BY_HAND, CannotFollow
from coffeecop.concerns.undo import AlreadyDone, UndoResult, change_all, undo
from coffeecop.db import db, now
from coffeecop.matters import verbs as matter_verbs
from coffeecop.matters.telling import tell, to_tell
from coffeecop.matters.verbs import Said
from coffeecop.models import (
    AuditAction,
    AuditEntry,
    Better,
    ChangeKind,
    Concern,
    ConcernChange,
    ConcernState,
    Event,
    HiddenFor,
    Kind,
    Language,
    MailKind,
    Matter,
    MatterConcern,
    MatterState,
    Message,
    Role,
    StaffMember,
    Topic,
    may_go,
)
from coffeecop.models import Phase as EventPhase
from coffeecop.models.concern.parts import OUT_STATES
from coffeecop.models.event.parts import Contact
from coffeecop.models.mail import OutboxMessage, is_waiting
from coffeecop.models.may_go import MustStay
from coffeecop.parts.hooks import Keeper
from coffeecop.staff.accounts.actions import change_staff_member
from tests.concerns.every_reader import check_every_reader, every_concern, is_in_stream
from tests.factories import make_checklist, make_event, make_past_event, make_staff, make_topic
from tests.findings import faults_found
from tests.fixtures import empty
from tests.of_parts import of_parts

pytestmark = pytest.mark.both_databases

# What a verb may answer in place of doing it; then it has changed nothing.
REFUSALS = (
    AlreadyDone,
    CannotFollow,
    IsComplaint,
    MustStay,
    matter_verbs.CannotCombine,
    matter_verbs.CannotSay,
    matter_verbs.LacksWords,
    residents.Withdrawn,
    verbs.CannotBeAnswered,
    verbs.SomebodyWaits,
    *of_parts("REFUSALS", "verbs"),
)
MOST_CONCERNS = 7
# Events of which a case needs all.
NEEDED = set()
KEPT = [column.key for column in Concern.__table__.columns if column.key != "read_at"]

# What is exactly as before once a change is undone; for the rest the verb of the other way decides.
EXACT = {
    ChangeKind.ASSIGNED: {"assigned_to_id", "deputy_id", "due_on"},
    ChangeKind.SNOOZED: {"put_away_at", "put_away_until", "put_away_for_next_event"},
    ChangeKind.STATUS: {"state"},
    ChangeKind.HIDDEN: {"hidden_for", "is_held"},
}

# Most steps meet at the first few.
one = st.sampled_from([0, 0, 0, 1, 1, 1, 2, 2, 3, 4, 5, 6])
several = st.lists(one, min_size=1, max_size=3, unique=True)
officer = st.sampled_from(["officer", "chief"])
colleague = st.sampled_from(["officer", "chief", "colleague", None])


def is_needed(model):
    of_event = Concern.event_id.in_(NEEDED)
    if model is Matter:
        belong = select(MatterConcern.matter_id).where(MatterConcern.belongs)
        return Matter.id.in_(belong.join(Concern).where(of_event))
    return of_event if model is Concern else None


@pytest.fixture(autouse=True)
def case(monkeypatch):
    monkeypatch.setattr(may_go, "links_of", lambda _agency, _kind: [Keeper(is_needed)])


class Concerns(RuleBasedStateMachine):
    @initialize()
    def begin(self):
        empty(db)
        self.keys = count(1)
        self.staff = {
            "officer": make_staff(Role.OFFICER).id,
            "chief": make_staff(Role.OFFICER, Role.COMPLAINTS).id,
            "colleague": make_staff(Role.OFFICER).id,
        }
        make_checklist()
        self.events = [make_past_event().id, make_event(starts_at=now() + timedelta(days=30)).id]
        self.topic_id = make_topic().id
        self.matters = [self.start(name) for name in ("Speeding", "Nights")]
        self.changes, self.ids = [], []
        self.may_stop_waiting, self.was_waiting = set(), {}
        # By number: the last word that a resident was told, and how many words there were when
        # they said no; by change, how all was before it; the events that a case needs.
        self.told, self.no_after, self.as_it_was = {}, {}, {}
        NEEDED.clear()
        for number in range(5):
            self.receive(event=number == 4, asks=number % 2 == 0, has_receipt=number != 2)

    def teardown(self):
        db.session.remove()
        assert faults_found() == []
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

    def do(self, act, *, by=None, is_rolled_back=False):
        """Do it as a request does. What is refused has changed nothing; the log has the rest."""
        before, entries, by_id = stored(), logged(), by and by.id
        try:
            result = act()
        except REFUSALS:
            if not is_rolled_back:
                assert stored() == before
            db.session.rollback()
            result = None
            assert logged() == entries
        else:
            db.session.commit()
        db.session.remove()
        changed = {number for number, row in stored().items() if row != before.get(number)}
        told_of = {subject for _id, who, subject in logged() - entries if who == by_id}
        assert by is None or not changed or changed & told_of
        db.session.remove()
        return result

    def act_on(self, place, by, act):
        """Let somebody do something with one concern, if they may read it."""
        by = self.member(by)
        if found := self.readable([place], by):
            self.may_stop_waiting = {found[0].id}
            self.do(lambda: act(found[0], by), by=by)

    def change_all(self, kind, change, places, value, by):
        by = self.member(by)
        concerns = [each for each in self.readable(places, by) if not each.is_withdrawn]
        if not concerns:
            return
        if kind in (ChangeKind.STATUS, ChangeKind.HIDDEN):
            self.may_stop_waiting = {each.id for each in concerns}
        key = self.key()
        self.keep(
            lambda: change_all(kind, concerns, change, value, key_hash=key, by=by)[0],
            by=by,
            is_rolled_back=len(concerns) > 1,
        )

    def keep(self, act, **options):
        before = stored()
        change_id = self.do(lambda: act().id, **options)
        if change_id:
            self.changes.append(change_id)
            self.as_it_was.setdefault(change_id, before)

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
            wants_answer=asks and has_receipt,
        )
        if concern.wants_answer:
            concern.contact = Contact(email=f"{key}@example.org")
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
        """A no is said once until staff say something, or nobody waits any more."""
        if not (found := self.readable([place], None)):
            return
        concern, number = found[0], found[0].id
        is_in, reopened, words = not concern.is_withdrawn, self.reopened(number), self.words()
        stands = better is Better.NO and self.no_after.get(number) == words[number]
        self.may_stop_waiting = {number}
        self.do(lambda: residents.say_whether_better(concern, better))
        if not is_in:
            return
        if better is not Better.NO:
            self.no_after.pop(number, None)
        elif not stands:
            assert self.waits_by_itself(place)
            self.no_after[number] = words[number]
        is_new_no = better is Better.NO and not stands
        assert self.reopened(number) == reopened + is_new_no

    def reopened(self, number):
        of_it = {"subject_table": "concerns", "subject_id": number}
        found = db.session.query(AuditEntry).filter_by(action=AuditAction.CONCERN_REOPENED, **of_it)
        return found.count()

    def words(self):
        """Count what staff wrote to each resident."""
        found = db.session.query(Message.concern_id).filter(Message.staff_id.is_not(None))
        return Counter(number for (number,) in found)

    @rule(place=one)
    def withdraw(self, place):
        self.act_on(place, None, lambda concern, _by: residents.withdraw(concern))

    def waits_by_itself(self, place):
        return db.session.get_one(Concern, self.ids[place]).waiting_since is not None

    # Staff.

    @rule(place=one, by=officer)
    def answer(self, place, by):
        self.tell(place, by, verbs.answer, "body")

    @rule(place=one, by=officer)
    def decline(self, place, by):
        self.tell(place, by, verbs.decline, "reason")

    def tell(self, place, by, verb, name):
        """Write to a resident by a form that is sent twice: who can read it is told once."""
        key, words = self.key(), self.words()
        said = f"About that: {key}."
        if not (found := self.readable([place], self.member(by))):
            return
        hears = found[0].receipt_hash and found[0].state not in OUT_STATES
        told = {found[0].id} if hears else set()
        for _tap in range(2):
            self.act_on(place, by, lambda each, by: verb(each, key_hash=key, **{name: said}, by=by))
        assert self.words() - words == Counter(told)
        self.told.update(dict.fromkeys(told, said))

    @rule(place=one, by=officer)
    def give_topic(self, place, by):
        topic = db.session.get_one(Topic, self.topic_id)
        self.act_on(place, by, lambda each, by: topics.give_topic([each], topic, by=by))

    # Matters, which leave the state of a concern alone until who asked is told.

    def start(self, name):
        matter = matter_verbs.start(name, key_hash=self.key(), by=self.member("officer"))
        matter_id = matter.id
        db.session.commit()
        return matter_id

    def on_matter(self, place, act):
        """Do it to a matter; what is refused has changed nothing."""
        matter_id = self.matters[place % len(self.matters)]
        result = self.do(lambda: act(db.session.get_one(Matter, matter_id)))
        return matter_id, result

    @rule(matter=one, places=several, belongs=st.booleans(), by=officer)
    def sort_into_a_matter(self, matter, places, belongs, by):
        by = self.member(by)
        concerns = self.readable(places, by)
        verb = matter_verbs.add_concerns if belongs else matter_verbs.remove_concerns
        numbers = {each.id for each in concerns if is_in_stream(each)}
        matter_id, _moved = self.on_matter(matter, lambda each: verb(each, concerns, by=by))
        own = members_of(matter_id)
        assert own >= numbers if belongs else not own & numbers

    @rule(matter=one, state=st.sampled_from(MatterState), is_public=st.booleans(), by=officer)
    def say_and_tell(self, matter, state, is_public, by):
        """Say something and tell it twice: each who asked and can read it is told once."""
        by, key, before = self.member(by), self.key(), self.words()
        is_heard = state is MatterState.HEARD
        said = Said(state, None if is_heard else f"About that: {key}.")
        if state is MatterState.DOING:
            said = said._replace(owner=by, due_on=by.agency.today)

        def say_it(each):
            matter_verbs.say(each, said, key_hash=key, seen=each.version, by=by)
            waiting = [concern.id for concern in to_tell(each).now]
            tell(each, by=by)
            if is_public and not is_heard:
                matter_verbs.publish(each, by=by)
            return waiting

        _matter, told = self.on_matter(matter, say_it)
        if told is None:
            return
        _matter, again = self.on_matter(matter, lambda each: tell(each, by=by))
        assert again == 0
        assert self.words() - before == Counter(told)
        self.may_stop_waiting = set(told)
        self.told.update(dict.fromkeys(told, said.en))

    @rule(matter=one)
    def unpublish(self, matter):
        by = self.member("officer")
        self.on_matter(matter, lambda each: matter_verbs.unpublish(each, by=by))

    @rule(first=one, second=one)
    def combine(self, first, second):
        """What belonged to either belongs to the one that stays, where nothing said is lost."""
        by = self.member("officer")
        others = [self.matters[place % len(self.matters)] for place in (first, second)]
        both = members_of(others[0]) | members_of(others[1])
        other_id = others[1]

        def combine(each):
            matter_verbs.combine(each, db.session.get_one(Matter, other_id), by=by)
            return True

        matter_id, is_done = self.on_matter(first, combine)
        if is_done:
            assert members_of(matter_id) == both
            self.matters[self.matters.index(other_id)] = self.start("Again")

    @rule(event=st.integers(0, 1))
    def a_case_needs_an_event_or_does_not_any_more(self, event):
        NEEDED.symmetric_difference_update({self.events[event]})

    @rule()
    def give_the_colleague_the_complaints_role_or_take_it(self):
        member = self.member("colleague")
        roles = {Role.OFFICER, Role.COMPLAINTS} ^ (member.roles - {Role.OFFICER})
        change_staff_member(member, name=member.name, roles=roles, seen=member.version, by=None)
        db.session.commit()
        db.session.remove()

    @rule(places=several, state=st.sampled_from(SET_BY_HAND), by=officer)
    def set_state(self, places, state, by):
        self.change_all(ChangeKind.STATUS, verbs.set_state, places, state, by)

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

    @rule(place=one, by=officer)
    def destroy(self, place, by):
        """What a case needs stays."""
        if not (found := self.readable([place], self.member(by))):
            return
        number, is_needed = found[0].id, found[0].event_id in NEEDED
        self.may_stop_waiting = {number}

        def lock_and_destroy():
            concern = db.session.get_one(Concern, number)
            lock_concern(concern, by=self.member(by))
            verbs.destroy(concern, by=self.member(by))

        self.do(lock_and_destroy)
        self.ids = list(every_concern())
        assert (number in self.ids) is is_needed

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
            self.may_stop_waiting = {item.concern_id for item in change.items}
        was_undone, before, change_id = change.undone_at, stored(), change.id
        items, kind = {item.concern_id: item for item in change.items}, change.kind
        result = self.do(lambda: undo(change, by=member), by=member)
        after = stored()
        for number in result.left:
            if number in after:
                assert before[number] == after[number]
        for number in result.undone:
            assert as_noted(before[number], items[number].after) == items[number].after
            back = {
                name: value for name, value in items[number].before.items() if name in EXACT[kind]
            }
            assert as_noted(after[number], back) == back
            if kind is ChangeKind.HIDDEN:
                is_as_it_was(self.as_it_was[change_id][number], after[number])
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
        # Where a step has written nothing, they say what they said before it.
        if not all(statement.startswith("SELECT") for statement in self.statements):
            self.check_every_reader()
        self.statements.clear()
        self.may_stop_waiting = set()
        db.session.remove()

    def check_every_reader(self):
        concerns = list(every_concern().values())
        check_every_reader(concerns, self.member("officer"))
        self.nobody_who_waits_is_forgotten(concerns)
        self.each_receipt_has_the_last_word(concerns)
        self.each_who_asked_gets_one_mail(concerns)

    def each_receipt_has_the_last_word(self, concerns):
        for each in concerns:
            if not each.waits:
                self.no_after.pop(each.id, None)
            if each.receipt_hash:
                assert (each.last_word or [None])[0] == self.told.get(each.id)

    def each_who_asked_gets_one_mail(self, concerns):
        """Nothing is sent here, so one mail that waits tells of all that was said."""
        own = OutboxMessage.kind == MailKind.ANSWER
        waiting = db.session.query(OutboxMessage.concern_id).filter(own, is_waiting())
        assert Counter(number for (number,) in waiting) == Counter(
            each.id
            for each in concerns
            if each.wants_answer and each.id in self.told and not each.is_withdrawn
        )

    def nobody_who_waits_is_forgotten(self, concerns):
        """Nobody who asked stops waiting but by a verb for them, or an answer that they have."""
        waiting = {each.id: each.waits and each.asked_at for each in concerns}
        for each in concerns:
            stopped = self.was_waiting.get(each.id) and not each.waits
            if stopped and each.id not in self.may_stop_waiting:
                assert each.messages[-1].is_from_staff
                last_no = each.better is Better.NO and each.better_at
                assert not last_no or each.messages[-1].created_at > last_no
        self.was_waiting = waiting


def stored():
    """Return the columns of each concern, but for whether somebody opened it."""
    return {
        number: {name: getattr(each, name) for name in KEPT}
        for number, each in every_concern().items()
    }


def is_as_it_was(was, row):
    """Check what a person expects who undoes hiding: how far it is, since when, by whom and why."""
    assert row["state_reason"] == was["state_reason"]
    if was["state"] is ConcernState.PASSED_ON:
        # The office has been told to forget it.
        assert row["state"] in (ConcernState.RECEIVED, ConcernState.ANSWERED, ConcernState.DECLINED)
    elif was["state"] is not ConcernState.HIDDEN:
        for name in ("state", "state_at", "state_by_id"):
            assert row[name] == was[name]


def logged():
    """Return the entries about concerns: their ids, by whom, and about which."""
    columns = AuditEntry.id, AuditEntry.staff_id, AuditEntry.subject_id
    return set(db.session.query(*columns).filter_by(subject_table="concerns"))


def members_of(matter_id):
    matter = db.session.get_one(Matter, matter_id)
    numbers = {each.concern_id for each in matter.concern_rows if each.belongs}
    db.session.remove()
    return numbers


def as_noted(row, names):
    """Return the same columns as a change notes them."""
    return {
        name: row[name].isoformat() if isinstance(row[name], date) else row[name] for name in names
    }


def run(machine, examples, steps, **options):
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
            **options,
        ),
    )


@pytest.fixture
def machine(queries):
    with queries() as statements:
        yield type("Sequences", (*of_parts("VERBS", "verbs"), Concerns), {"statements": statements})


# Of each draw, the first sequence is the shortest there is, and the second of any length.
@pytest.mark.slow
@pytest.mark.exhaustive_on(
    "postgresql"
)  # Reads and writes are the same; races have their own tests.
@pytest.mark.parametrize("draw", range(6))
def test_every_reader_says_the_same_after_any_sequence_of_verbs(machine, draw):
    run(seed(draw)(machine), 2, 25, phases=[Phase.generate])


@pytest.mark.slow
@pytest.mark.exhaustive
def test_every_reader_says_the_same_after_many_sequences(machine):
    run(machine, 300, 50)
