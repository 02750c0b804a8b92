"""Ticking what is to be done for an event, and unticking it."""

from wtforms import SelectField
from wtforms.validators import InputRequired

from coffeecop.db import db
from coffeecop.models import AuditAction, ChecklistTick, Event, StaffMember
from coffeecop.models.audit import record
from coffeecop.models.checklist import ChecklistLine
from coffeecop.web.forms import StaffForm


class TickForm(StaffForm):
    done = SelectField(choices=["yes", "no"], validators=[InputRequired()])


def tick_line(line: ChecklistLine, event: Event, *, is_done: bool, by: StaffMember) -> bool:
    """Return whether it can be ticked: it may tick itself, or the event may be cancelled."""
    if not line.can_be_ticked or (line.item.ticks_itself and not by.is_organizer):
        return False
    if is_done is not line.is_done:
        if line.tick:
            db.session.delete(line.tick)
        else:
            tick = ChecklistTick(event_id=event.id, item_id=line.item.id, ticked_by_id=by.id)
            db.session.add(tick)
        detail = {"item": line.item.name, "is_done": is_done}
        record(AuditAction.CHECKLIST_TICKED, by=by, subject=event, detail=detail)
    return True
