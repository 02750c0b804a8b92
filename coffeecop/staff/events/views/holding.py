"""Holding an event's new concerns for review."""

from flask import flash, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.db import db
from coffeecop.models import Event, Role
from coffeecop.staff.auth import only_for, own_or_404
from coffeecop.staff.events.actions import set_holding
from coffeecop.staff.events.forms import HoldingForm
from coffeecop.staff.events.views.blueprint import bp
from coffeecop.web.rendering import render, see_other


@bp.post("/<int:event_id>/holding")
@only_for(Role.ORGANIZER)
def hold_submissions(event_id: int) -> ResponseReturnValue:
    event = own_or_404(Event, event_id)
    form = HoldingForm()
    if not form.validate_on_submit():
        return render("staff/events/holding.html", fragment="form", event=event, form=form)
    set_holding(event, form.holds.data == "yes", by=g.staff_member)
    db.session.commit()
    flash(_("Saved."))
    return see_other("staff_events.plan", event_id=event.id)
