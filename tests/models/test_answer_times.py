"""How long an answer usually takes, without making it look shorter than it is."""

from datetime import timedelta

import pytest
import time_machine

from coffeecop.concerns.verbs import decline
from coffeecop.db import db, now
from coffeecop.models import ConcernState, Kind
from coffeecop.models.concern.conditions import Wait, median_wait, usual_answer_days
from tests.factories import make_agency, make_concern, make_event, make_message, make_staff, numbers

DAY = timedelta(days=1)


@pytest.fixture
def officer(app):
    return make_staff()


def ask(officer, *, waited, ago=60, **values):
    """Make a question that was answered after so many days; with None, it still waits."""
    sent_at = now() - ago * DAY
    n = next(numbers)
    defaults = {"kind": Kind.QUESTION, "receipt_hash": f"receipt-{n}", "created_at": sent_at}
    event = values.pop("event", None) or make_event(agency=officer.agency)
    concern = make_concern(event=event, **{**defaults, **values})
    if waited is not None:
        with time_machine.travel(sent_at + waited * DAY, tick=False):
            make_message(concern, "Yes.", by=officer)
    return concern


def waits(*lengths, still=()):
    answered = [Wait(length * DAY, True) for length in lengths]
    return answered + [Wait(length * DAY, False) for length in still]


@pytest.mark.parametrize(
    ("record", "median"),
    [
        (waits(1, 2, 3, 4, 5), 3),
        (waits(1, 2, 3, 4), 2),
        # Half of any even number, whatever fractions were multiplied.
        (waits(*range(1, 101)), 50),
        (waits(*range(1, 13)), 6),
        # Whoever still waits counts for as long as they have waited: 4/5, 3/5, 2/5 by hand.
        (waits(1, 2, 9, still=(30, 30)), 9),
        # Those who asked only today say little.
        (waits(1, 2, 3, still=(0.5, 0.5)), 2),
        # At the same time, the answer comes first.
        (waits(2, still=(2,)), 2),
        (waits(1, 2, still=(30, 30, 30)), None),
        ([], None),
    ],
)
def test_the_median_counts_those_who_still_wait(record, median):
    assert median_wait(record) == (median and median * DAY)


def test_half_of_the_answers_came_within_these_days(officer):
    for waited in (0.1, 1, 2.5, 8, 9):
        ask(officer, waited=waited)

    assert usual_answer_days(officer.agency_id) == 3


@pytest.mark.parametrize(
    ("answered", "waiting", "closed"),
    # Fewer than five answers; most still wait; closed without an answer, which counts as waiting.
    [(4, 1, 0), (5, 6, 0), (5, 0, 6)],
)
def test_nothing_is_said_of_few_answers_or_while_most_wait(officer, answered, waiting, closed):
    for _ in range(answered):
        ask(officer, waited=1)
    for _ in range(waiting):
        ask(officer, waited=None, ago=0 if answered < 5 else 60)
    for _ in range(closed):
        ask(officer, waited=None, state=ConcernState.CLOSED)
    db.session.commit()

    assert usual_answer_days(officer.agency_id) is None


def test_a_reason_why_it_cannot_be_done_is_an_answer(officer):
    for _ in range(5):
        concern = ask(officer, waited=None, ago=10)
        key = f"reason-{next(numbers)}"
        decline(concern, key_hash=key, reason="The state owns that road.", by=officer)
    db.session.commit()

    assert usual_answer_days(officer.agency_id) == 11


def test_only_those_count_who_asked_this_department_in_the_last_year(officer):
    for _ in range(5):
        ask(officer, waited=2)
        ask(officer, waited=100, ago=400)
        ask(officer, waited=50, is_complaint=True)
        ask(officer, waited=50, receipt_hash=None)
        ask(officer, waited=50, kind=Kind.IDEA)
        ask(officer, waited=50, event=make_event(agency=make_agency()))
        ask(officer, waited=None, state=ConcernState.HIDDEN)

    assert usual_answer_days(officer.agency_id) == 2
