"""An event as search engines and calendars read it from the page (https://schema.org/Event)."""

from typing import Any
from zoneinfo import ZoneInfo

from coffeecop.models import Event
from coffeecop.web.i18n import current_language, localized
from coffeecop.web.rendering import public_url

SCHEMA = "https://schema.org"


def event_data(event: Event) -> dict[str, Any]:
    zone = ZoneInfo(event.time_zone)
    venue = event.venue
    return {
        "@context": SCHEMA,
        "@type": "Event",
        "name": localized(event, "title"),
        "url": public_url("events.show", slug=event.slug, language=str(current_language())),
        "startDate": event.starts_at.astimezone(zone).isoformat(timespec="minutes"),
        "endDate": event.ends_at.astimezone(zone).isoformat(timespec="minutes"),
        "eventStatus": f"{SCHEMA}/Event{'Cancelled' if event.is_cancelled else 'Scheduled'}",
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
        "organizer": {"@type": "Organization", "name": event.agency.name},
    }
