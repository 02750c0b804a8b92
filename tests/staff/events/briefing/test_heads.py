"""How many people to be ready for, judging by those counted before."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coffeecop.db import now
from coffeecop.models import EventStatus, RsvpStatus
from coffeecop.staff.events.briefing.queries import (
    CountedEvent,
    ExpectedHeads,
    counted_events,
    expected_heads,
)
from tests.factories import counted, make_agency, make_event, make_rsvp, make_venue

PEOPLE = st.integers(0, 200)
COUNTED = st.builds(CountedEvent, PEOPLE, PEOPLE, st.booleans())


def make_counted(venue, heads, *, days_ago=7, people=0, **values):
    starts_at = now() - timedelta(days=days_ago)
    event = make_event(venue=venue, starts_at=starts_at, **counted(heads), **values)
    if people:
        make_rsvp(event=event, party_size=people)
    return event


@pytest.mark.parametrize(
    ("people", "past", "least", "most"),
    [
        (9, [(3, 25), (8, 28), (5, 22)], 26, 31),
        # Where fewer came than had said so, the same share comes.
        (20, [(40, 30), (20, 10), (60, 45)], 10, 15),
        (0, [(3, 25), (8, 28), (40, 12)], 12, 28),
    ],
)
def test_as_many_come_without_saying_so_as_before(people, past, least, most):
    found = expected_heads(people, [CountedEvent(*each) for each in past])

    assert (found.least, found.most) == (least, most)
    assert expected_heads(people, [CountedEvent(*each) for each in past[:2]]) is None


def test_three_events_here_count_alone_and_two_with_the_others():
    here = [CountedEvent(0, heads, is_here=True) for heads in (10, 12, 14)]
    elsewhere = CountedEvent(0, 90)

    assert expected_heads(0, [*here, elsewhere]) == ExpectedHeads(10, 14, 3, is_from_here=True)
    two = expected_heads(0, [*here[:2], elsewhere])
    assert two == ExpectedHeads(10, 90, 3, is_from_here=False)


@given(PEOPLE, st.lists(COUNTED, min_size=3, max_size=12))
def test_a_range_is_in_order_and_never_below_nobody(people, past):
    found = expected_heads(people, past)

    assert 0 <= found.least <= found.most
    assert 3 <= found.events <= len(past)


@given(st.lists(COUNTED, min_size=3, max_size=12))
def test_a_range_holds_what_was_counted_at_each_event_that_it_is_from(past):
    has_enough_here = sum(each.is_here for each in past) >= 3
    for each in past:
        if each.is_here or not has_enough_here:
            found = expected_heads(each.expected, past)
            assert found.least <= each.heads <= found.most


@given(PEOPLE, PEOPLE, st.lists(COUNTED, min_size=3, max_size=12))
def test_more_who_say_so_never_mean_fewer(people, more, past):
    fewer = expected_heads(1 + people, past)
    found = expected_heads(1 + people + more, past)

    assert found.least >= fewer.least
    assert found.most >= fewer.most


def test_what_was_counted_is_read_with_who_had_said_so_the_same_venue_first(app):
    venue = make_venue()
    event = make_event(venue=venue)
    make_counted(make_venue(), 30, days_ago=3, people=12)
    here = make_counted(venue, 20, days_ago=300, people=5)
    make_rsvp(event=here, party_size=4, status=RsvpStatus.CANCELLED, cancelled_at=now())
    # Those of other departments, cancelled, or not counted do not matter.
    make_counted(make_venue(agency=(other := make_agency())), 30, agency=other)
    make_counted(venue, 9, status=EventStatus.CANCELLED)
    make_event(venue=venue, starts_at=now() - timedelta(days=3))

    assert counted_events(event) == [CountedEvent(5, 20, True), CountedEvent(12, 30, False)]


def test_the_newest_twelve_count(app):
    event = make_event()
    for heads in range(14):
        make_counted(event.venue, heads, days_ago=14 - heads)

    assert [each.heads for each in counted_events(event)] == list(range(13, 1, -1))
