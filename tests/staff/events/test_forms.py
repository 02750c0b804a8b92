from datetime import UTC, date, datetime, time

import pytest

from coffeecop.staff.events.forms import time_zone_choices, to_utc

SPRING, AUTUMN = date(2026, 3, 8), date(2026, 11, 1)


@pytest.mark.parametrize(
    ("day", "clock", "zone", "utc"),
    [
        (date(2026, 2, 26), time(12, 30), "America/Los_Angeles", "2026-02-26 20:30"),
        (date(2026, 7, 1), time(12, 30), "America/Los_Angeles", "2026-07-01 19:30"),
        (SPRING, time(1, 59), "America/Los_Angeles", "2026-03-08 09:59"),
        (SPRING, time(3, 0), "America/Los_Angeles", "2026-03-08 10:00"),
        (SPRING, time(9, 0), "America/New_York", "2026-03-08 13:00"),
        (AUTUMN, time(9, 0), "America/Los_Angeles", "2026-11-01 17:00"),
        (AUTUMN, time(0, 30), "America/Los_Angeles", "2026-11-01 07:30"),
        (SPRING, time(2, 30), "America/Phoenix", "2026-03-08 09:30"),
        (SPRING, time(2, 30), "Pacific/Honolulu", "2026-03-08 12:30"),
        (date(2026, 3, 29), time(9, 0), "Europe/London", "2026-03-29 08:00"),
        (date(2026, 10, 4), time(9, 0), "Australia/Lord_Howe", "2026-10-03 22:00"),
        # A time that comes twice is the first.
        (AUTUMN, time(1, 30), "America/Los_Angeles", "2026-11-01 08:30"),
        (AUTUMN, time(1, 0), "America/Los_Angeles", "2026-11-01 08:00"),
        (AUTUMN, time(1, 30), "America/New_York", "2026-11-01 05:30"),
        (AUTUMN, time(1, 30), "America/Chicago", "2026-11-01 06:30"),
    ],
)
def test_a_time_is_what_clocks_show_where_the_event_is(day, clock, zone, utc):
    assert to_utc(day, clock, zone) == datetime.fromisoformat(utc).replace(tzinfo=UTC)


def test_a_zone_of_the_departments_own_is_offered_once(app):
    with app.test_request_context():
        offered = time_zone_choices("Europe/London", "America/Los_Angeles")

    labels = [choice.label for choice in offered]
    assert labels.count("Pacific Time (Los Angeles)") == 1
    assert [choice.value for choice in offered].count("Europe/London") == 1
