"""What pages of the core show of a series, and that they show nothing where the part is off."""

from datetime import timedelta

from coffeecop.db import db
from coffeecop.models import AuditEntry, EventSeries
from coffeecop.staff.audit.details import in_words
from tests.factories import make_draft, make_event, make_series
from tests.of_parts import turn_parts_off
from tests.staff.events.form_filling import part_path
from tests.staff.events.test_index import heads
from tests.staff.form_filling import whole


def make_coffees(first, number):
    """Make published events of one series from the day of a draft on; return the last."""
    series = EventSeries(agency_id=first.agency_id, rule="FREQ=WEEKLY;INTERVAL=6")
    for week in range(0, 6 * number, 6):
        start = first.starts_at + timedelta(weeks=week)
        event = make_event(starts_at=start, title_en=f"Coffee {week}")
        event.series, event.series_date = series, event.day
    db.session.commit()
    return event


def test_a_series_of_26_leaves_the_list_readable(organizer):
    first = make_draft(title_en="Coffee")
    last = make_coffees(first, 26)
    make_event(title_en="At the library", starts_at=last.starts_at + timedelta(days=1))

    page = whole(organizer, "/staff/events")

    upcoming = heads(page, "[aria-labelledby=upcoming-heading]")
    assert len(upcoming) == 4
    assert "Every 6 weeks" in upcoming[0]
    assert "At the library" in upcoming[3]
    more = page.one(".later-dates a")
    assert more.text.strip() == "23 more dates: Every 6 weeks"
    assert more["href"].endswith("/series")
    assert "Every 6 weeks" not in heads(page, "[aria-labelledby=drafts-heading]")[0]


def test_where_it_is_off_each_event_is_one_like_any_other(organizer):
    make_coffees(make_draft(), 5)
    event = make_series()
    turn_parts_off(organizer.member.agency)

    page = whole(organizer, "/staff/events")
    assert len(heads(page, "[aria-labelledby=upcoming-heading]")) == 6
    assert not page.has(".later-dates")
    assert "Every 6 weeks" not in page.words
    path = f"/staff/events/{event.id}"
    assert not organizer.get(path).has("#changes a[href*='/series']")
    assert not organizer.get(part_path(event, title_en="")).has("#applies_to")
    assert organizer.get(f"{path}/series").status == 404


def test_an_event_leads_to_its_dates_or_to_where_it_is_repeated(organizer):
    alone, one_of_many = make_event(), make_series()

    assert organizer.get(f"/staff/events/{alone.id}").texts("#changes a[href*='/series']") == [
        "Repeat"
    ]
    of_series = organizer.get(f"/staff/events/{one_of_many.id}")
    assert of_series.texts("#changes a[href*='/series']") == ["All dates"]


def test_the_audit_log_says_a_rule_in_words(app):
    entry = AuditEntry(detail='{"rule": "FREQ=MONTHLY;BYDAY=1WE", "events": 3}')
    with app.test_request_context():
        assert in_words(entry, {}) == "Repeated: First Wednesday of each month; Events: 3"
