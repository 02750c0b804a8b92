"""What may follow what, and who waits then: each verb from each state, at the cheapest place."""

import pytest
import time_machine

from coffeecop.concerns import residents, verbs
from coffeecop.concerns.locks import IsComplaint
from coffeecop.concerns.states import MAY_FOLLOW, CannotFollow, EventNotBegun
from coffeecop.concerns.verbs import CannotBeAnswered, SomebodyWaits
from coffeecop.db import db
from coffeecop.models import Better, ConcernState, HiddenFor, Kind
from coffeecop.models.concern.parts import OPEN_STATES, WAITING_STATES
from tests.factories import make_concern, make_event, make_past_event, make_staff, put_in_state
from tests.stored import reload

S = ConcernState


@pytest.fixture
def by(app):
    return make_staff()


def make_in(state, **values):
    """Make a question of which the resident has a receipt, in this state, at an event before."""
    event = make_past_event()
    asks = {"event": event, "kind": Kind.QUESTION, "receipt_hash": f"receipt of {state}", **values}
    concern = make_concern(**asks)
    return concern if state is S.RECEIVED else put_in_state(concern, state)


def answer(concern, by):
    verbs.answer(concern, key_hash=f"answer {concern.id}", body="We looked.", by=by)


def decline(concern, by):
    verbs.decline(concern, key_hash=f"no {concern.id}", reason="The city decides that.", by=by)


def hide(concern, by):
    verbs.hide(concern, HiddenFor.SPAM, by=by)


def into(state):
    return lambda concern, by: verbs.set_state(concern, state, by=by)


OURS = {*OPEN_STATES, S.CLOSED}
IN = {*OURS, S.ANSWERED, S.PASSED_ON, S.DECLINED}
# The verb, the state that comes of it, from which states, and what it raises from the others.
STEPS = {
    "answer": (answer, S.ANSWERED, IN, CannotBeAnswered),
    "decline": (decline, S.DECLINED, IN, CannotFollow),
    "look into": (into(S.LOOKED_INTO), S.LOOKED_INTO, OURS, CannotFollow),
    "talk": (into(S.TALKED_ABOUT), S.TALKED_ABOUT, OURS, CannotFollow),
    "reopen": (into(S.RECEIVED), S.RECEIVED, OURS, CannotFollow),
    "close": (into(S.CLOSED), S.CLOSED, {S.TALKED_ABOUT, S.CLOSED}, CannotFollow),
    "hide": (hide, S.HIDDEN, {*S} - {S.WITHDRAWN}, CannotFollow),
}
# Closed without a word, somebody would still wait.
EXCEPTIONS = {
    ("answer", S.WITHDRAWN): CannotBeAnswered,
    ("decline", S.WITHDRAWN): CannotBeAnswered,
    ("close", S.RECEIVED): SomebodyWaits,
    ("close", S.LOOKED_INTO): SomebodyWaits,
}


@pytest.mark.parametrize("name", STEPS)
def test_each_step_of_staff_follows_some_states_and_changes_nothing_in_others(by, name):
    step, state, allowed, refusal = STEPS[name]
    for before in S:
        expected = EXCEPTIONS.get((name, before), state if before in allowed else refusal)
        concern = make_in(before)
        if isinstance(expected, S):
            step(concern, by)
            db.session.commit()
            assert concern.state is expected, before
        else:
            with pytest.raises(expected):
                step(concern, by)
            db.session.rollback()
            assert reload(concern).state is before
        waits = concern.asked_at if concern.state in WAITING_STATES else None
        assert concern.waiting_since == waits, before


def test_nobody_has_talked_about_it_at_an_event_that_has_not_begun(by):
    event = make_event()
    concern = make_concern(event=event)
    with pytest.raises(EventNotBegun):
        into(S.TALKED_ABOUT)(concern, by)
    assert concern.state is S.RECEIVED

    with time_machine.travel(event.starts_at, tick=False):
        into(S.TALKED_ABOUT)(concern, by)
    assert concern.state is S.TALKED_ABOUT


def test_the_table_names_every_state_that_staff_bring_about():
    assert {*MAY_FOLLOW} == {*S} - {S.WITHDRAWN}
    assert all(S.WITHDRAWN not in before for before in MAY_FOLLOW.values())


def test_a_resident_who_writes_waits_again_whatever_became_of_it(app):
    for before in {*S} - {S.WITHDRAWN}:
        concern = make_in(before, kind=Kind.CONCERN)
        residents.write_again(concern, key_hash=f"again {before}", body="It is worse.")
        db.session.commit()

        assert concern.state is (before if before is S.LOOKED_INTO else S.RECEIVED)
        assert concern.waiting_since == concern.asked_at is not None
        # Somebody has to read it before it counts.
        assert concern.is_held is (before is S.HIDDEN)


def test_what_is_taken_back_stays_so(app):
    concern = make_in(S.RECEIVED)
    residents.withdraw(concern)

    for say in (
        lambda: residents.write_again(concern, key_hash="again", body="It is worse."),
        lambda: residents.say_whether_better(concern, Better.NO),
    ):
        with pytest.raises(residents.Withdrawn):
            say()
    assert (concern.state, concern.waiting_since) == (S.WITHDRAWN, None)


def test_a_further_message_does_not_begin_the_wait_anew(app):
    concern = make_in(S.RECEIVED)
    since = concern.waiting_since

    residents.write_again(concern, key_hash="again", body="It is worse.")
    residents.say_whether_better(concern, Better.NO)

    assert concern.waiting_since == since


def test_moving_to_complaints_changes_only_who_reads_it(by):
    for before in (each for each in S if each is not S.WITHDRAWN):
        concern = make_in(before)

        verbs.make_complaint(concern, by=by)
        db.session.commit()

        came_back = before in (S.HIDDEN, S.PASSED_ON)
        assert concern.state is (S.RECEIVED if came_back else before)
        with pytest.raises(IsComplaint):
            hide(concern, by)
