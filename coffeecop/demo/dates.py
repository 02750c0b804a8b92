"""The dates of the demo: its next event, and when concerns were raised."""

import calendar
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from coffeecop.db import now
from coffeecop.models import Event

# The concerns of the upcoming event were raised between these times before now, by day.
FIRST_CONCERN = timedelta(days=14)
LAST_CONCERN = timedelta(days=1)
WAKING_FROM = timedelta(hours=7)
WAKING_SHARE = 15 / 24


def raised_times(event: Event, rows: list[dict[str, Any]]) -> list[datetime]:
    """Return when each concern was raised.

    For a past event by its `hours` from the start, for an upcoming one scaled to recent days.
    """
    hours = [data["hours"] for data in rows]
    if event.is_over:
        return [event.starts_at + timedelta(hours=offset) for offset in hours]
    first, last = now() - FIRST_CONCERN, now() - LAST_CONCERN
    span = hours[-1] - hours[0]
    zone = ZoneInfo(event.time_zone)
    return [
        _while_awake((first + (last - first) * ((offset - hours[0]) / span)).astimezone(zone))
        for offset in hours
    ]


def _while_awake(moment: datetime) -> datetime:
    """Move the moment between 7:00 and 22:00 of its day, so that the order stays."""
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + WAKING_FROM + (moment - midnight) * WAKING_SHARE


def next_date(after: datetime, ends_at: datetime) -> date:
    """Return the first fourth Thursday of a February on which the event is not yet over.

    26 February 2026, the day of the real event, was one.
    """
    day = _fourth_thursday_of_february(after.year)
    if datetime.combine(day, ends_at.timetz()) > after:
        return day
    return _fourth_thursday_of_february(after.year + 1)


def _fourth_thursday_of_february(year: int) -> date:
    first = date(year, 2, 1)
    return first + timedelta(days=(calendar.THURSDAY - first.weekday()) % 7, weeks=3)
