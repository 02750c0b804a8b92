"""What somebody says that they heard at an event, in one line."""

from collections.abc import Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload

from coffeecop.db import db
from coffeecop.models import AuditAction, Event, EventLine, StaffMember
from coffeecop.models.audit import record
from coffeecop.models.may_go import MustStay, may_go

LINES = (
    select(EventLine)
    .where(
        EventLine.event_id.in_(bindparam("event_ids", expanding=True)), EventLine.body.is_not(None)
    )
    .order_by(EventLine.created_at, EventLine.staff_id)
    .options(joinedload(EventLine.staff_member))
)


def lines_of(*events: Event) -> Sequence[EventLine]:
    """Return what staff heard at these events, each with its writer, the first line first."""
    return db.session.scalars(LINES, {"event_ids": [each.id for each in events]}).all()


def line_of(event: Event, member: StaffMember) -> EventLine | None:
    return db.session.get(EventLine, (event.id, member.id))


def write_line(event: Event, body: str, *, by: StaffMember) -> None:
    """Write or change this person's line. The caller has locked the event. Idempotent.

    Raises MustStay if a case needs what would be written over.
    """
    line = line_of(event, by) or EventLine(event_id=event.id, staff_id=by.id)
    if line.body == body:
        return
    if line.body and not may_go(event):
        raise MustStay
    line.body = body
    db.session.add(line)
    record(AuditAction.EVENT_CHANGED, by=by, subject=event, detail={"line": None})


def put_off_line(event: Event, *, by: StaffMember) -> None:
    """Ask this person no more. A line that they have written stays."""
    if line_of(event, by) is None:
        db.session.add(EventLine(event_id=event.id, staff_id=by.id))


def remove_line(event: Event, *, by: StaffMember) -> None:
    """Delete this person's line, so that they are asked again. Idempotent. Raises MustStay."""
    line = line_of(event, by)
    if line is None:
        return
    if not may_go(event):
        raise MustStay
    db.session.delete(line)
    if line.body:
        detail = {"line": None, "taken_back": None}
        record(AuditAction.EVENT_CHANGED, by=by, subject=event, detail=detail)
