"""The hours of an event on local clocks, which stay the same when the clocks change."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from coffeecop.staff.events.hours import SkippedTime, to_utc


@dataclass(frozen=True)
class Hours:
    start: time
    end: time
    # How many days later it ends.
    nights: int
    time_zone: str

    @classmethod
    def between(cls, starts_at: datetime, ends_at: datetime, time_zone: str) -> "Hours":
        zone = ZoneInfo(time_zone)
        start, end = starts_at.astimezone(zone), ends_at.astimezone(zone)
        return cls(start.time(), end.time(), (end.date() - start.date()).days, time_zone)

    @property
    def clocks(self) -> tuple[time, time, int]:
        return self.start, self.end, self.nights

    def on(self, day: date) -> tuple[datetime, datetime]:
        """Return start and end on this day, in UTC. Raises SkippedTime."""
        last_day = day + timedelta(days=self.nights)
        return (to_utc(day, self.start, self.time_zone), to_utc(last_day, self.end, self.time_zone))

    def exist_on(self, day: date) -> bool:
        try:
            self.on(day)
        except SkippedTime:
            return False
        return True
