from datetime import date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import MONTHLY, WEEKLY, YEARLY, rrule, weekday
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from coffeecop.models import Language
from coffeecop.parts.series_of_events.recurrence import (
    LAST,
    Recurrence,
    monthly_and_yearly,
    recurrence_label,
)
from coffeecop.staff.events.hours import Hours
from coffeecop.web.i18n import in_language
from tests.staff.events.test_hours import ZONES

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


@pytest.mark.parametrize(
    ("recurrence", "english", "spanish"),
    [
        (Recurrence(weeks=1), "Every week", "Cada semana"),
        (Recurrence(weeks=6), "Every 6 weeks", "Cada 6 semanas"),
        (Recurrence(nth=1, weekday=0), "First Monday of each month", "Primer lunes de cada mes"),
        (
            Recurrence(nth=1, weekday=2, month=10),
            "First Wednesday of October, every year",
            "Primer miércoles de octubre, cada año",
        ),
        (
            Recurrence(nth=LAST, weekday=4, month=2),
            "Last Friday of February, every year",
            "Último viernes de febrero, cada año",
        ),
    ],
)
def test_a_rule_is_said_in_plain_words(app, recurrence, english, spanish):
    with in_language(Language.ENGLISH):
        assert recurrence_label(recurrence) == english
    with in_language(Language.SPANISH):
        assert recurrence_label(recurrence) == spanish


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
