"""What the public record of an event says on a root's day."""

from sqlalchemy import exists, select

from coffeecop.db import db
from coffeecop.models import PublicRecordEntry, RecordState


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
