"""The rules by which events are repeated (RFC 5545), and what they are in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from babel.dates import get_day_names, get_month_names
from dateutil.rrule import rrulestr
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

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


def recurrence_label(recurrence: Recurrence) -> str:
    """Return a rule in words, such as First Wednesday of each month."""
    if recurrence.weekday is None:
        return ngettext("Every week", "Every %(num)s weeks", recurrence.weeks or 1)
    words = {
        1: _("First %(weekday)s"),
        2: _("Second %(weekday)s"),
        3: _("Third %(weekday)s"),
        4: _("Fourth %(weekday)s"),
        LAST: _("Last %(weekday)s"),
    }
    weekday = get_day_names(locale=get_locale())[recurrence.weekday]
    day = words[recurrence.nth or LAST] % {"weekday": weekday}
    if recurrence.month is None:
        return _("%(day)s of each month", day=day)
    month = get_month_names(locale=get_locale())[recurrence.month]
    return _("%(day)s of %(month)s, every year", day=day, month=month)


def rule_label(rule: str) -> str:
    return recurrence_label(Recurrence.parse(rule))
