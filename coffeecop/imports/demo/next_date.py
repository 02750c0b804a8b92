import calendar
from datetime import date, datetime, timedelta


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
