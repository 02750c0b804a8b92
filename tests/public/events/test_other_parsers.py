"""The calendar files as another program reads them."""

from datetime import UTC, datetime, timedelta

import pytest
import vobject

from tests.factories import make_event, make_rsvp


@pytest.mark.parametrize("prefix", ["", "/es"])
@pytest.mark.parametrize("path", ["/events/{slug}.ics", "/events.ics", "/rsvps/{token}.ics"])
def test_another_calendar_program_reads_time_place_and_reminder(plain_visitor, prefix, path):
    title = "Coffee, talk; and cake"
    starts_at = datetime(2030, 6, 1, 19, 30, tzinfo=UTC)
    event = make_event(title_en=title, title_es=title, starts_at=starts_at)
    make_rsvp(event=event, token="w" * 26)
    path = path.format(slug=event.slug, token="w" * 26)

    calendar = vobject.readOne(plain_visitor.client.get(f"{prefix}{path}").text)

    found = calendar.vevent
    assert found.dtstart.value.astimezone(UTC) == starts_at
    assert found.dtend.value > found.dtstart.value
    assert found.summary.value == title
    assert event.venue.name in found.location.value
    # Of a feed, each department's events would ring.
    reminders = [each.trigger.value for each in found.contents.get("valarm", ())]
    assert reminders == ([] if path == "/events.ics" else [timedelta(hours=-2)])
