"""The flags that wait for somebody to look."""

from sqlalchemy import ColumnElement, exists, func, select

from coffeecop.db import db
from coffeecop.models import Concern, ConcernFlag, Event, StaffMember
from coffeecop.models.concern import readable_by

# The navigation of every page shows the number; nobody reads beyond this.
MOST_COUNTED = 99


def unseen_flags(member: StaffMember) -> int:
    """Return how many flags wait for a look; beyond MOST_COUNTED it counts no further."""
    # Not a join, so that it begins with the few open flags and not with all events.
    is_shown = (
        exists()
        .where(Concern.id == ConcernFlag.concern_id, Event.id == Concern.event_id)
        .where(is_shown_to(member))
        .correlate(ConcernFlag)
    )
    some = (
        select(ConcernFlag.concern_id)
        .where(ConcernFlag.seen_at.is_(None), is_shown)
        .limit(MOST_COUNTED + 1)
    )
    return db.session.scalar(select(func.count()).select_from(some.subquery())) or 0


def is_shown_to(member: StaffMember) -> ColumnElement[bool]:
    # Held and hidden ones too: what may be urgent does not wait for a review.
    return readable_by(member) & Concern.withdrawn_at.is_(None)
