"""What pages of the core, the feed, the digest and paper tell of the public record."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from flask_babel import gettext as _
from sqlalchemy import select

from coffeecop.db import db
from coffeecop.models import Agency, Concern, Event, Role, StaffMember
from coffeecop.parts import links_at
from coffeecop.parts.links import PageLink, Spot
from coffeecop.parts.public_record.files import proof_of
from coffeecop.parts.public_record.models import NAME, PublicRecordRoot
from coffeecop.parts.public_record.roots import newest_root, newest_roots, published_at
from coffeecop.parts.public_record.states import recorded_agencies
from coffeecop.parts.resident_links import FeedEntry
from coffeecop.web.i18n import localized
from coffeecop.web.rendering import public_url


class Seal(NamedTuple):
    event: Event
    root: PublicRecordRoot

    def address(self, language: str) -> str:
        """Return the page of the record, which checks the seal after the `#`."""
        page = public_url("public_record.show", slug=self.event.slug, language=language)
        return f"{page}#{self.root.short_seal}"


def feeds(event: Event) -> list[PageLink]:
    return links_at(Spot.FEED, event.agency)


def poster_seal(event: Event, told: Event | None) -> Seal | None:
    """Return the seal of the event, or of the one of which its poster tells."""
    for each in filter(None, (event, told)):
        if root := newest_root(each.id):
            return Seal(each, root)
    return None


def receipt_values(concern: Concern) -> Mapping[str, Any] | None:
    """Return its proof, if there is one yet; of complaints nobody is told to wait for it."""
    proof = proof_of(concern)
    return {"proof": proof} if proof or not concern.is_for_complaint_staff else None


def seals_since(member: StaffMember, since: datetime) -> list[Seal]:
    """Return the newest roots of the events that got one since, for whoever keeps records."""
    if not member.has_any(Role.ADMIN, Role.RECORDS):
        return []
    recent = (
        select(Event)
        .join(PublicRecordRoot, PublicRecordRoot.event_id == Event.id)
        .where(
            Event.agency_id == member.agency_id,
            # No zone is a day apart from the mail's; what is too early falls out below.
            PublicRecordRoot.published_on >= since.date(),
        )
        .distinct()
        .order_by(Event.starts_at)
    )
    events = db.session.scalars(recent).all()
    roots = newest_roots([event.id for event in events])
    seals = [Seal(event, roots[event.id]) for event in events]
    return [seal for seal in seals if published_at(seal.root, seal.event) > since]


def feed_entries(events: Sequence[Event]) -> list[FeedEntry]:
    """Return what each seal is, in words. The seal itself, to be kept, is in the content."""
    roots = newest_roots([event.id for event in events])
    return [_feed_entry(event, roots[event.id]) for event in events if event.id in roots]


def _feed_entry(event: Event, root: PublicRecordRoot) -> FeedEntry:
    # Five have come in before there is a seal.
    words = _(
        "%(num)s lines of the public record have a new seal. Keep it: if a line is changed or taken"
        " out later, the seal no longer fits. The page of the record checks it for you.",
        num=root.size,
    )
    return FeedEntry(
        _("The public record: %(title)s", title=localized(event, "title")),
        public_url("public_record.show", slug=event.slug),
        published_at(root, event),
        f"{words}\n\n{root.size}:{root.root}",
        summary=words,
    )


def is_stored(agencies: Sequence[Agency]) -> bool:
    """Return whether any of the departments has lines in a record, or will."""
    return any(each.has_on(NAME) for each in agencies) or bool(recorded_agencies())
