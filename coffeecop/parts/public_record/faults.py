"""What was changed in the public record, or in the concerns behind it, since it was written."""

from collections.abc import Iterator

from sqlalchemy import func, select

from coffeecop.db import db
from coffeecop.models import Concern, Event
from coffeecop.models.hash_chain import ORIGIN, Head, Link, faults, in_sentences, next_hash
from coffeecop.parts.public_record.files import opened_content, with_openings
from coffeecop.parts.public_record.models import (
    PublicRecordEntry,
    PublicRecordHead,
    PublicRecordOpening,
    RecordState,
    chained_content,
    commitment,
)
from coffeecop.parts.public_record.roots import (
    entries_until,
    leaves,
    merkle_root,
    roots_of,
    sealed_content,
)

Entries = list[PublicRecordEntry]


def public_record_faults() -> Iterator[str]:
    recorded = select(Event.id, Event.slug).where(
        Event.id.in_(select(PublicRecordEntry.event_id))
        | Event.id.in_(select(PublicRecordHead.event_id))
    )
    for event_id, slug in db.session.execute(recorded.order_by(Event.id)).all():
        for fault in _faults(event_id):
            yield f"Public record of {slug}: {fault}"


def _faults(event_id: int) -> Iterator[str]:
    head = _head(event_id)
    # What was appended meanwhile is the next run's.
    entries = entries_until(event_id, head.sequence)
    links = (Link(entry.sequence, entry.hash, chained_content(entry)) for entry in entries)
    yield from in_sentences(faults(links))
    yield from _head_faults(event_id, head, entries)
    yield from _root_faults(event_id, entries)
    yield from _concern_faults(event_id, head.sequence)


def _head(event_id: int) -> Head:
    head = db.session.get(PublicRecordHead, event_id, populate_existing=True)
    return Head(head.sequence, head.hash) if head else Head(0, "")


def _head_faults(event_id: int, head: Head, entries: Entries) -> Iterator[str]:
    last = entries[-1] if entries else None
    if (last.sequence if last else 0) < head.sequence:
        yield f"The end is missing: the database's own note says there was entry {head.sequence}."
    elif last and last.hash != head.hash:
        yield f"Entry {last.sequence} is not the one of the database's own note: it was rewritten."
    own = PublicRecordEntry.event_id == event_id
    highest = db.session.scalar(select(func.max(PublicRecordEntry.sequence)).where(own)) or 0
    noted = _head(event_id).sequence
    if highest > noted:
        yield f"Entries up to {highest} are more than the database's own note says: {noted}."


def _root_faults(event_id: int, entries: Entries) -> Iterator[str]:
    previous = ORIGIN
    for root in reversed(roots_of(event_id)):
        if root.hash != next_hash(previous, sealed_content(root)):
            yield f"The root before that of {root.published_on} was removed, or one was changed."
        previous = root.hash
        first = entries[: root.size]
        if len(first) < root.size or merkle_root(leaves(first)) != root.root:
            yield f"The first {root.size} entries are not those of the root of {root.published_on}."


def _concern_faults(event_id: int, size: int) -> Iterator[str]:
    """Yield what the concerns show: all that came in are there and as they came, or destroyed."""
    columns = PublicRecordEntry, Concern.body, Concern.kind
    of_concern = Concern.id == PublicRecordOpening.concern_id
    rows = db.session.execute(
        with_openings(event_id, size, *columns).outerjoin(Concern, of_concern)
    ).all()
    entries = [row[0] for row in rows]
    opened = [row for row in rows if row.concern_id]
    received = {row.concern_id: row[0].sequence for row in opened if row[0].state_before is None}
    came_in = sum(entry.state_before is None for entry in entries)
    destroyed = sum(entry.state_after is RecordState.DESTROYED for entry in entries)
    if missing := came_in - len(received) - destroyed:
        yield f"Concerns that came in are not there, and were not destroyed: {missing}."
    for entry, body, kind, concern_id, salt in opened:
        first = received.get(concern_id, 0)
        if commitment(salt, opened_content(entry, body, kind, first)) != entry.commitment:
            yield f"Entry {entry.sequence} does not fit its concern: what came in was changed."
