"""The nightly roots of the public record.

A root is that of the Merkle tree of RFC 9162 (Certificate Transparency), sections 2.1.1 and 2.1.3.
"""

from collections.abc import Sequence
from datetime import datetime, time
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from coffeecop.db import db, now
from coffeecop.models.event import Event
from coffeecop.models.hash_chain import ORIGIN, Content, canonical, next_hash
from coffeecop.parts.public_record.models import (
    NAME,
    PublicRecordEntry,
    PublicRecordHead,
    PublicRecordRoot,
    chained_content,
)


def sealed_content(root: Any) -> Content:
    """Return what the hash of a root, or of a row with its columns, covers."""
    return {
        "event": root.event_id,
        "day": root.published_on.isoformat(),
        "size": root.size,
        "root": root.root,
    }


def merkle_root(leaves: Sequence[bytes]) -> str:
    return _hash_tree(leaves).hex()


def inclusion_path(leaves: Sequence[bytes], index: int) -> list[str]:
    """Return the hashes that, with the leaf of this index, give the root: the deepest first."""
    if len(leaves) == 1:
        return []
    middle = _middle(len(leaves))
    left, right = leaves[:middle], leaves[middle:]
    if index < middle:
        return [*inclusion_path(left, index), merkle_root(right)]
    return [*inclusion_path(right, index - middle), merkle_root(left)]


def _hash_tree(leaves: Sequence[bytes]) -> bytes:
    if len(leaves) == 1:
        return sha256(b"\x00" + leaves[0]).digest()
    middle = _middle(len(leaves))
    return sha256(b"\x01" + _hash_tree(leaves[:middle]) + _hash_tree(leaves[middle:])).digest()


def _middle(number: int) -> int:
    """Return the largest power of two that is smaller."""
    return 1 << (number - 1).bit_length() - 1


# A record of fewer concerns would tell those who know one of them about the others.
FEWEST_RECEIVED = 5


def newest_root(event_id: int) -> PublicRecordRoot | None:
    return next(iter(newest_roots([event_id]).values()), None)


def newest_roots(event_ids: Sequence[int]) -> dict[int, PublicRecordRoot]:
    """Return event id -> its newest root, without events that have none."""
    newest = select(func.max(PublicRecordRoot.id)).group_by(PublicRecordRoot.event_id)
    of_these = newest.where(PublicRecordRoot.event_id.in_(event_ids))
    roots = select(PublicRecordRoot).where(PublicRecordRoot.id.in_(of_these))
    return {root.event_id: root for root in db.session.scalars(roots)}


def roots_of(event_id: int) -> list[PublicRecordRoot]:
    """Return an event's roots, the newest first."""
    roots = select(PublicRecordRoot).where(PublicRecordRoot.event_id == event_id)
    return list(db.session.scalars(roots.order_by(PublicRecordRoot.size.desc())))


def published_at(root: PublicRecordRoot, event: Event) -> datetime:
    """Return the beginning of the local day on which it was published."""
    return datetime.combine(root.published_on, time(), ZoneInfo(event.time_zone))


def entries_until(event_id: int, size: int) -> list[PublicRecordEntry]:
    first = select(PublicRecordEntry).where(
        PublicRecordEntry.event_id == event_id, PublicRecordEntry.sequence <= size
    )
    return list(db.session.scalars(first.order_by(PublicRecordEntry.sequence)))


def leaves(entries: Sequence[PublicRecordEntry]) -> list[bytes]:
    return [canonical(chained_content(entry)) for entry in entries]


def events_with_news() -> list[Event]:
    """Return the events with entries that no root covers, where the record is on."""
    covered = select(func.max(PublicRecordRoot.size)).where(PublicRecordRoot.event_id == Event.id)
    with_news = (
        select(Event)
        .join(PublicRecordHead, PublicRecordHead.event_id == Event.id)
        .where(
            PublicRecordHead.sequence > func.coalesce(covered.correlate(Event).scalar_subquery(), 0)
        )
    )
    events = db.session.scalars(with_news.options(joinedload(Event.agency)).order_by(Event.id))
    return [event for event in events if event.agency.has_on(NAME)]


def publish_root(event: Event) -> None:
    """Publish the root over the days that are over, unless there is nothing new in them."""
    today = now().astimezone(ZoneInfo(event.time_zone)).date()
    # Another worker may publish it at the same time.
    db.session.get(PublicRecordHead, event.id, with_for_update=True)
    last = newest_root(event.id)
    earlier = select(func.max(PublicRecordEntry.sequence)).where(
        PublicRecordEntry.event_id == event.id, PublicRecordEntry.created_on < today
    )
    entries = entries_until(event.id, db.session.scalar(earlier) or 0)
    received = sum(entry.state_before is None for entry in entries)
    is_new = last is None or last.size < len(entries) and last.published_on < today
    if is_new and received >= FEWEST_RECEIVED:
        root = PublicRecordRoot(
            event_id=event.id,
            size=len(entries),
            root=merkle_root(leaves(entries)),
            published_on=today,
        )
        root.hash = next_hash(last.hash if last else ORIGIN, sealed_content(root))
        db.session.add(root)
