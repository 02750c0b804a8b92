"""What the public record of an event says on a root's day."""

from collections import Counter
from typing import Any

from sqlalchemy import exists, select

from coffeecop.db import db
from coffeecop.models import Event, PublicRecordEntry, PublicRecordOpening, RecordState
from coffeecop.models.public_record import PublicRecordRoot, chained_content
from coffeecop.models.public_record.roots import entries_until, roots_of

# In the order of the sentence.
TOLD = (
    RecordState.ANSWERED,
    RecordState.TALKED_ABOUT,
    RecordState.DECLINED,
    RecordState.PASSED_ON,
    RecordState.WAITING,
    RecordState.CLOSED,
    RecordState.NOTED,
    RecordState.TAKEN_BACK,
    RecordState.HIDDEN,
    RecordState.DESTROYED,
)


def counts_until(event_id: int, size: int) -> dict[str, int]:
    """Return how many came in, where they are, and how many of them the database lacks."""
    found = db.session.execute(
        select(
            PublicRecordEntry.state_before,
            PublicRecordEntry.state_after,
            PublicRecordOpening.concern_id,
        )
        .outerjoin(PublicRecordOpening, PublicRecordOpening.entry_id == PublicRecordEntry.id)
        .where(PublicRecordEntry.event_id == event_id, PublicRecordEntry.sequence <= size)
        .order_by(PublicRecordEntry.sequence)
    ).all()
    # The last state of each.
    states = {row.concern_id: row.state_after for row in found if row.concern_id}
    counts = Counter(states.values())
    counts[RecordState.DESTROYED] = sum(row.state_after is RecordState.DESTROYED for row in found)
    received = sum(row.state_before is None for row in found)
    return {
        "received": received,
        **{str(state): counts[state] for state in TOLD},
        "missing": received - counts.total(),
    }


def is_corrected(event_id: int, size: int) -> bool:
    """Return whether the record once said "answered" of what was not, and says so no more."""
    corrections = exists().where(
        PublicRecordEntry.event_id == event_id,
        PublicRecordEntry.sequence <= size,
        PublicRecordEntry.state_before == RecordState.ANSWERED,
        # Nothing that was answered in writing can become these.
        PublicRecordEntry.state_after.in_([RecordState.TALKED_ABOUT, RecordState.CLOSED]),
    )
    return bool(db.session.scalar(select(corrections)))


def record_file(event: Event, root: PublicRecordRoot) -> dict[str, Any]:
    """Return all that a root covers, as docs/verify_record.py reads it."""
    entries, roots = entries_until(event.id, root.size), reversed(roots_of(event.id))
    return {
        "event": {"id": event.id, "slug": event.slug},
        "counts": counts_until(event.id, root.size),
        "roots": [
            {"day": str(each.published_on), "size": each.size, "root": each.root, "hash": each.hash}
            for each in roots
        ],
        "entries": [{**chained_content(entry), "hash": entry.hash} for entry in entries],
    }
