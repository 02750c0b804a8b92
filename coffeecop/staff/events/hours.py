"""What clocks show where an event is, and the time that they skip in spring."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo


class SkippedTime(Exception):
    """The clocks go forward on this day and skip the time."""

    def __init__(self, day: date) -> None:
        super().__init__(day)
        self.day = day


def to_utc(day: date, clock: time, time_zone: str) -> datetime:
    """Convert a local time to UTC; if ambiguous, the first occurrence. Raises SkippedTime."""
    local = datetime.combine(day, clock, ZoneInfo(time_zone))
    utc = local.astimezone(UTC)
    if utc.astimezone(local.tzinfo).time() != clock:
        raise SkippedTime(day)
    return utc
