"""The roots of the public record, one for each night on which an event has new entries.

A root covers the days that are over, and residents see what a root covers: what comes in during
the day cannot be told from an hour, nor from who was seen typing.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from coffeecop.db import db, now
from coffeecop.models.event import Event
from coffeecop.models.hash_chain import canonical
from coffeecop.models.merkle import merkle_root
from coffeecop.models.public_record import PublicRecordEntry, PublicRecordHead, PublicRecordRoot
from coffeecop.models.public_record_content import chained_content

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
    """Return the events with entries that no root covers."""
    covered = select(func.max(PublicRecordRoot.size)).where(PublicRecordRoot.event_id == Event.id)
    with_news = (
        select(Event)
        .join(PublicRecordHead, PublicRecordHead.event_id == Event.id)
        .where(
            PublicRecordHead.sequence > func.coalesce(covered.correlate(Event).scalar_subquery(), 0)
        )
    )
    return list(db.session.scalars(with_news.order_by(Event.id)))


def publish_root(event: Event) -> None:
    """Publish the root over the days that are over, unless there is nothing new in them."""
    today = now().astimezone(ZoneInfo(event.time_zone)).date()
    # Another worker may publish it at the same time.
    db.session.get(PublicRecordHead, event.id, with_for_update=True)
    last = newest_root(event.id)
    entries = list(_of_earlier_days(event.id, today))
    received = sum(entry.state_before is None for entry in entries)
    is_new = last is None or last.size < len(entries) and last.published_on < today
    if is_new and received >= FEWEST_RECEIVED:
        db.session.add(
            PublicRecordRoot(
                event_id=event.id,
                size=len(entries),
                root=merkle_root(leaves(entries)),
                published_on=today,
            )
        )


def _of_earlier_days(event_id: int, today: date) -> Iterator[PublicRecordEntry]:
    earlier = select(func.max(PublicRecordEntry.sequence)).where(
        PublicRecordEntry.event_id == event_id, PublicRecordEntry.created_on < today
    )
    yield from entries_until(event_id, db.session.scalar(earlier) or 0)
