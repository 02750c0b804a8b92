from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from coffeecop.models.event.parts import Recurrence
from coffeecop.staff.events.hours import Hours, SkippedTime

SETTINGS = settings(derandomize=True, deadline=None, database=None)
SPRING = date(2027, 3, 14)
ZONES = ("America/Los_Angeles", "America/Phoenix", "Europe/London", "Australia/Lord_Howe")


def hours(start, end, time_zone="America/Los_Angeles"):
    return Hours(time.fromisoformat(start), time.fromisoformat(end), 0, time_zone)


@pytest.mark.parametrize(
    ("time_zone", "starts"),
    [
        # PDT, PST after November 1, and PDT again after March 14.
        ("America/Los_Angeles", ["16:00", "17:00", "17:00", "17:00", "16:00"]),
        ("America/Phoenix", ["16:00"] * 5),
    ],
)
def test_clocks_show_the_same_hour_across_two_changes(time_zone, starts):
    first = date(2026, 10, 7)
    days = [first, *islice(Recurrence(weeks=6).days_after(first, start=first), 4)]

    found = [hours("09:00", "10:30", time_zone).on(day) for day in days]

    assert [f"{starts_at:%H:%M}" for starts_at, _ in found] == starts
    assert {ends_at - starts_at for starts_at, ends_at in found} == {timedelta(minutes=90)}


def test_an_hour_that_the_clocks_skip_does_not_exist():
    with pytest.raises(SkippedTime) as skipped:
        hours("02:30", "04:00").on(SPRING)

    assert skipped.value.day == SPRING
    assert not hours("02:30", "04:00").exist_on(SPRING)
    assert hours("02:30", "04:00", "America/Phoenix").exist_on(SPRING)


def test_an_event_that_ends_after_midnight_still_does():
    zone = ZoneInfo("America/Los_Angeles")
    late = datetime(2026, 10, 7, 23, tzinfo=zone), datetime(2026, 10, 8, 1, tzinfo=zone)

    starts_at, ends_at = Hours.between(*late, zone.key).on(date(2026, 12, 30))

    assert ends_at == datetime(2026, 12, 31, 9, tzinfo=UTC)
    assert ends_at - starts_at == timedelta(hours=2)


@SETTINGS
@given(
    st.times(max_value=time(22)).map(lambda clock: clock.replace(second=0, microsecond=0)),
    st.sampled_from(ZONES),
    st.integers(1, 52),
    st.dates(date(2026, 1, 1), date(2030, 1, 1)),
)
def test_the_clock_is_the_same_on_every_day_of_a_series(clock, time_zone, weeks, first):
    same = Hours(clock, clock.replace(hour=clock.hour + 1), 0, time_zone)
    for day in islice(Recurrence(weeks=weeks).days_after(first, start=first), 12):
        assume(same.exist_on(day))
        starts_at, ends_at = same.on(day)
        assert starts_at.astimezone(ZoneInfo(time_zone)).replace(tzinfo=None) == datetime.combine(
            day, clock
        )
        assert starts_at < ends_at
