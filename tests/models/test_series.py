from datetime import date, datetime, time, timedelta
from itertools import islice

import pytest
from dateutil.rrule import MONTHLY, WEEKLY, YEARLY, rrule, weekday
from hypothesis import given, settings
from hypothesis import strategies as st

from coffeecop.models.event.parts import LAST, Recurrence, monthly_and_yearly

# The same examples in every run, and however slow the machine is.
SETTINGS = settings(derandomize=True, deadline=None, database=None)
DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))
RECURRENCES = st.one_of(
    st.builds(Recurrence, weeks=st.integers(1, 52)),
    st.builds(
        Recurrence,
        nth=st.sampled_from([1, 2, 3, 4, LAST]),
        weekday=st.integers(0, 6),
        month=st.none() | st.integers(1, 12),
    ),
)


@pytest.mark.parametrize(
    ("day", "rules"),
    [
        ("2026-10-07", ["MONTHLY;BYDAY=1WE", "YEARLY;BYDAY=1WE;BYMONTH=10"]),
        (
            "2026-02-27",
            [
                "MONTHLY;BYDAY=4FR",
                "MONTHLY;BYDAY=-1FR",
                "YEARLY;BYDAY=4FR;BYMONTH=2",
                "YEARLY;BYDAY=-1FR;BYMONTH=2",
            ],
        ),
        ("2026-12-31", ["MONTHLY;BYDAY=-1TH", "YEARLY;BYDAY=-1TH;BYMONTH=12"]),
    ],
)
def test_a_day_is_repeated_by_its_place_in_the_month(day, rules):
    found = [each.rule for each in monthly_and_yearly(date.fromisoformat(day))]

    assert found == [f"FREQ={rule}" for rule in rules]


@SETTINGS
@given(RECURRENCES)
def test_a_rule_is_read_as_it_was_written(recurrence):
    assert Recurrence.parse(recurrence.rule) == recurrence


@SETTINGS
@given(DAYS)
def test_each_choice_of_a_day_brings_the_day_itself(day):
    before = date.fromordinal(day.toordinal() - 1)
    for recurrence in monthly_and_yearly(day):
        assert next(recurrence.days_after(before, start=before)) == day


@SETTINGS
@given(RECURRENCES, DAYS, st.integers(0, 400))
def test_the_days_are_those_of_the_rule_counted_from_its_start(recurrence, start, days_later):
    asked = start + timedelta(days=days_later)
    begin = datetime.combine(start, time())
    if recurrence.weeks:
        expected = rrule(WEEKLY, dtstart=begin, interval=recurrence.weeks)
    else:
        expected = rrule(
            YEARLY if recurrence.month else MONTHLY,
            dtstart=begin,
            byweekday=weekday(recurrence.weekday, recurrence.nth),
            bymonth=recurrence.month,
        )

    found = list(islice(recurrence.days_after(asked, start=start), 5))

    after = expected.xafter(datetime.combine(asked, time()))
    assert found == [moment.date() for moment in islice(after, 5)]
