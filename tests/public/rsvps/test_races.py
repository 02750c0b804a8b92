"""Many parties after the same seats at once, on the real database."""

import pytest
from sqlalchemy import func, select

from coffeecop.db import db
from coffeecop.models import Rsvp, RsvpStatus
from coffeecop.web.forms import new_form_key
from tests.colleagues import post_all
from tests.factories import make_event, make_rsvp, make_without_seat
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
        Rsvp.event_id == event.id, Rsvp.status == RsvpStatus.COMING
    )
    assert db.session.scalar(seated) == event.seats_taken <= event.capacity


@pytest.mark.parametrize(("parties", "seats"), [(6, 1), (64, 10)])
def test_of_many_parties_at_once_as_many_get_seats_as_there_are(app, parties, seats):
    event = make_event(capacity=seats)

    statuses, _ = post_all(app, [form_for(event) for _ in range(parties)])

    assert sorted(statuses) == [303] * seats + [422] * (parties - seats)
    assert count(event, *RsvpStatus) == count(event, RsvpStatus.COMING) == seats
    nothing_is_oversold(event)


def test_seats_that_are_given_back_meanwhile_go_to_who_asks(app):
    event = make_event(capacity=10)
    requests = []
    for number in range(10):
        make_rsvp(event=event, token=token(number))
        make_without_seat(event=event, token=token(100 + number))
        requests += [
            (f"/rsvps/{token(number)}/cancellation", {}),
            (f"/rsvps/{token(100 + number)}", {"party_size": "1", "form_key": new_form_key()}),
            form_for(event),
        ]

    statuses, _ = post_all(app, requests)

    assert set(statuses) <= {303, 422}
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
