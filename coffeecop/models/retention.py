from datetime import datetime


def years_after(moment: datetime, years: int) -> datetime:
    try:
        return moment.replace(year=moment.year + years)
    except ValueError:
        # February 29 has no anniversary in most years; use the next day, never an earlier one.
        return moment.replace(year=moment.year + years, month=3, day=1)
