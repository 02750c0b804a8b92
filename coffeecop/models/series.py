"""Series of events, and the rules by which they are repeated."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from dateutil.rrule import rrulestr
from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from coffeecop.db import CreatedAt, Model
from coffeecop.models.keys import AgencyId

LONGEST_RULE = 200
LAST = -1
# As RFC 5545 names them, in the order of date.weekday().
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True)
class Recurrence:
    """Every so many weeks; or the nth weekday of each month, or of one month every year."""

    weeks: int | None = None
    # LAST: of its weekdays in the month.
    nth: int | None = None
    weekday: int | None = None
    month: int | None = None

    @property
    def rule(self) -> str:
        """Return it as in RFC 5545, 3.3.10."""
        if self.weekday is None:
            return f"FREQ=WEEKLY;INTERVAL={self.weeks}"
        day = f"BYDAY={self.nth}{WEEKDAYS[self.weekday]}"
        return f"FREQ=YEARLY;{day};BYMONTH={self.month}" if self.month else f"FREQ=MONTHLY;{day}"

    @classmethod
    def parse(cls, rule: str) -> "Recurrence":
        # Imported here because it takes a tenth of the app's memory and is rarely needed.
        from icalendar import vRecur

        parts = vRecur.from_ical(rule)
        if "BYDAY" not in parts:
            return cls(weeks=parts.get("INTERVAL", [1])[0])
        day = parts["BYDAY"][0]
        month = int(parts["BYMONTH"][0]) if "BYMONTH" in parts else None
        return cls(nth=day.relative, weekday=WEEKDAYS.index(day.weekday), month=month)

    def days_after(self, after: date, *, start: date) -> Iterator[date]:
        """Return the days after a day, without end, of what began on `start`."""
        moments = rrulestr(self.rule, dtstart=datetime.combine(start, time()))
        for moment in moments.xafter(datetime.combine(after, time())):
            yield moment.date()


def monthly_and_yearly(day: date) -> list[Recurrence]:
    """Return those that this day is one of. A fifth weekday is the last; a fourth may be."""
    nth = (day.day - 1) // 7 + 1
    is_last = (day + timedelta(weeks=1)).month != day.month
    places = [*([nth] if nth < 5 else []), *([LAST] if is_last else [])]
    return [
        Recurrence(nth=place, weekday=day.weekday(), month=month)
        for month in (None, day.month)
        for place in places
    ]


class EventSeries(Model):
    """A rule by which events are repeated; each of them is a row of its own."""

    __tablename__ = "event_series"
    __table_args__ = (CheckConstraint("length(trim(rule)) > 0", name="rule_present"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[AgencyId]
    # A recurrence rule (RFC 5545, 3.3.10), such as FREQ=WEEKLY;INTERVAL=6.
    rule: Mapped[str] = mapped_column(String(LONGEST_RULE))
    created_at: Mapped[CreatedAt]

    @property
    def recurrence(self) -> Recurrence:
        return Recurrence.parse(self.rule)
