"""How many people to be ready for, judging by those counted before."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coffeecop.db import now
from coffeecop.models import EventStatus, RsvpStatus
from coffeecop.staff.events.briefing.queries import CountedEvent, counted_events, expected_heads
from tests.factories import make_agency, make_event, make_rsvp, make_staff, make_venue

PEOPLE = st.integers(0, 200)
COUNTED = st.builds(CountedEvent, PEOPLE, PEOPLE, st.booleans())


def counted(*pairs, is_here=False):
    return [CountedEvent(expected, heads, is_here) for expected, heads in pairs]


def edges(found):
    return found.least, found.most


def make_counted(venue, heads, *, days_ago=7, people=0, **values):
    starts_at = now() - timedelta(days=days_ago)
    values = {"heads_counted_at": now(), "heads_counted_by_id": make_staff().id, **values}
    event = make_event(venue=venue, starts_at=starts_at, heads_counted=heads, **values)
    if people:
        make_rsvp(event=event, party_size=people)
    return event


def test_as_many_come_without_saying_so_as_before():
    found = expected_heads(9, counted((3, 25), (8, 28), (5, 22)))

    assert edges(found) == (26, 31)


def test_where_fewer_came_than_had_said_so_the_same_share_comes():
    found = expected_heads(20, counted((40, 30), (20, 10), (60, 45)))

    assert edges(found) == (10, 15)


def test_while_nobody_has_said_so_it_is_what_was_counted():
    assert edges(expected_heads(0, counted((3, 25), (8, 28), (40, 12)))) == (12, 28)


def test_with_fewer_than_three_events_there_is_no_range():
    assert expected_heads(9, counted((3, 25), (8, 28))) is None


def test_three_events_here_count_alone():
    here = counted((0, 10), (0, 12), (0, 14), is_here=True)

    found = expected_heads(0, [*here, *counted((0, 90))])

    assert (*edges(found), found.events, found.is_from_here) == (10, 14, 3, True)


def test_two_events_here_count_with_the_others():
    here = counted((0, 10), (0, 12), is_here=True)

    found = expected_heads(0, [*here, *counted((0, 90))])

    assert (*edges(found), found.events, found.is_from_here) == (10, 90, 3, False)


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

    assert counted_events(event) == [CountedEvent(5, 20, True), CountedEvent(12, 30, False)]


def test_only_past_events_of_the_department_that_took_place_count(app):
    event = make_event()
    make_counted(make_venue(agency=(other := make_agency())), 30, agency=other)
    make_counted(event.venue, 9, status=EventStatus.CANCELLED)
    make_event(venue=event.venue, starts_at=now() - timedelta(days=3))

    assert counted_events(event) == []


@pytest.mark.parametrize("number", [12, 15])
def test_the_newest_twelve_count(app, number):
    event = make_event()
    for place in range(number):
        make_counted(event.venue, place, days_ago=number - place)

    assert [each.heads for each in counted_events(event)] == list(range(number))[: -12 - 1 : -1]
