"""The dates of the demo: its events, and when concerns were raised."""

import calendar
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from coffeecop.db import now
from coffeecop.models import Event

# The next event is so many days away.
SOONEST, LATEST = 4, 8
# The most usual first. Any five days in a row have one of the first three.
USUAL_DAYS = [
    calendar.THURSDAY,
    calendar.WEDNESDAY,
    calendar.TUESDAY,
    calendar.MONDAY,
    calendar.FRIDAY,
    calendar.SATURDAY,
    calendar.SUNDAY,
]
HOLIDAYS = {(1, 1), (7, 4), (11, 11), (12, 24), (12, 25), (12, 31)}
WAKING_FROM = timedelta(hours=7)
WAKING_TIME = timedelta(hours=15)


def event_times(data: dict[str, Any], zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return when an event starts and ends: on its `day`, or some weeks before the next one."""
    if "day" in data:
        day = date.fromisoformat(data["day"])
    else:
        day = next_day(now().astimezone(zone).date()) - timedelta(weeks=data["weeks_before"])
    start, end = (
        datetime.combine(day, time.fromisoformat(data[side]), zone) for side in ("from", "to")
    )
    return start, end


def next_day(today: date) -> date:
    """Return the most usual day for such an event of those that are near and no holiday."""
    days = [today + timedelta(days=ahead) for ahead in range(SOONEST, LATEST + 1)]
    free = [day for day in days if not _is_holiday(day)]
    return min(free, key=lambda day: USUAL_DAYS.index(day.weekday()))


def _is_holiday(day: date) -> bool:
    # Thanksgiving is the fourth Thursday; many are away on the day after, too.
    thursday = day - timedelta(days=day.weekday() == calendar.FRIDAY)
    is_fourth = thursday.weekday() == calendar.THURSDAY and 22 <= thursday.day <= 28
    return (thursday.month == 11 and is_fourth) or (day.month, day.day) in HOLIDAYS


def raised_time(event: Event, hours: float) -> datetime:
    """Return when a concern was raised.

    For a past event `hours` count from its start, for an upcoming one the hours back from now in
    which people are awake.
    """
    if event.is_over:
        return event.starts_at + timedelta(hours=hours)
    moment = now().astimezone(ZoneInfo(event.time_zone))
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    since_waking = min(max(moment - midnight - WAKING_FROM, timedelta()), WAKING_TIME)
    days, left = divmod(since_waking + timedelta(hours=hours), WAKING_TIME)
    return midnight + timedelta(days=days) + WAKING_FROM + left
