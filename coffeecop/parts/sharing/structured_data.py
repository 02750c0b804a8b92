"""Structured data of an event for search engines (https://schema.org/Event)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from coffeecop.models import Event, Matter
from coffeecop.parts.sharing.pictures import event_picture
from coffeecop.web.event_labels import summary_line
from coffeecop.web.i18n import local, localized
from coffeecop.web.matters_shown import Pair
from coffeecop.web.rendering import public_url

SCHEMA = "https://schema.org"


def data_of_event(event: Event | Matter | None, pairs: Sequence[Pair]) -> dict[str, Any] | None:
    """Return what the head of an event's page tells; None: that of another page."""
    if not isinstance(event, Event):
        return None
    venue = event.venue
    data = {
        "@context": SCHEMA,
        "@type": "Event",
        "name": localized(event, "title"),
        "description": summary_line(event),
        "url": public_url("events.show", slug=event.slug),
        "startDate": _local_time(event.starts_at, event),
        "endDate": _local_time(event.ends_at, event),
        "eventStatus": f"{SCHEMA}/{_status(event)}",
        "eventAttendanceMode": f"{SCHEMA}/OfflineEventAttendanceMode",
        "isAccessibleForFree": True,
        "location": {
            "@type": "Place",
            "name": venue.name,
            "address": {
                "@type": "PostalAddress",
                "streetAddress": venue.street,
                "addressLocality": venue.city,
            },
        },
        "organizer": {"@type": "Organization", "name": localized(event.agency, "name")},
        "image": event_picture(event, pairs).image,
    }
    if event.moved_from_starts_at:
        data["previousStartDate"] = _local_time(event.moved_from_starts_at, event)
    return data


def _status(event: Event) -> str:
    if event.is_cancelled:
        return "EventCancelled"
    return "EventRescheduled" if event.moved_from_starts_at else "EventScheduled"


def _local_time(moment: datetime, event: Event) -> str:
    return local(moment, event).isoformat(timespec="minutes")
