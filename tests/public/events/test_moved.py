"""Residents read on every page when and where a moved event was to be."""

from datetime import UTC, datetime

import pytest
from icalendar import Calendar

from coffeecop.db import db
from coffeecop.models import EventStatus
from tests.factories import WHOLE, make_draft, make_event, make_rsvp, make_staff, make_venue
from tests.staff.events.form_filling import change, organizer
from tests.stored import reload

# 12:30 in Ventura.
NOON = datetime(2027, 2, 25, 20, 30, tzinfo=UTC)
TOKEN = "m" * 26


@pytest.fixture
def event(visitor):
    organizer(visitor)
    return make_event(starts_at=NOON, venue=make_venue(name="Old Café"))


def moved(visitor, path):
    """Return what a page says has changed, with the spaces of a keyboard."""
    badges = visitor.get(path, **WHOLE).texts(".badge-warning")
    return [words.replace("\u202f", " ") for words in badges]


def test_every_page_of_a_moved_event_says_when_it_was_to_be(visitor, event):
    make_rsvp(event=event, token=TOKEN)
    make_event(starts_at=datetime(2026, 12, 1, 20, 30, tzinfo=UTC))

    change(visitor, event, start_time="13:00", end_time="14:30")

    for path in ("/", f"/events/{event.slug}", f"/rsvps/{TOKEN}", f"/rsvps/{TOKEN}/change"):
        assert moved(visitor, path) == ["New time"], path
        assert moved(visitor, f"/es{path}") == ["Nueva hora"], path


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        # Clocks have changed: 12:30 PM is another hour of UTC by then.
        ({"date": "2027-03-18"}, ["New date"]),
        ({"end_time": "15:00"}, ["New time"]),
        ({"venue_name": "New Library"}, ["New place"]),
        ({"title_en": "Tea with a Cop"}, []),
    ],
)
def test_each_change_is_told_in_its_own_words(visitor, event, changes, told):
    change(visitor, event, **changes)

    assert moved(visitor, f"/events/{event.slug}") == told


def test_the_old_time_is_struck_through_and_that_of_a_cancelled_event_too(visitor, event):
    path = f"/events/{event.slug}"

    def struck():
        return [each.replace("\u202f", " ") for each in visitor.get(path, **WHOLE).texts("del")]

    assert struck() == []
    change(visitor, event, start_time="13:00", venue_name="New Library")
    assert struck() == ["12:30 to 2:00 PM", "Old Café, 1 Sample St., Exampleton"]

    event = reload(event)
    event.cancel(by=make_staff())
    db.session.commit()
    assert struck() == ["1:00 to 2:00 PM"]
    (entry,) = Calendar.from_ical(visitor.get(f"{path}.ics").body).walk("VEVENT")
    assert (entry["status"], entry["sequence"]) == ("CANCELLED", 2)
    assert entry["summary"].startswith("Cancelled: ")
    assert entry["description"].startswith("It won't take place.")
    assert "Just drop in" not in entry["description"]


def test_moving_twice_tells_of_the_first_announcement_and_moving_back_of_nothing(visitor, event):
    change(visitor, event, start_time="13:00", end_time="15:00", venue_name="New Library")
    change(visitor, event, start_time="13:30", venue_name="Town Hall")

    assert moved(visitor, f"/events/{event.slug}") == ["New time", "New place"]

    change(visitor, event, start_time="12:30", end_time="14:00", venue_name="Old Café")

    assert moved(visitor, f"/events/{event.slug}") == []
    kept = reload(event)
    assert kept.moved_from_starts_at is kept.moved_from_ends_at is kept.moved_from_place is None


def test_a_draft_was_never_announced(visitor):
    organizer(visitor)
    draft = make_draft(starts_at=NOON)

    change(visitor, draft, start_time="13:00")

    assert reload(draft).moved_from_starts_at is None


@pytest.mark.parametrize("end", ["cancelled", "over"])
def test_an_event_that_nobody_can_go_to_has_no_earlier_time(visitor, event, end):
    event.moved_from_starts_at = datetime(2026, 2, 25, 20, 30, tzinfo=UTC)
    if end == "over":
        event.starts_at = datetime(2026, 2, 26, 20, 30, tzinfo=UTC)
        event.ends_at = datetime(2026, 2, 26, 22, 0, tzinfo=UTC)
    else:
        event.status, event.cancelled_at = EventStatus.CANCELLED, NOON
    db.session.commit()

    assert moved(visitor, f"/events/{event.slug}") == []


def test_subscribers_hear_of_the_earlier_time(visitor, event):
    change(visitor, event, start_time="13:00")

    (entry,) = Calendar.from_ical(visitor.get(f"/events/{event.slug}.ics").body).walk("VEVENT")
    assert entry["description"].startswith("Moved from 12:30\u202fPM\n")
