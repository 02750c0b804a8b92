"""Ticking what is to be done for an event, and unticking it."""

from flask import abort, g
from flask.typing import ResponseReturnValue

from coffeecop.db import db
from coffeecop.models import AuditAction, ChecklistTick, Event, Role
from coffeecop.models.audit import record
from coffeecop.models.checklist import checklists
from coffeecop.staff.events.forms import TickForm
from coffeecop.staff.events.views.blueprint import bp, event_or_404
from coffeecop.staff.events.views.index import event_page
from coffeecop.staff.identity.auth import staff_only
from coffeecop.web.rendering import see_other


@bp.post("/<int:event_id>/checklist/<int:item_id>")
@staff_only
def tick(event_id: int, item_id: int) -> ResponseReturnValue:
    event = event_or_404(event_id, for_update=True)
    form = TickForm()
    if not form.validate_on_submit():
        return event_page(event, form)
    line = checklists(Event.id == event.id)[0].line(item_id) or abort(404)
    organizes = g.staff_member.has_any(Role.ORGANIZER)
    if not line.can_be_ticked or (line.item.ticks_itself and not organizes):
        # It ticks itself, or the event is cancelled: its page says so.
        return see_other("staff_events.show", event_id=event.id)
    is_done = form.done.data == "yes"
    if is_done is not line.is_done:
        if line.tick:
            db.session.delete(line.tick)
        else:
            by = g.staff_member.id
            db.session.add(ChecklistTick(event_id=event.id, item_id=item_id, ticked_by_id=by))
        detail = {"item": line.item.name, "is_done": is_done}
        record(AuditAction.CHECKLIST_TICKED, by=g.staff_member, subject=event, detail=detail)
        db.session.commit()
    return see_other("staff_events.show", event_id=event.id, ticked=item_id)
