from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from coffeecop.db import db
from coffeecop.models import Event, EventLine, StaffMember


def lines_of(event: Event | None) -> Sequence[EventLine]:
    """Return what staff heard at an event, each with its writer, the first line first."""
    if event is None:
        return []
    return db.session.scalars(
        select(EventLine)
        .where(EventLine.event_id == event.id, EventLine.body.is_not(None))
        .order_by(EventLine.created_at, EventLine.staff_id)
        .options(joinedload(EventLine.staff_member))
    ).all()


def line_of(event: Event, member: StaffMember) -> EventLine | None:
    return db.session.get(EventLine, (event.id, member.id))
