from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coffeecop.models import Language
from coffeecop.parts.series_of_events.recurrence import (
    LAST,
    Recurrence,
    monthly_and_yearly,
    recurrence_label,
)
from coffeecop.web.i18n import in_language

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
