"""Many parties after the same seats at once, on the real database."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from coffeecop.db import db, db_writes
from coffeecop.models import Rsvp, RsvpStatus
from coffeecop.models.event import waitlist
from coffeecop.models.event.attendance import SEATED
from coffeecop.web.forms import new_form_key
from tests.colleagues import post_all
from tests.factories import make_event, make_offered, make_rsvp, make_waiting
from tests.stored import reload

pytestmark = [pytest.mark.usefixtures("unlimited"), pytest.mark.both_databases]


def form_for(event, **fields):
    defaults = {"party_size": "1", "form_key": new_form_key()}
    return f"/events/{event.slug}/rsvps", {**defaults, **fields}


def token(number):
    return f"{number:026d}"


def count(event, *statuses):
    db.session.rollback()
    return db.session.scalar(
        select(func.count(Rsvp.id)).where(Rsvp.event_id == event.id, Rsvp.status.in_(statuses))
    )


def nothing_is_oversold(event):
    event = reload(event)
    seated = select(func.coalesce(func.sum(Rsvp.party_size), 0)).where(
        Rsvp.event_id == event.id, Rsvp.status.in_(SEATED)
    )
    assert db.session.scalar(seated) == event.seats_taken <= event.capacity


def nobody_is_skipped(event):
    """Whoever still waits would not fit into what is free."""
    event = reload(event)
    smallest = select(func.min(Rsvp.party_size)).where(
        Rsvp.event_id == event.id, Rsvp.status == RsvpStatus.WAITING
    )
    assert (db.session.scalar(smallest) or event.capacity + 1) > event.seats_left


@pytest.mark.parametrize("waitlist", ["", "y"])
def test_64_parties_after_10_seats_get_exactly_10_and_54_wait_or_are_refused(app, waitlist):
    event = make_event(capacity=10)

    statuses, _ = post_all(app, [form_for(event, waitlist=waitlist) for _ in range(64)])

    assert sorted(statuses) == [303] * 10 + [303 if waitlist else 422] * 54
    assert count(event, RsvpStatus.COMING) == 10
    assert count(event, RsvpStatus.WAITING) == (54 if waitlist else 0)
    nothing_is_oversold(event)


def test_one_form_sent_20_times_at_once_is_one_rsvp_with_one_link(app, event):
    statuses, links = post_all(app, [form_for(event)] * 20)

    assert set(statuses) == {303}
    assert len(set(links)) == 1
    assert count(event, *RsvpStatus) == reload(event).seats_taken == 1


def test_changes_of_one_rsvp_at_once_keep_the_count_of_seats_right(app):
    event = make_event(capacity=20)
    make_rsvp(event=event, token=token(1))
    forms = [{"party_size": size, "form_key": new_form_key()} for size in (1, 5, 9, 3, 7, 2, 8, 4)]

    statuses, _ = post_all(app, [(f"/rsvps/{token(1)}", form) for form in forms], at_once=8)

    assert set(statuses) == {303}
    nothing_is_oversold(event)


def test_a_form_sent_again_after_the_event_filled_up_still_leads_to_its_rsvp(app):
    event = make_event(capacity=1)
    first, other = form_for(event), form_for(event)

    statuses, _ = post_all(app, [first, other, first], at_once=1)

    assert statuses == (303, 422, 303)


@pytest.mark.parametrize("sizes", [(1,), (3, 1, 2)])
def test_30_cancellations_and_acceptances_at_once_oversell_nothing_and_skip_nobody(app, sizes):
    event = make_event(capacity=30)
    requests = []
    for number in range(15):
        make_rsvp(event=event, token=token(number))
        make_offered(event=event, token=token(100 + number), minutes_ago=90)
        requests += [
            (f"/rsvps/{token(number)}/cancellation", {}),
            (f"/rsvps/{token(100 + number)}/acceptance", {}),
        ]
    line = [
        make_waiting(event=event, minutes_ago=60 - place, party_size=sizes[place % len(sizes)])
        for place in range(40)
    ]

    statuses, _ = post_all(app, requests)

    assert set(statuses) == {303}
    assert count(event, RsvpStatus.COMING) == 15
    nothing_is_oversold(event)
    nobody_is_skipped(event)
    if sizes == (1,):
        db.session.refresh(event)
        assert [rsvp.is_offered for rsvp in line] == [True] * 15 + [False] * 25
        assert event.seats_left == 0


def test_parties_that_join_the_line_while_others_leave_are_not_forgotten(app):
    event = make_event(capacity=10)
    leaving = [make_rsvp(event=event, token=token(number)) for number in range(10)]
    requests = []
    for number in range(len(leaving)):
        requests += [(f"/rsvps/{token(number)}/cancellation", {}), form_for(event, waitlist="y")]

    statuses, _ = post_all(app, requests)

    assert set(statuses) == {303}
    nothing_is_oversold(event)
    nobody_is_skipped(event)
    assert count(event, RsvpStatus.COMING, RsvpStatus.OFFERED) == 10


def test_two_lapses_at_once_offer_a_seat_once(app):
    event = make_event(capacity=1)
    make_offered(event=event, ends_in=timedelta(minutes=-1), minutes_ago=90)
    line = [make_waiting(event=event, minutes_ago=60 - place) for place in range(3)]

    def lapse(_):
        with app.app_context(), db_writes():
            waitlist.expire_offers()

    with ThreadPoolExecutor(max_workers=8) as threads:
        list(threads.map(lapse, range(8)))

    nothing_is_oversold(event)
    for rsvp in line:
        db.session.refresh(rsvp)
    assert [rsvp.is_offered for rsvp in line] == [True, False, False]


def test_an_offer_accepted_20_times_at_once_takes_its_seats_once(app):
    event = make_event(capacity=3)
    make_offered(event=event, token=token(1), party_size=2)

    statuses, _ = post_all(app, [(f"/rsvps/{token(1)}/acceptance", {})] * 20)

    assert set(statuses) == {303}
    nothing_is_oversold(event)
    assert event.seats_taken == 2
