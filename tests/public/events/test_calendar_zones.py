"""Calendar files carry the zone of the event (RFC 5545, 3.6.5), on both sides of a clock change."""

from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar

from tests.factories import make_event, make_rsvp

WINTER = datetime(2027, 2, 25, 20, 30, tzinfo=UTC)
SUMMER = datetime(2027, 7, 22, 19, 30, tzinfo=UTC)
TOKEN = "z" * 26


def moments(body):
    return {
        entry["dtstart"].dt.astimezone(UTC) for entry in Calendar.from_ical(body).walk("VEVENT")
    }


def by_its_own_description(body, *zones):
    """Rename the zones, so that a reader has nothing but their descriptions to go by."""
    for zone in zones:
        assert f"TZID:{zone}" in body
        body = body.replace(zone, f"Unknown/{zone}")
    return body


def test_one_event_and_an_rsvp_are_written_in_the_hours_of_the_town(visitor):
    event = make_event(starts_at=SUMMER)
    make_rsvp(event=event, token=TOKEN)

    for path in (f"/events/{event.slug}.ics", f"/rsvps/{TOKEN}.ics"):
        body = visitor.get(path).body
        assert "DTSTART;TZID=America/Los_Angeles:20270722T123000" in body
        assert "DTEND;TZID=America/Los_Angeles:20270722T140000" in body
        assert moments(body) == {SUMMER}
        assert moments(by_its_own_description(body, "America/Los_Angeles")) == {SUMMER}


def test_a_feed_describes_each_zone_once_and_for_both_halves_of_the_year(visitor):
    # 12:30 in Los Angeles in winter and in summer, and in Phoenix, where clocks never change.
    make_event(starts_at=WINTER)
    make_event(starts_at=SUMMER)
    make_event(starts_at=SUMMER, time_zone="America/Phoenix")

    body = visitor.get("/events.ics").body

    zones = [str(zone["tzid"]) for zone in Calendar.from_ical(body).walk("VTIMEZONE")]
    assert sorted(zones) == ["America/Los_Angeles", "America/Phoenix"]
    assert body.count("DTSTART;TZID=America/Los_Angeles:20270225T123000") == 1
    assert body.count("DTSTART;TZID=America/Los_Angeles:20270722T123000") == 1
    assert body.count("DTSTART;TZID=America/Phoenix:20270722T123000") == 1
    assert moments(body) == {WINTER, SUMMER}
    assert moments(by_its_own_description(body, *zones)) == {WINTER, SUMMER}


@pytest.mark.parametrize(
    "starts_at",
    [
        datetime(2027, 3, 14, 9, 59, tzinfo=UTC),
        datetime(2027, 3, 14, 10, 0, tzinfo=UTC),
        datetime(2027, 11, 7, 10, 0, tzinfo=UTC),
    ],
    ids=["last hour of winter", "first of summer", "first of winter"],
)
def test_an_hour_beside_a_clock_change_stays_itself(visitor, starts_at):
    event = make_event(starts_at=starts_at)

    body = visitor.get(f"/events/{event.slug}.ics").body

    assert moments(by_its_own_description(body, "America/Los_Angeles")) == {starts_at}


@pytest.mark.parametrize(("hour", "is_named_in_utc"), [(8, False), (9, True)])
def test_an_hour_that_the_clocks_repeat_is_the_right_one_of_the_two(visitor, hour, is_named_in_utc):
    """A local time that occurs twice means the first (RFC 5545, 3.3.5)."""
    half_past_one = datetime(2027, 11, 7, hour, 30, tzinfo=UTC)
    begins = make_event(starts_at=half_past_one)
    ends = make_event(starts_at=half_past_one - timedelta(hours=2), ends_at=half_past_one)
    make_rsvp(event=begins, token=TOKEN)

    for path in (f"/events/{begins.slug}.ics", "/events.ics", f"/rsvps/{TOKEN}.ics"):
        body = visitor.get(path).body
        assert ("DTSTART:20271107T093000Z" in body) is is_named_in_utc
        assert half_past_one in moments(by_its_own_description(body, "America/Los_Angeles"))
    (entry,) = Calendar.from_ical(visitor.get(f"/events/{ends.slug}.ics").body).walk("VEVENT")
    assert ("Z" in entry["dtend"].to_ical().decode()) is is_named_in_utc
