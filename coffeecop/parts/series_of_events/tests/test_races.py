from datetime import date

import pytest

from coffeecop.models import Event, EventSeries, Role
from coffeecop.parts.series_of_events import forms
from coffeecop.parts.series_of_events.tests.form_filling import days_of, fill_in, repeat, save
from tests.colleagues import colleagues, run_concurrently
from tests.factories import make_staff
from tests.stored import all_of

pytestmark = pytest.mark.both_databases


def test_two_who_repeat_an_event_at_once_make_one_series(app, coffee):
    make_staff(Role.COMPLAINTS)
    both = colleagues(app, 2, Role.ORGANIZER)
    fields = fill_in(both[0], coffee, most="8")

    answers = run_concurrently(both, lambda _, visitor: save(visitor, coffee, fields))

    assert sorted(answer.status for answer in answers) == [303, 422]
    refused = next(answer for answer in answers if answer.status == 422)
    assert "These dates are new" in refused.text("#days-error")
    assert len(all_of(EventSeries)) == 1
    assert len(days_of(coffee)) == len(set(days_of(coffee))) == 9


def test_two_who_add_dates_to_two_of_its_events_at_once_make_no_doubles(app, coffee):
    make_staff(Role.COMPLAINTS)
    both = colleagues(app, 2, Role.ORGANIZER)
    repeat(both[0], coffee, most="1")
    first, second = all_of(Event)
    paths = [f"/staff/events/{event.id}/series" for event in (first, second)]
    fields = fill_in(both[0], first, most="8")

    answers = run_concurrently(both, lambda number, visitor: visitor.post(paths[number], **fields))

    assert sorted(answer.status for answer in answers) == [303, 422]
    assert len(days_of(coffee)) == len(set(days_of(coffee))) == 10


def test_a_date_that_a_colleague_made_meanwhile_is_refused_by_the_database(
    organizer, coffee, monkeypatch
):
    repeat(organizer, coffee, most="1")
    fields = fill_in(organizer, coffee)
    # As if the colleague had saved after the next days were read.
    taken = [date(2026, 11, 18), date(2026, 12, 30)]
    shown = iter([taken])
    real = forms.next_days
    monkeypatch.setattr(
        forms, "next_days", lambda *event, **limits: next(shown, None) or real(*event, **limits)
    )

    days = [str(day) for day in taken]
    page = save(organizer, coffee, {**fields, "days": days, "seen": " ".join(days)})

    assert "A colleague added dates at the same moment." in page.refused("#days-error")
    assert page.texts("#days label")[0] == "Wednesday, December 30, 2026"
    assert days_of(coffee) == ["2026-10-07", "2026-11-18"]
