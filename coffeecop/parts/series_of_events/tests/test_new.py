from datetime import UTC, date, datetime, timedelta

import pytest

from coffeecop.db import db, now
from coffeecop.models import AuditAction, Event, EventSeries, EventStatus, Role
from coffeecop.parts.series_of_events.series import SeriesAction
from coffeecop.parts.series_of_events.tests.form_filling import (
    days_of,
    fill_in,
    preview,
    repeat,
    save,
)
from tests.factories import make_concern, make_draft, make_event, make_rsvp, sign_in
from tests.staff.events.form_filling import change
from tests.staff.form_filling import arrive, as_shown
from tests.stored import all_of, audit_entries, one_of, reload

YEARLY = "FREQ=YEARLY;BYDAY=1WE;BYMONTH=10"
MONTHLY = "FREQ=MONTHLY;BYDAY=1WE"


def test_every_six_weeks_is_made_ahead_in_two_taps_at_the_same_hour(organizer, coffee):
    page = organizer.get(f"/staff/events/{coffee.id}/series/new")
    assert page.texts("#repeats label") == [
        "Every so many weeks",
        "First Wednesday of each month",
        "First Wednesday of October, every year",
    ]

    answer = save(organizer, coffee, as_shown(page))

    assert answer.location == f"/staff/events/{coffee.id}/series"
    assert "Created 8 drafts." in arrive(organizer, answer).words
    assert one_of(EventSeries).rule == "FREQ=WEEKLY;INTERVAL=6"
    # The clocks change twice.
    assert [f"{event.starts_at:%Y-%m-%d %H:%M}" for event in all_of(Event)] == [
        "2026-10-07 16:00",
        "2026-11-18 17:00",
        "2026-12-30 17:00",
        "2027-02-10 17:00",
        "2027-03-24 16:00",
        "2027-05-05 16:00",
        "2027-06-16 16:00",
        "2027-07-28 16:00",
        "2027-09-08 16:00",
    ]
    (entry,) = audit_entries(SeriesAction.SERIES_MADE)
    assert (entry.subject_id, entry.details["events"]) == (coffee.id, 8)


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        (MONTHLY, ["2026-10-07", "2026-11-04", "2026-12-02", "2027-01-06"]),
        # No further than three years ahead.
        (YEARLY, ["2026-10-07", "2027-10-06", "2028-10-04"]),
    ],
)
def test_the_first_wednesday_of_each_month_or_of_october(plain_organizer, coffee, rule, days):
    # Weeks are not asked of it.
    assert repeat(plain_organizer, coffee, repeats=rule, weeks="", most="3").status == 303

    assert days_of(coffee) == days
    assert one_of(EventSeries).rule == rule


def test_a_copy_has_everything_but_what_residents_sent(organizer, coffee):
    make_rsvp(event=coffee, party_size=3)
    make_concern(event=coffee)

    repeat(organizer, coffee, most="1")

    copy = one_of(Event, status=EventStatus.DRAFT)
    assert (copy.title_en, copy.title_es) == ("Coffee", "Café")
    assert copy.description_en == "Ask anything."
    assert (copy.capacity, copy.seats_taken, copy.holds_submissions) == (40, 0, True)
    assert (copy.venue_id, copy.time_zone) == (coffee.venue_id, coffee.time_zone)
    assert [(o.name, o.is_host) for o in copy.roster] == [
        ("Sgt. Bo Sample", True),
        ("Officer Ana Example", False),
    ]
    assert copy.slug == "coffee-2026-11-18"
    assert copy.ends_at - copy.starts_at == timedelta(minutes=90)


def test_looking_at_the_dates_writes_nothing_and_a_holiday_stays_left_out(organizer, coffee):
    shown = preview(organizer, coffee, fill_in(organizer, coffee, weeks="6", most="3"))
    assert shown.status == 200
    assert (shown.value("#weeks"), shown.value("#most")) == ("6", "3")
    assert all_of(EventSeries) == []
    fields = as_shown(shown)
    fields["days"].remove("2026-12-30")
    again = as_shown(preview(organizer, coffee, {**fields, "most": "4"}))
    assert again["days"] == ["2026-11-18", "2027-02-10", "2027-03-24"]

    assert save(organizer, coffee, again).status == 303

    assert days_of(coffee) == ["2026-10-07", "2026-11-18", "2027-02-10", "2027-03-24"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"repeats": MONTHLY}, "These dates are new"),
        ({"seen": "2026-99-99"}, "These dates are new"),
        ({"days": []}, "at least one date"),
    ],
)
def test_a_series_has_a_date_and_none_that_nobody_has_looked_at(
    plain_organizer, coffee, changes, words
):
    page = save(plain_organizer, coffee, fill_in(plain_organizer, coffee, **changes))

    assert words in page.refused("#days-error")
    first = "November 4" if "repeats" in changes else "November 18"
    assert page.texts("#days label")[0] == f"Wednesday, {first}, 2026"
    assert all_of(EventSeries) == []


def test_it_goes_on_until_a_day(organizer, coffee):
    early = preview(organizer, coffee, fill_in(organizer, coffee, until="2026-10-08"))
    assert "no such date" in early.text("#days")
    assert not early.has("input[name=days]")

    repeat(organizer, coffee, until="2026-12-30")

    assert days_of(coffee) == ["2026-10-07", "2026-11-18", "2026-12-30"]


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("most", "27", "from 1 to 26"),
        ("most", "0", "from 1 to 26"),
        ("most", "many", "whole number"),
        ("weeks", "53", "from 1 to 52"),
        ("weeks", "", "whole number"),
        ("until", "soon", "Choose a date"),
        ("repeats", "FREQ=SECONDLY", "valid choice"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_lost(plain_organizer, coffee, field, value, words):
    fields = fill_in(plain_organizer, coffee, **{field: value})
    fields["days"].remove("2026-12-30")

    page = save(plain_organizer, coffee, fields)

    assert words in page.refused(f"#{field}-error")
    kept = [box["value"] for box in page.select("[name=days][checked]")]
    assert kept == fields["days"]


def test_a_date_whose_hour_the_clocks_skip_says_so_and_is_left_out(organizer):
    # Sundays at 2:30, six weeks before March 14.
    early = datetime(2027, 1, 31, 10, 30, tzinfo=UTC)
    event = make_event(starts_at=early, ends_at=early + timedelta(hours=2))

    page = organizer.get(f"/staff/events/{event.id}/series/new")
    fields = as_shown(page)
    assert page.texts("#days label")[0] == (
        "Sunday, March 14, 2027: the clocks go forward and skip this time"
    )
    assert fields["days"][0] == "2027-04-25"

    refused = save(organizer, event, {**fields, "days": ["2027-03-14", *fields["days"]]})

    assert "On Sunday, March 14, 2027 the clocks skip" in refused.text("#days-error")
    assert all_of(EventSeries) == []


def test_they_are_published_at_once_if_one_wants_it_and_those_of_a_draft_are_not(organizer, coffee):
    draft = make_draft(starts_at=coffee.starts_at)

    page = arrive(organizer, repeat(organizer, coffee, most="2", publishes="y"))
    assert not organizer.get(f"/staff/events/{draft.id}/series/new").has("#publishes")
    repeat(organizer, draft, most="2", publishes="y")

    assert "Published 2 events." in page.words
    assert len(all_of(Event, status=EventStatus.PUBLISHED)) == 3
    assert len(all_of(Event, status=EventStatus.DRAFT, published_at=None)) == 3
    assert len(audit_entries(AuditAction.EVENT_PUBLISHED)) == 2


def test_none_is_published_while_nobody_reads_complaints(visitor, coffee):
    sign_in(visitor, Role.ORGANIZER)

    assert not visitor.get(f"/staff/events/{coffee.id}/series/new").has("#publishes")
    page = save(visitor, coffee, fill_in(visitor, coffee, publishes="y"))

    assert "Nobody would read" in page.refused(".error-summary")
    assert page.has("#repeats")
    assert all_of(EventSeries) == []


def test_a_past_event_goes_on_from_today(organizer):
    long_ago = now() - timedelta(weeks=7)
    event = make_event(starts_at=long_ago)

    repeat(organizer, event, most="2")

    assert [date.fromisoformat(day) - event.day for day in days_of(event)[1:]] == [
        timedelta(weeks=12),
        timedelta(weeks=18),
    ]


def test_more_dates_go_on_by_the_rule_without_doubles(organizer, coffee):
    fields = fill_in(organizer, coffee, most="3")
    fields = as_shown(preview(organizer, coffee, fields))
    fields["days"].remove("2026-12-30")
    save(organizer, coffee, fields)
    last = all_of(Event)[-1]
    change(organizer, last, date="2027-02-12")
    change(organizer, last, title_en="Tea")

    page = organizer.get(f"/staff/events/{last.id}/series/new")
    assert not page.has("#repeats")
    assert repeat(organizer, last, most="2").status == 303

    assert days_of(coffee)[-3:] == ["2027-02-10", "2027-03-24", "2027-05-05"]
    assert [event.title_en for event in all_of(Event)][-2:] == ["Tea", "Tea"]
    assert len(all_of(EventSeries)) == 1


def test_a_cancelled_event_is_not_repeated(organizer, coffee):
    fields = fill_in(organizer, coffee)
    reload(coffee).cancel(by=organizer.member)
    db.session.commit()

    for answer in (
        organizer.get(f"/staff/events/{coffee.id}/series/new"),
        save(organizer, coffee, fields),
    ):
        assert answer.location == f"/staff/events/{coffee.id}"
    assert all_of(EventSeries) == []
