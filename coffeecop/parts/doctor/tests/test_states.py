"""`verify` finds concerns and matters whose state is not what was said of them."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from coffeecop.concerns import residents
from coffeecop.db import db_writes, execute_bulk, now
from coffeecop.matters.verbs import remove_concerns
from coffeecop.models import Better, Concern, ConcernState, Kind, Matter, MatterState
from coffeecop.parts.doctor.states import matter_faults, state_faults
from coffeecop.parts.doctor.verifying import verify
from tests.factories import make_concern, make_matter, make_message, make_staff, put_in_state

S = ConcernState
pytestmark = pytest.mark.both_databases


def change(concern, **values):
    """Do what somebody does who has the database's password."""
    with db_writes():
        execute_bulk(update(Concern).where(Concern.id == concern.id).values(**values))


def answered():
    concern = make_concern(kind=Kind.QUESTION, receipt_hash="r")
    make_message(concern, by=make_staff())
    return concern


def wrote_again():
    concern = answered()
    make_message(concern)
    return concern


def in_matter():
    concern = make_concern()
    make_matter(concern)
    # What somebody said no to belongs to none.
    remove_concerns(make_matter(concern), [concern], by=make_staff())
    return concern


@pytest.mark.parametrize(
    ("make", "values", "fault"),
    [
        (wrote_again, {"state": S.ANSWERED, "waiting_since": None}, "is answered, but the last"),
        (make_concern, {"state": S.ANSWERED, "first_answer_at": now()}, "is answered, but the"),
        (answered, {"state": S.RECEIVED, "waiting_since": now()}, "waits for a word, but staff"),
        (wrote_again, {"waiting_since": None, "asked_at": None}, "has a new message of its"),
        (
            wrote_again,
            {"state": S.CLOSED, "waiting_since": None, "state_at": now() - timedelta(days=1)},
            "has a new message of its resident, but nobody waits",
        ),
        (in_matter, {"is_complaint": True}, "belongs to a matter, but it is a complaint, held"),
        (in_matter, {"may_be_complaint": True}, "belongs to a matter, but it is a complaint"),
        (in_matter, {"is_held": True}, "belongs to a matter, but it is a complaint, held"),
        (in_matter, {"state": S.WITHDRAWN}, "belongs to a matter, but it is a complaint, held"),
    ],
)
def test_a_state_that_the_thread_does_not_bear_out_is_a_fault(app, make, values, fault):
    concern = make()
    assert list(state_faults()) == []

    change(concern, **values)

    (found,) = state_faults()
    assert found.startswith(f"Concern {concern.id} {fault}")
    assert found in verify().faults


def test_a_matter_that_is_not_in_the_state_of_its_last_step_is_a_fault(app):
    matter = make_matter(said=MatterState.DONE)
    make_matter(said=MatterState.DOING)
    assert list(matter_faults()) == []

    with db_writes():
        execute_bulk(update(Matter).where(Matter.state == "done").values(state="answered"))

    fault = f"Matter {matter.id} is not in the state of its last step."
    assert list(matter_faults()) == [fault]
    assert fault in verify().faults


def test_what_the_verbs_do_is_none(app):
    officer = make_staff()
    with db_writes():
        residents.say_whether_better(answered(), Better.NO)
    for state in (S.CLOSED, S.TALKED_ABOUT, S.HIDDEN, S.WITHDRAWN):
        concern = make_concern()
        make_message(concern)
        put_in_state(concern, state, by=officer)

    assert list(state_faults()) == []


def test_a_full_department_has_none(full_department):
    assert list(state_faults()) == []
