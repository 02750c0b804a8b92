"""The Atom feed of events (RFC 4287)."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from coffeecop.models import Event
from coffeecop.models.public_record import PublicRecordRoot
from coffeecop.models.public_record.roots import newest_roots, published_at
from coffeecop.web.event_labels import moved_from
from coffeecop.web.i18n import current_language, local_date, local_time, localized, zone_name
from coffeecop.web.matters_shown import Pair
from coffeecop.web.rendering import public_url

if TYPE_CHECKING:
    from feedgen.entry import FeedEntry
    from feedgen.feed import FeedGenerator


# Characters not allowed in XML even when escaped; feedgen rejects them.
INVALID_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# The standard requires `updated` even for an empty feed.
NO_EVENTS_UPDATED_AT = datetime(2026, 1, 1, tzinfo=UTC)


def atom_feed(
    events: Sequence[Event], pairs: Sequence[Pair], *, author: str, changes: Mapping[int, datetime]
) -> bytes:
    """Return the feed in the current language. `changes`: event id -> time of the last change."""
    # Imported here because lxml takes 12 MB and the feed is rarely requested.
    from feedgen.feed import FeedGenerator

    language = str(current_language())
    address = public_url("events.atom", language=language)
    updated = {event.id: _updated(event, changes.get(event.id)) for event in events}
    feed = FeedGenerator()
    feed.generator("coffeecop")
    feed.language(language)
    feed.title(_("Coffee with a Cop"))
    feed.id(address)
    news = [(pair, _told_at(pair)) for pair in pairs]
    roots = newest_roots([event.id for event in events])
    records = {event: published_at(roots[event.id], event) for event in events if event.id in roots}
    moments = [*updated.values(), *(at for _pair, at in news), *records.values()]
    feed.updated(max(moments, default=NO_EVENTS_UPDATED_AT))
    feed.author(name=_valid_xml(author))
    feed.link(href=address, rel="self", type="application/atom+xml")
    feed.link(href=public_url("events.index", language=language), rel="alternate", type="text/html")
    for event in events:
        _add_entry(feed, event, updated[event.id], language)
    for event, moment in records.items():
        _add_seal(feed, event, roots[event.id], moment, language)
    for pair, moment in news:
        _add_news(feed, pair, moment, language)
    return bytes(feed.atom_str())


def _new_entry(feed: "FeedGenerator", title: str, page: str, updated: datetime) -> "FeedEntry":
    entry = feed.add_entry(order="append")
    entry.title(_valid_xml(title))
    entry.id(page)
    entry.link(href=page, rel="alternate", type="text/html")
    entry.updated(updated)
    return entry


def _add_entry(feed: "FeedGenerator", event: Event, updated: datetime, language: str) -> None:
    title = _title(event)
    if event.is_cancelled:
        title = _("Cancelled: %(title)s", title=title)
    # The slug of a published event never changes, and so the page is its id.
    entry = _new_entry(feed, title, _page(event, language), updated)
    entry.published(event.published_at or event.created_at)
    entry.author(name=_valid_xml(localized(event.agency, "name")))
    entry.summary(_valid_xml(_summary(event)))
    entry.content(_valid_xml(localized(event, "description")))


def _add_news(feed: "FeedGenerator", pair: Pair, updated: datetime, language: str) -> None:
    """Add what came of something that people said."""
    matter = pair.matter
    asked = _valid_xml(pair.asked)
    title = _("What came of it: %(title)s", title=asked) if asked else _("What came of it")
    # Without the words of its address, which change with what it says.
    page = public_url("matters.show", matter_id=matter.id, language=language)
    entry = _new_entry(feed, title, page, updated)
    entry.published(matter.published_at)
    entry.author(name=_valid_xml(localized(matter.agency, "name")))
    news = localized(matter.news, "said") if matter.news else ""
    entry.content(_valid_xml("\n\n".join(filter(None, (pair.said, news)))))


def _told_at(pair: Pair) -> datetime:
    """Return since when residents read its newest words."""
    matter = pair.matter
    said_at = matter.steps[-1].created_at
    return max(matter.published_at or said_at, said_at)


def _add_seal(
    feed: "FeedGenerator", event: Event, root: PublicRecordRoot, updated: datetime, language: str
) -> None:
    """Add what a seal is, in words. The seal itself, for who keeps it, stands in the content."""
    title = _("The public record: %(title)s", title=localized(event, "title"))
    page = public_url("public_record.show", slug=event.slug, language=language)
    entry = _new_entry(feed, title, page, updated)
    # Five have come in before there is a seal.
    words = _(
        "%(num)s lines of the public record have a new seal. Keep it: if a line is changed or taken"
        " out later, the seal no longer fits. The page of the record checks it for you.",
        num=root.size,
    )
    entry.summary(words)
    entry.content(f"{words}\n\n{root.size}:{root.root}")


def _title(event: Event) -> str:
    # feedgen rejects an empty title.
    return _valid_xml(localized(event, "title")) or event.slug


def _summary(event: Event) -> str:
    lines = [
        local_date(event.starts_at, event),
        _(
            "%(start)s to %(end)s, %(zone)s",
            start=local_time(event.starts_at, event),
            end=local_time(event.ends_at, event),
            zone=zone_name(event),
        ),
        event.place,
        *moved_from(event),
    ]
    return "\n".join(lines)


def _updated(event: Event, changed_at: datetime | None) -> datetime:
    moments = (event.published_at, event.cancelled_at, changed_at)
    return max((moment for moment in moments if moment), default=event.created_at)


def _page(event: Event, language: str) -> str:
    return public_url("events.show", slug=event.slug, language=language)


def _valid_xml(text: str) -> str:
    return INVALID_IN_XML.sub("", text)
