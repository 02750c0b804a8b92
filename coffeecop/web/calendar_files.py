"""Calendar files (RFC 5545) with times in the event's zone and a VTIMEZONE for it."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import Response, current_app
from flask_babel import gettext as _

from coffeecop.config import public_address
from coffeecop.models import Event
from coffeecop.web.event_labels import accommodation_line, moved_from
from coffeecop.web.i18n import local, localized
from coffeecop.web.rendering import public_url
from coffeecop.web.roster_labels import languages_line, who_line

if TYPE_CHECKING:
    from icalendar import Event as CalendarEntry

REFRESH_INTERVAL = timedelta(hours=6)
# The phone's own calendar reminds those who left no address.
REMINDS_BEFORE = timedelta(hours=2)


def event_calendar(event: Event, rsvp_page: str | None = None) -> Response:
    file = calendar_file([event], name=localized(event, "title"), rsvp_page=rsvp_page)
    return calendar_response(file, event.slug)


def calendar_file(
    events: Sequence[Event], *, name: str, rsvp_page: str | None = None, subscribed: bool = False
) -> bytes:
    """Return a calendar of these events. `rsvp_page`: link to the reader's own RSVP, if any."""
    # Imported here because it takes a tenth of the app's memory and is rarely needed.
    from icalendar import Calendar, vDuration

    calendar = Calendar()
    calendar.add("prodid", "-//coffeecop//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    # icalendar does not escape these two.
    for field in ("name", "x-wr-calname"):
        calendar.add(field, " ".join(name.split()))
    if subscribed:
        # The first is the standard (RFC 7986), the second what Outlook reads.
        calendar.add("refresh-interval", REFRESH_INTERVAL, parameters={"VALUE": "DURATION"})
        calendar.add("x-published-ttl", vDuration(REFRESH_INTERVAL))
    for event in events:
        calendar.add_component(_entry(event, rsvp_page, reminds=not subscribed))
    if events:
        # A year before the events to a year after.
        first, last = min(event.day for event in events), max(event.day for event in events)
        calendar.add_missing_timezones(date(first.year - 1, 1, 1), date(last.year + 2, 1, 1))
    return bytes(calendar.to_ical())


def calendar_response(body: bytes, name: str) -> Response:
    response = Response(body, mimetype="text/calendar")
    response.headers["Content-Disposition"] = f'inline; filename="{name}.ics"'
    return response


def _entry(event: Event, rsvp_page: str | None, *, reminds: bool) -> "CalendarEntry":
    from icalendar import Alarm
    from icalendar import Event as CalendarEntry

    page = public_url("events.show", slug=event.slug)
    entry = CalendarEntry()
    # Must never change and be the same on every host: the slug of a published event is fixed.
    entry.add("uid", f"{event.slug}@{urlsplit(public_address(current_app.config)).hostname}")
    entry.add("sequence", event.sequence)
    entry.add("dtstamp", event.cancelled_at or event.published_at or event.created_at)
    entry.add("dtstart", _moment(event.starts_at, event))
    entry.add("dtend", _moment(event.ends_at, event))
    title = localized(event, "title")
    # Some calendars show an imported entry whatever its status is.
    cancelled = event.is_cancelled
    entry.add("summary", _("Cancelled: %(title)s", title=title) if cancelled else title)
    entry.add("location", event.place)
    entry.add("description", _description(event, page, rsvp_page))
    entry.add("url", page)
    entry.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    if reminds and not cancelled:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", title)
        alarm.add("trigger", -REMINDS_BEFORE)
        entry.add_component(alarm)
    return entry


def _moment(moment: datetime, event: Event) -> datetime:
    """Return it in the event's zone. In an hour that clocks repeat that means the first time."""
    at = local(moment, event)
    return moment.astimezone(UTC) if at.fold else at


def _description(event: Event, page: str, rsvp_page: str | None) -> str:
    who = [] if event.is_cancelled else [who_line(event), languages_line(event)]
    lines = [*moved_from(event), *who, localized(event.agency, "name")]
    if event.is_cancelled:
        return "\n".join([_("It won't take place."), *filter(None, lines), page])
    lines += [_("Just drop in. Details: %(page)s", page=page), accommodation_line(event)]
    if rsvp_page:
        lines.append(_("Change or cancel your RSVP: %(page)s", page=rsvp_page))
    return "\n".join(line for line in lines if line)
