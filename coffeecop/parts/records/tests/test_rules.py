"""Until when a record is kept, and what is due: the same rule read from both sides."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coffeecop.parts.records.kinds import MAY_BE_TRANSITORY, TRIGGERS, KeepUnit, Series, Trigger
from coffeecop.parts.records.models.schedule import (
    RetentionRule,
    next_fiscal_year,
    rule_of,
    starter_schedules,
    this_fiscal_year,
)
from coffeecop.parts.records.tests.rows import make_rule
from tests.factories import make_agency

CITY = SimpleNamespace(
    time_zone="America/Los_Angeles", records_settings=SimpleNamespace(fiscal_year_month=7)
)
MOMENTS = st.integers(0, 13 * 365 * 24 * 60).map(
    lambda minutes: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
RULES = st.builds(
    RetentionRule,
    series=st.just(Series.CONCERN),
    trigger=st.sampled_from(TRIGGERS[Series.CONCERN]),
    keep=st.integers(1, 15),
    unit=st.sampled_from(KeepUnit),
)


@given(rule=RULES, happened=MOMENTS, today=MOMENTS)
def test_a_record_is_due_exactly_when_its_time_is_over(rule, happened, today):
    is_due = happened < rule.due_before(today, CITY)

    if is_due:
        assert rule.kept_until(happened, CITY) <= today
    elif happened != rule.due_before(today, CITY):
        assert rule.kept_until(happened, CITY) > today


def test_on_a_leap_day_nothing_of_the_days_before_it_is_kept_too_long_or_too_short():
    rule = RetentionRule(series=Series.CONCERN, trigger=Trigger.SENT, keep=2, unit=KeepUnit.YEARS)
    leap_day = datetime(2028, 2, 29, 12, tzinfo=UTC)

    assert rule.due_before(leap_day, CITY) == datetime(2026, 3, 1, tzinfo=UTC)
    assert rule.kept_until(datetime(2024, 2, 29, tzinfo=UTC), CITY) == datetime(
        2026, 3, 1, tzinfo=UTC
    )


def test_a_fiscal_year_begins_with_its_month_in_the_department_s_own_time():
    # Still June in California.
    before = datetime(2026, 7, 1, 6, 59, tzinfo=UTC)
    first = before + timedelta(minutes=1)

    assert this_fiscal_year(before, CITY) == datetime(2025, 7, 1, 7, tzinfo=UTC)
    assert this_fiscal_year(first, CITY) == first
    assert next_fiscal_year(first, CITY) == datetime(2027, 7, 1, 7, tzinfo=UTC)


@pytest.mark.parametrize("schedule", starter_schedules().values(), ids=lambda each: each.key)
def test_each_schedule_that_comes_with_the_program_has_a_line_of_each_series(schedule):
    assert list(schedule.lines) == list(Series)
    for series, line in schedule.lines.items():
        assert line["trigger"] in TRIGGERS[series]
        assert line.get("needs_approval", True) or series in MAY_BE_TRANSITORY
    assert schedule.about
    assert schedule.key == "plain" or schedule.address.startswith("https://")


def test_the_schedules_keep_what_their_laws_say():
    years = {
        key: [each.lines[series]["keep"] for series in (Series.CONCERN, Series.COMPLAINT)]
        for key, each in starter_schedules().items()
    }
    assert years == {"plain": [2, 5], "california": [2, 5], "texas": [2, 2], "washington": [2, 10]}
    california = starter_schedules()["california"].lines
    assert california[Series.SUSTAINED]["keep"] == 15
    assert california[Series.CONCERN]["source"] == "Cal. Gov. Code 34090"
    texas = starter_schedules()["texas"].lines[Series.COMPLAINT]
    assert (texas["item"], texas["trigger"]) == ("GR1000-24", Trigger.CLOSED)
    contact = starter_schedules()["plain"].lines[Series.CONTACT]
    assert (contact["keep"], contact["unit"], contact["needs_approval"]) == (30, "days", False)


def test_a_department_without_a_schedule_says_what_the_plain_one_does(app):
    agency = make_agency()
    assert rule_of(agency, Series.CONCERN).keep == 2

    make_rule(Series.CONCERN, agency=agency, keep=7)

    assert rule_of(agency, Series.CONCERN).keep == 7
    assert rule_of(agency, Series.COMPLAINT).keep == 5
