"""Calendar files (RFC 5545). Times are in UTC, which every calendar program shows rightly."""

from collections.abc import Iterable

from flask import request, url_for
from flask_babel import gettext as _
from icalendar import Calendar
from icalendar import Event as CalendarEntry

from coffeecop.i18n import localized
from coffeecop.models import Event


def calendar_file(events: Iterable[Event], *, name: str) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//coffeecop//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    for event in events:
        calendar.add_component(_entry(event))
    return bytes(calendar.to_ical())


def _entry(event: Event) -> CalendarEntry:
    page = url_for("events.show", slug=event.slug, _external=True)
    entry = CalendarEntry()
    # The slug of a published event never changes, and neither may this.
    entry.add("uid", f"{event.slug}@{request.host.partition(':')[0]}")
    entry.add("sequence", event.sequence)
    entry.add("dtstamp", event.cancelled_at or event.published_at or event.created_at)
    entry.add("dtstart", event.starts_at)
    entry.add("dtend", event.ends_at)
    entry.add("summary", localized(event, "title"))
    entry.add("location", f"{event.venue.name}, {event.venue.address}")
    entry.add("description", _("Just drop in. Details: %(page)s", page=page))
    entry.add("url", page)
    entry.add("status", "CANCELLED" if event.is_cancelled else "CONFIRMED")
    return entry
