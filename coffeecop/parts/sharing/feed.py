"""The Atom feed of events (RFC 4287)."""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from flask import render_template
from flask_babel import gettext as _
from sqlalchemy import func, select

from coffeecop.db import db
from coffeecop.models import AuditAction, AuditEntry, Event, Matter
from coffeecop.models.agency import agencies_with
from coffeecop.parts import links_of
from coffeecop.parts.resident_links import FeedEntries, FeedEntry
from coffeecop.parts.sharing.pictures import NAME
from coffeecop.public.events.queries import past_events, upcoming_events
from coffeecop.web.event_labels import moved_from
from coffeecop.web.i18n import current_language, local_date, local_time, localized, zone_name
from coffeecop.web.matters_shown import Pair, newest_pairs
from coffeecop.web.rendering import public_url, site_name

MOST_PAST = 50
MOST_PAIRS = 50
# Characters not allowed in XML even when escaped.
INVALID_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# The standard requires `updated` even for an empty feed.
NO_EVENTS_UPDATED_AT = datetime(2026, 1, 1, tzinfo=UTC)


def atom_feed() -> str | None:
    """Return the feed in the current language; None if no department shares its events."""
    departments = [each.id for each in agencies_with(NAME)]
    if not departments:
        return None
    events = feed_events(departments)
    pairs = newest_pairs(MOST_PAIRS, Matter.agency_id.in_(departments))
    changes, language = last_changes(events), str(current_language())
    entries = [
        *(_entry(event, _updated(event, changes.get(event.id))) for event in events),
        *_of_parts(events),
        *(_news(pair) for pair in pairs),
    ]
    text = render_template(
        "sharing/feed.xml",
        address=public_url("sharing.feed"),
        home=public_url("events.index"),
        language=language,
        updated=max((entry.updated for entry in entries), default=NO_EVENTS_UPDATED_AT),
        author=site_name(),
        entries=entries,
    )
    return INVALID_IN_XML.sub("", text)


def feed_events(departments: Sequence[int]) -> list[Event]:
    own = Event.agency_id.in_(departments)
    return [*upcoming_events(own), *db.session.scalars(past_events(own).limit(MOST_PAST))]


def last_changes(events: Sequence[Event]) -> dict[int, datetime]:
    """Return event id -> time of the last change, without events that never changed."""
    changes = (
        select(AuditEntry.subject_id, func.max(AuditEntry.created_at))
        .where(
            AuditEntry.subject_table == Event.__tablename__,
            AuditEntry.subject_id.in_([event.id for event in events]),
            AuditEntry.action == AuditAction.EVENT_CHANGED,
        )
        .group_by(AuditEntry.subject_id)
    )
    return {event_id: at for event_id, at in db.session.execute(changes) if event_id}


def _entry(event: Event, updated: datetime) -> FeedEntry:
    # An entry has to have a title.
    title = INVALID_IN_XML.sub("", localized(event, "title")) or event.slug
    if event.is_cancelled:
        title = _("Cancelled: %(title)s", title=title)
    return FeedEntry(
        title,
        # The slug of a published event never changes, and so the page is its id.
        public_url("events.show", slug=event.slug),
        updated,
        localized(event, "description"),
        summary=_summary(event),
        author=localized(event.agency, "name"),
        published=event.published_at or event.created_at,
    )


def _news(pair: Pair) -> FeedEntry:
    matter = pair.matter
    news = localized(matter.news, "said") if matter.news else ""
    return FeedEntry(
        _("What came of it: %(title)s", title=pair.asked) if pair.asked else _("What came of it"),
        # Without the words of its address, which change with what it says.
        public_url("matters.show", matter_id=matter.id),
        _told_at(pair),
        "\n\n".join(filter(None, (pair.said, news))),
        author=localized(matter.agency, "name"),
        published=matter.published_at,
    )


def _told_at(pair: Pair) -> datetime:
    """Return since when residents read its newest words."""
    matter = pair.matter
    said_at = matter.steps[-1].created_at
    return max(matter.published_at or said_at, said_at)


def _of_parts(events: Sequence[Event]) -> Iterator[FeedEntry]:
    for link in links_of(None, FeedEntries):
        yield from link.entries(
            [each for each in events if link in links_of(each.agency, FeedEntries)]
        )


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
