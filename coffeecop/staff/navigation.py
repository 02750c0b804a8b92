"""Template context of the staff navigation, with the number of concerns that wait."""

from typing import Any

from flask import Flask, g
from sqlalchemy import or_, select

from coffeecop.models import Concern, Event, StaffMember
from coffeecop.models.concern_conditions import in_event_stream, waits_for_answer
from coffeecop.staff.queries.paging import count_up_to
from coffeecop.staff.queries.waiting import MOST_COUNTED, Waiting


def init_app(app: Flask) -> None:
    app.context_processor(navigation)


def navigation() -> dict[str, Any]:
    if not g.get("staff_member"):
        return {}
    counted: Waiting | None = g.get("waiting")
    if counted:
        return {"waiting_count": _as_text(counted.to_answer + counted.held)}
    return {"waiting_count": _as_text(waiting_concerns(g.staff_member))}


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
