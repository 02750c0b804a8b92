"""The events as a feed to subscribe to (RFC 4287)."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from flask_babel import gettext as _

from coffeecop.models import Event
from coffeecop.web.i18n import current_language, local_date, local_time, localized, zone_name
from coffeecop.web.rendering import public_url

ATOM = "http://www.w3.org/2005/Atom"
XML = "http://www.w3.org/XML/1998/namespace"
# XML has no way to write these, not even escaped.
UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# A feed without entries was updated too, at some time.
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)

register_namespace("", ATOM)


def atom_feed(events: Sequence[Event], *, author: str, changes: Mapping[int, datetime]) -> bytes:
    """Return the feed in the current language. `changes`: when each event was changed last."""
    language = str(current_language())
    address = public_url("events.atom", language=language)
    updated = {event.id: _updated(event, changes.get(event.id)) for event in events}
    feed = Element(f"{{{ATOM}}}feed", {f"{{{XML}}}lang": language})
    _add(feed, "title", _("Coffee with a Cop"))
    _add(feed, "id", address)
    _add(feed, "updated", max(updated.values(), default=LONG_AGO).isoformat())
    _add(SubElement(feed, f"{{{ATOM}}}author"), "name", author)
    _add_link(feed, "self", address, "application/atom+xml")
    _add_link(feed, "alternate", public_url("events.index", language=language), "text/html")
    for event in events:
        _add_entry(feed, event, updated[event.id], language)
    return bytes(tostring(feed, encoding="utf-8", xml_declaration=True))


def _add_entry(feed: Element, event: Event, updated: datetime, language: str) -> None:
    page = public_url("events.show", slug=event.slug, language=language)
    title = localized(event, "title")
    entry = SubElement(feed, f"{{{ATOM}}}entry")
    _add(entry, "title", _("Cancelled: %(title)s", title=title) if event.is_cancelled else title)
    # The slug of a published event never changes.
    _add(entry, "id", page)
    _add(entry, "published", (event.published_at or event.created_at).isoformat())
    _add(entry, "updated", updated.isoformat())
    _add(SubElement(entry, f"{{{ATOM}}}author"), "name", event.agency.name)
    _add_link(entry, "alternate", page, "text/html")
    _add(entry, "summary", _summary(event))
    if description := localized(event, "description"):
        _add(entry, "content", description)


def _summary(event: Event) -> str:
    lines = [
        local_date(event.starts_at, event),
        _(
            "%(start)s to %(end)s, %(zone)s",
            start=local_time(event.starts_at, event),
            end=local_time(event.ends_at, event),
            zone=zone_name(event),
        ),
        f"{event.venue.name}, {event.venue.address}",
    ]
    return "\n".join(lines)


def _updated(event: Event, changed_at: datetime | None) -> datetime:
    moments = (event.published_at, event.cancelled_at, changed_at)
    return max((moment for moment in moments if moment), default=event.created_at)


def _add(parent: Element, name: str, text: str) -> None:
    SubElement(parent, f"{{{ATOM}}}{name}").text = UNWRITABLE.sub("", text)


def _add_link(parent: Element, relation: str, address: str, kind: str) -> None:
    attributes = {"rel": relation, "href": address, "type": kind}
    SubElement(parent, f"{{{ATOM}}}link", attributes)
