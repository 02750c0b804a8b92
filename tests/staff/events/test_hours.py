from datetime import UTC, date, datetime, time

import pytest

from coffeecop.staff.events.hours import to_utc


@pytest.mark.parametrize(
    ("day", "clock", "zone", "utc"),
    [
        (date(2026, 2, 26), time(12, 30), "America/Los_Angeles", "2026-02-26 20:30"),
        (date(2026, 3, 8), time(1, 59), "America/Los_Angeles", "2026-03-08 09:59"),
        (date(2026, 3, 8), time(3, 0), "America/Los_Angeles", "2026-03-08 10:00"),
        # A time that comes twice is the first.
        (date(2026, 11, 1), time(1, 30), "America/Los_Angeles", "2026-11-01 08:30"),
        (date(2026, 11, 1), time(1, 0), "America/Los_Angeles", "2026-11-01 08:00"),
    ],
)
def test_a_time_is_what_clocks_show_where_the_event_is(day, clock, zone, utc):
    assert to_utc(day, clock, zone) == datetime.fromisoformat(utc).replace(tzinfo=UTC)
