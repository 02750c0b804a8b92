from coffeecop.db import db
from coffeecop.models import AuditAction, ChecklistTick, StaffMember
from coffeecop.models.audit import record
from coffeecop.models.checklist import ChecklistLine


class CannotBeTicked(Exception):
    """The line ticks itself, or the event is cancelled."""


def set_tick(line: ChecklistLine, *, is_done: bool, by: StaffMember) -> None:
    """Tick or untick a line, whose event is locked. Raises CannotBeTicked."""
    if not line.can_be_ticked:
        raise CannotBeTicked
    if is_done is line.is_done:
        return
    if line.tick:
        db.session.delete(line.tick)
    else:
        tick = ChecklistTick(event_id=line.event.id, item_id=line.item.id, ticked_by_id=by.id)
        db.session.add(tick)
    detail = {"item": line.item.name, "is_done": is_done}
    record(AuditAction.CHECKLIST_TICKED, by=by, subject=line.event, detail=detail)
