"""Template context of the staff navigation, with the number of unreviewed flags."""

from typing import Any

from flask import Flask, g
from sqlalchemy import exists, select

from coffeecop.models import Concern, ConcernFlag, Event, StaffMember
from coffeecop.models.concern_conditions import flags_readable_by
from coffeecop.staff.queries.paging import count_up_to

# An exact higher number is not needed.
MOST_COUNTED = 99


def init_app(app: Flask) -> None:
    app.context_processor(navigation)


def navigation() -> dict[str, Any]:
    if not g.get("staff_member"):
        return {}
    number = unseen_flags(g.staff_member)
    return {"unseen_flags": f"{MOST_COUNTED}+" if number > MOST_COUNTED else str(number or "")}


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
