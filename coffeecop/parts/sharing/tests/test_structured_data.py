"""What search engines read of an event from the head of its page."""

import json
from datetime import UTC, datetime

import pytest

from coffeecop.models import EventStatus, MatterState
from tests.factories import WHOLE, make_event, make_matter

HOSTILE = "</script><script>alert(1)</script>"
DATA = "script[type='application/ld+json']"


def data_in(page):
    return json.loads(page.one(DATA).text)


@pytest.mark.parametrize(
    ("prefix", "name", "starts_at", "status"),
    [
        ("", HOSTILE, "2027-03-13T12:30-08:00", "Scheduled"),
        ("/es", "Café", "2027-03-14T12:30-07:00", "Cancelled"),
    ],
)
def test_machines_read_the_event_from_the_page(visitor, prefix, name, starts_at, status):
    event = make_event(
        starts_at=datetime.fromisoformat(starts_at),
        title_en=HOSTILE,
        title_es="Café",
        status=EventStatus.CANCELLED if status == "Cancelled" else EventStatus.PUBLISHED,
    )

    page = visitor.get(f"{prefix}/events/{event.slug}", **WHOLE)

    data = data_in(page)
    assert data["@type"] == "Event"
    assert data["name"] == name
    assert data["startDate"] == starts_at
    assert data["eventStatus"] == f"https://schema.org/Event{status}"
    assert data["location"]["address"]["streetAddress"] == event.venue.street
    assert data["organizer"]["name"] == event.agency.name
    assert event.venue.street in data["description"]


def test_an_event_that_was_moved_tells_its_earlier_time_too(visitor):
    event = make_event(
        starts_at=datetime(2027, 2, 25, 21, 0, tzinfo=UTC),
        moved_from_starts_at=datetime(2027, 2, 25, 20, 30, tzinfo=UTC),
    )

    data = data_in(visitor.get(f"/events/{event.slug}", **WHOLE))

    assert data["eventStatus"] == "https://schema.org/EventRescheduled"
    assert data["previousStartDate"] == "2027-02-25T12:30-08:00"


def test_its_picture_is_that_of_links_and_other_pages_tell_nothing(visitor):
    matter = make_matter(said=MatterState.DONE, is_public=True)
    page = visitor.get(f"/events/{make_event().slug}", **WHOLE)

    assert data_in(page)["image"] == page.one("meta[property='og:image']")["content"]
    for path in ("/en", f"/matters/{matter.id}-{matter.address['words']}"):
        assert not visitor.get(path, **WHOLE).has(DATA), path
