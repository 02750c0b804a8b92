from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from coffeecop.db import db, db_writes, now
from coffeecop.models import EventStatus, Role, Rsvp, RsvpStatus
from coffeecop.models.event import waitlist
from coffeecop.staff.events.actions import Plan, change_event
from tests.factories import (
    HOUR,
    make_event,
    make_offered,
    make_past_event,
    make_rsvp,
    make_staff,
    make_waiting,
    sign_in,
)
from tests.stored import one_of, reload

pytestmark = pytest.mark.both_databases

MINUTE = timedelta(minutes=1)


def token(number):
    return f"{number:026d}"


def send(visitor, event, **fields):
    return visitor.post(f"/events/{event.slug}/rsvps", **{"party_size": "2", **fields})


def full_event(*, seats=2, **values):
    event = make_event(capacity=seats, **values)
    make_rsvp(event=event, token=token(0), party_size=seats)
    return event


def cancel(visitor, number):
    return visitor.post(f"/rsvps/{token(number)}/cancellation")


def lapse():
    with db_writes():
        waitlist.expire_offers()


def test_who_joins_the_waitlist_of_a_full_event_is_told_their_place(visitor):
    event = full_event()

    assert "All seats are taken." in visitor.get(f"/events/{event.slug}/rsvps/new").words
    page = visitor.follow(send(visitor, event, waitlist="y"))

    assert "You are on the waitlist" in page.text("[role=status]")
    assert "You are first in line." in page.text("[role=status]")
    assert reload(event).seats_taken == 2


def test_a_party_that_does_not_fit_is_asked_whether_it_would_wait(visitor):
    event = make_event(capacity=1)

    page = send(visitor, event, name="Ana Example")

    assert page.status == 422
    assert "not enough free seats" in page.text(".error-summary")
    assert "1 seat is left. If there are more of you, you go on the waitlist" in page.words
    assert page.texts("#rsvp-form button[type=submit]") == ["Send"]
    assert page.value("#rsvp-form [name=waitlist]") == "y"
    assert page.value("#party_size [checked]") == "2"
    assert page.value("#name") == "Ana Example"

    key = page.value("#rsvp-form [name=form_key]")
    page = visitor.follow(send(visitor, event, name="Ana Example", waitlist="y", form_key=key))
    assert "You are on the waitlist" in page.text("[role=status]")
    rsvp = one_of(Rsvp)
    assert (rsvp.is_waiting, rsvp.contact.name) == (True, "Ana Example")


@pytest.mark.parametrize("capacity", [2, None])
def test_whoever_asks_to_wait_gets_seats_if_they_are_free(visitor, capacity):
    event = make_event(capacity=capacity)

    page = visitor.follow(send(visitor, event, waitlist="y"))

    assert "Sent. Thank you." in page.text("[role=status]")
    assert reload(event).seats_taken == 2


def test_freed_seats_are_held_for_the_first_in_line_until_it_answers(visitor):
    event = full_event()
    first = make_waiting(event=event, minutes_ago=60, party_size=2, token=token(1))
    second = make_waiting(event=event, minutes_ago=50, token=token(2))

    cancel(visitor, 0)

    assert (reload(first).status, reload(second).status) == (RsvpStatus.OFFERED, RsvpStatus.WAITING)
    assert reload(event).seats_taken == 2
    assert send(visitor, event, party_size="1").status == 422
    page = visitor.get(f"/rsvps/{token(1)}")
    assert "We hold 2 seats for you until" in page.text("[role=status]")
    assert page.texts("#acceptance-form button") == ["Yes, we're coming"]
    assert page.texts("#cancellation-form button") == ["No, give the seats to others"]

    page = visitor.follow(visitor.post(f"/rsvps/{token(1)}/acceptance"))
    assert "You're coming." in page.text("[role=status]")
    assert reload(first).status is RsvpStatus.COMING
    assert reload(event).seats_taken == 2
    visitor.post(f"/rsvps/{token(1)}/acceptance")
    assert reload(event).seats_taken == 2


def test_a_party_too_large_for_what_is_free_keeps_nobody_behind_it_waiting(visitor):
    event = full_event(seats=3)
    large = make_waiting(event=event, minutes_ago=60, party_size=4)
    small = [make_waiting(event=event, minutes_ago=50 - n, party_size=1 + n % 2) for n in range(4)]

    cancel(visitor, 0)

    assert reload(large).status is RsvpStatus.WAITING
    assert [reload(rsvp).is_offered for rsvp in small] == [True, True, False, False]
    assert reload(event).seats_taken == 3


@pytest.mark.parametrize(
    ("make", "seats", "size", "becomes", "status", "taken"),
    [
        # Who waits and gets smaller is offered what now fits.
        (make_waiting, 2, 3, 2, RsvpStatus.OFFERED, 2),
        (make_waiting, 2, 3, 5, RsvpStatus.WAITING, 0),
        # An offered party grows only into free seats.
        (make_offered, 3, 1, 4, RsvpStatus.OFFERED, 1),
        (make_offered, 3, 1, 3, RsvpStatus.OFFERED, 3),
    ],
)
def test_a_party_of_the_waitlist_changes_its_size(
    visitor, make, seats, size, becomes, status, taken
):
    event = make_event(capacity=seats)
    rsvp = make(event=event, party_size=size, token=token(1))
    since = rsvp.waiting_since

    sent = visitor.post(f"/rsvps/{token(1)}", party_size=str(becomes))

    fits = make is make_waiting or becomes <= seats
    assert sent.status == (303 if fits else 422)
    assert (reload(rsvp).status, rsvp.party_size) == (status, becomes if fits else size)
    assert rsvp.waiting_since == since
    assert reload(event).seats_taken == taken


def test_a_smaller_party_frees_seats_for_the_line(visitor):
    event = full_event(seats=3)
    waiting = make_waiting(event=event)

    visitor.post(f"/rsvps/{token(0)}", party_size="1")

    assert reload(waiting).status is RsvpStatus.OFFERED
    assert reload(event).seats_taken == 2


@pytest.mark.parametrize("make", [make_waiting, make_offered])
def test_a_party_leaves_the_waitlist(visitor, make):
    event = make_event(capacity=1)
    leaving = make(event=event, token=token(1), minutes_ago=60)
    next_one = make_waiting(event=event, minutes_ago=30)

    page = visitor.follow(cancel(visitor, 1))

    assert "You are off the waitlist" in page.text("[role=status]")
    assert reload(leaving).status is RsvpStatus.CANCELLED
    assert reload(next_one).status is RsvpStatus.OFFERED
    assert reload(event).seats_taken == 1


@pytest.mark.parametrize(("capacity", "offered"), [(3, 1), (5, 3), (None, 4)])
def test_a_raised_capacity_is_offered_to_the_line(app, capacity, offered):
    event = full_event()
    for place in range(4):
        make_waiting(event=event, minutes_ago=60 - place)
    before = Plan.of(event)

    with app.test_request_context(method="POST"):
        change_event(
            db.session.merge(event),
            replace(before, capacity=capacity),
            seen=event.version,
            by=make_staff(Role.ORGANIZER),
        )
        db.session.commit()
        db.session.remove()

    line = db.session.scalars(select(Rsvp).where(Rsvp.waiting_since.is_not(None)).order_by(Rsvp.id))
    assert [rsvp.is_offered for rsvp in line] == [True] * offered + [False] * (4 - offered)
    assert reload(event).seats_taken == 2 + offered


def test_seats_of_an_ended_offer_go_to_the_next_and_the_party_to_the_end_of_the_line(visitor):
    event = make_event(capacity=1)
    late = make_offered(event=event, ends_in=-MINUTE, token=token(1), minutes_ago=60)
    line = [make_waiting(event=event, minutes_ago=50 - n) for n in range(2)]

    page = visitor.follow(visitor.post(f"/rsvps/{token(1)}/acceptance"))

    assert "You are on the waitlist" in page.text("[role=status]")
    assert "1 party is before you." in page.text("[role=status]")
    assert "the time to answer is over" in page.text("[role=status]")
    assert [reload(rsvp).status for rsvp in (late, *line)] == [
        RsvpStatus.WAITING,
        RsvpStatus.OFFERED,
        RsvpStatus.WAITING,
    ]
    assert reload(event).seats_taken == 1


def test_seats_that_nobody_else_wants_are_had_after_the_offer_has_ended(visitor):
    event = make_event(capacity=1)
    late = make_offered(event=event, ends_in=-MINUTE, token=token(1))

    page = visitor.follow(visitor.post(f"/rsvps/{token(1)}/acceptance"))

    assert "You're coming." in page.text("[role=status]")
    assert reload(late).status is RsvpStatus.COMING
    assert reload(event).seats_taken == 1


def test_a_newcomer_does_not_pass_the_line_when_an_offer_ends(visitor):
    event = make_event(capacity=1)
    make_offered(event=event, ends_in=-MINUTE, minutes_ago=60)
    waiting = make_waiting(event=event)

    page = visitor.follow(send(visitor, event, party_size="1", waitlist="y"))

    assert "You are on the waitlist" in page.text("[role=status]")
    assert reload(waiting).status is RsvpStatus.OFFERED


def test_the_periodic_job_moves_the_line_of_every_event(app):
    late, waiting = [], []
    for _event in range(2):
        event = make_event(capacity=1)
        late.append(make_offered(event=event, ends_in=-MINUTE, minutes_ago=60))
        waiting.append(make_waiting(event=event))

    lapse()

    assert {reload(rsvp).status for rsvp in late} == {RsvpStatus.WAITING}
    assert {reload(rsvp).status for rsvp in waiting} == {RsvpStatus.OFFERED}


@pytest.mark.parametrize(
    ("before_the_start", "lasts"),
    [
        (7 * 24 * HOUR, 24 * HOUR),
        (10 * HOUR, 5 * HOUR),
        (HOUR, 30 * MINUTE),
        (20 * MINUTE, 15 * MINUTE),
        (-HOUR, 15 * MINUTE),
        (-85 * MINUTE, 5 * MINUTE),
    ],
)
def test_an_offer_leaves_time_to_answer_and_time_for_the_next(app, before_the_start, lasts):
    with time_machine.travel(datetime(2026, 2, 1, 12, tzinfo=now().tzinfo), tick=False):
        event = make_event(starts_at=now() + before_the_start, capacity=1)
        assert waitlist.offer_ends_at(event) == now() + lasts


@pytest.mark.parametrize(
    "make", [make_past_event, lambda **values: make_event(status=EventStatus.CANCELLED, **values)]
)
def test_seats_of_an_event_over_or_cancelled_are_offered_to_nobody(visitor, make):
    event = make(capacity=2)
    waiting = make_waiting(event=event)
    offered = make_offered(event=event, ends_in=-MINUTE, token=token(1))
    make_rsvp(event=event, token=token(0))

    cancel(visitor, 0)
    lapse()
    visitor.post(f"/rsvps/{token(1)}/acceptance")

    assert reload(waiting).status is RsvpStatus.WAITING
    assert reload(offered).status is RsvpStatus.OFFERED
    assert "Open your link now and then" not in visitor.get(f"/rsvps/{token(1)}").words


def test_a_party_sees_how_many_are_before_it_for_few_statements(plain_visitor, queries):
    event = full_event()
    for place in range(30):
        make_waiting(event=event, minutes_ago=60 - place)
    make_waiting(event=event, minutes_ago=2, token=token(1))
    make_waiting(event=event, minutes_ago=1)

    with queries() as shown:
        assert "30 parties are before you." in plain_visitor.get(f"/rsvps/{token(1)}").words
    with queries() as joined:
        send(plain_visitor, event, waitlist="y")
    with queries() as cancelled:
        cancel(plain_visitor, 0)

    assert len(shown) <= 5
    assert len(joined) <= 7
    # Two parties are offered the seats, and what was to be written to them is looked at.
    assert len(cancelled) <= 10 + 2 * 2


def test_staff_see_how_many_parties_wait(plain_visitor):
    event = full_event()
    make_waiting(event=event)
    sign_in(plain_visitor, Role.OFFICER, agency=event.agency)

    assert "1 party on the waitlist" in plain_visitor.get("/staff/events").words
