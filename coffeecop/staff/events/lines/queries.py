from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from coffeecop.db import db
from coffeecop.models import Event, EventLine, StaffMember


def lines_of(*events: Event) -> Sequence[EventLine]:
    """Return what staff heard at these events, each with its writer, the first line first."""
    return db.session.scalars(
        select(EventLine)
        .where(EventLine.event_id.in_([each.id for each in events]), EventLine.body.is_not(None))
        .order_by(EventLine.created_at, EventLine.staff_id)
        .options(joinedload(EventLine.staff_member))
    ).all()


def line_of(event: Event, member: StaffMember) -> EventLine | None:
    return db.session.get(EventLine, (event.id, member.id))
