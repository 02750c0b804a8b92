"""Counting unreviewed flags."""

from sqlalchemy import ColumnElement, exists, select

from coffeecop.models import Concern, ConcernFlag, Event, StaffMember
from coffeecop.models.concern_conditions import readable_by
from coffeecop.staff.queries.paging import count_up_to

# Shown in the navigation of every page; an exact higher number is not needed.
MOST_COUNTED = 99


def unseen_flags(member: StaffMember) -> int:
    """Return the number of unreviewed flags, counting up to MOST_COUNTED + 1."""
    # A subquery instead of a join, so that the plan starts with the few open flags.
    is_shown = (
        exists()
        .where(Concern.id == ConcernFlag.concern_id, Event.id == Concern.event_id)
        .where(is_shown_to(member))
        .correlate(ConcernFlag)
    )
    unseen = select(ConcernFlag).where(ConcernFlag.seen_at.is_(None), is_shown)
    return count_up_to(MOST_COUNTED + 1, unseen)


def is_shown_to(member: StaffMember) -> ColumnElement[bool]:
    # Includes held and hidden concerns: an urgent flag must not wait for a review.
    return readable_by(member) & Concern.withdrawn_at.is_(None)
