"""Template context of the staff navigation, with the number of concerns that wait."""

from typing import Any

from flask import Flask, g
from sqlalchemy import exists, or_, select

from coffeecop.models import Concern, ConcernFlag, Event, StaffMember
from coffeecop.models.concern_conditions import (
    flags_readable_by,
    in_event_stream,
    waits_for_answer,
)
from coffeecop.staff.queries.paging import count_up_to

# An exact higher number is not needed.
MOST_COUNTED = 99


def init_app(app: Flask) -> None:
    app.context_processor(navigation)


def navigation() -> dict[str, Any]:
    if not g.get("staff_member"):
        return {}
    flags, waiting = unseen_flags(g.staff_member), waiting_concerns(g.staff_member)
    return {"unseen_flags": _as_text(flags), "waiting_count": _as_text(waiting)}


def _as_text(number: int) -> str:
    return f"{MOST_COUNTED}+" if number > MOST_COUNTED else str(number or "")


def waiting_concerns(member: StaffMember) -> int:
    """Return the number of concerns to answer or to review, counting up to MOST_COUNTED + 1."""
    to_review = Concern.is_held & Concern.withdrawn_at.is_(None)
    waiting = (
        select(Concern)
        .join(Concern.event)
        .where(
            Event.agency_id == member.agency_id,
            or_(to_review, in_event_stream() & waits_for_answer()),
        )
    )
    return count_up_to(MOST_COUNTED + 1, waiting)


def unseen_flags(member: StaffMember) -> int:
    """Return the number of unreviewed flags, counting up to MOST_COUNTED + 1."""
    # A subquery instead of a join, so that the plan starts with the few open flags.
    is_readable = (
        exists()
        .where(Concern.id == ConcernFlag.concern_id, Event.id == Concern.event_id)
        .where(flags_readable_by(member))
        .correlate(ConcernFlag)
    )
    unseen = select(ConcernFlag).where(ConcernFlag.seen_at.is_(None), is_readable)
    return count_up_to(MOST_COUNTED + 1, unseen)
