"""The newest of 7 days, 5 weeks and 12 months are kept, and none beyond its life."""

from datetime import UTC, datetime, timedelta

from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from coffeecop.parts.backups.keeping import backups_in, name_at, not_kept

NOW = datetime(2028, 3, 15, 2, 30, tzinfo=UTC)
YEAR = relativedelta(months=12)
NIGHTS = [NOW - timedelta(days=day) for day in range(500)]


def names_of(times):
    return [name_at(time, encrypted=True) for time in times]


def kept(times, *, life=YEAR, at=NOW, newest=None):
    gone = set(not_kept(names_of(times), at, life, newest=newest))
    return [time.date().isoformat() for time in times if name_at(time, encrypted=True) not in gone]


def test_of_a_backup_each_night_days_weeks_and_months_are_kept():
    assert kept(NIGHTS) == [
        # Seven days,
        *("2028-03-15", "2028-03-14", "2028-03-13", "2028-03-12", "2028-03-11", "2028-03-10"),
        "2028-03-09",
        # the Sundays of the weeks before, and the last days of the months.
        *("2028-03-05", "2028-02-29", "2028-02-27", "2028-02-20", "2028-01-31", "2027-12-31"),
        *("2027-11-30", "2027-10-31", "2027-09-30", "2027-08-31", "2027-07-31", "2027-06-30"),
        *("2027-05-31", "2027-04-30"),
    ]


def test_none_lives_longer_than_the_schedule_allows():
    months = relativedelta(months=3)

    assert kept(NIGHTS, life=months)[-1] == "2027-12-31"
    assert kept([NOW, NOW - months, NOW - months - timedelta(seconds=1)], life=months) == [
        "2028-03-15",
        "2027-12-15",
    ]
    assert kept(NIGHTS, life=months, newest=400)[-1] == "2027-12-15"


def test_the_last_of_a_day_stands_for_the_day():
    morning = NOW + timedelta(hours=8)

    assert kept([morning, NOW], at=morning) == ["2028-03-15"]
    assert not_kept(names_of([morning, NOW]), morning, YEAR) == names_of([NOW])


def test_a_machine_that_was_off_for_long_keeps_what_it_has():
    times = [NOW, *(NOW - timedelta(days=40 + day) for day in range(3))]

    assert len(kept(times)) == 4


def test_what_somebody_else_put_there_is_left_alone():
    others = ["notes.txt", "coffeecop-before.backup", "coffeecop-20289999-999999.backup"]

    assert not_kept([*others, *names_of(NIGHTS)], NOW, YEAR, newest=1) == names_of(NIGHTS[1:])
    assert backups_in(others) == {}


@given(st.lists(st.integers(0, 800), unique=True, min_size=1, max_size=60))
def test_night_after_night_the_rule_keeps_what_it_would_of_all(days):
    """What is removed tonight would not be kept any later night."""
    life, present, everything = relativedelta(months=12), [], []
    for day in sorted(days):
        tonight = NOW + timedelta(days=day)
        everything.append(tonight)
        present.append(tonight)
        gone = set(not_kept(names_of(present), tonight, life))
        present = [time for time in present if name_at(time, encrypted=True) not in gone]
    assert names_of(present)[-1] == names_of(everything)[-1]
    assert kept(present, at=tonight) == kept(everything, at=tonight)
