from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from coffeecop.parts.series_of_events.series import Hours
from coffeecop.staff.events.hours import SkippedTime


def hours(start, end, time_zone="America/Los_Angeles"):
    return Hours(time.fromisoformat(start), time.fromisoformat(end), 0, time_zone)


@pytest.mark.parametrize(
    ("day", "clock", "zone"),
    [
        ("2026-03-08", "02:00", "America/New_York"),
        ("2026-03-08", "02:59", "America/New_York"),
        ("2026-10-04", "02:15", "Australia/Lord_Howe"),
    ],
)
def test_an_hour_that_the_clocks_skip_does_not_exist(day, clock, zone):
    day = date.fromisoformat(day)

    with pytest.raises(SkippedTime) as skipped:
        hours(clock, "04:00", zone).on(day)

    assert skipped.value.day == day
    assert not hours(clock, "04:00", zone).exist_on(day)
    assert hours(clock, "04:00", "America/Phoenix").exist_on(day)


def test_an_event_that_ends_after_midnight_still_does():
    zone = ZoneInfo("America/Los_Angeles")
    late = datetime(2026, 10, 7, 23, tzinfo=zone), datetime(2026, 10, 8, 1, tzinfo=zone)

    starts_at, ends_at = Hours.between(*late, zone.key).on(date(2026, 12, 30))

    assert ends_at == datetime(2026, 12, 31, 9, tzinfo=UTC)
    assert ends_at - starts_at == timedelta(hours=2)
