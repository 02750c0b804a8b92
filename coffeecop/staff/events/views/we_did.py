"""The department's description of what it did about an event's concerns."""

from flask import flash, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.db import db
from coffeecop.models import Event, Role
from coffeecop.models.conflicts import ChangedByColleague
from coffeecop.staff.auth import only_for
from coffeecop.staff.events.actions import WeDid, change_we_did
from coffeecop.staff.events.forms import WeDidForm
from coffeecop.staff.events.views.blueprint import (
    bp,
    changed_by_colleague_message,
    event_or_404,
)
from coffeecop.web.rendering import render, see_other


@bp.get("/<int:event_id>/we-did")
@only_for(Role.ORGANIZER)
def edit_we_did(event_id: int) -> ResponseReturnValue:
    event = event_or_404(event_id)
    form = WeDidForm(formdata=None, obj=event, seen=WeDid.of(event).fingerprint)
    return _show_we_did(event, form)


@bp.post("/<int:event_id>/we-did")
@only_for(Role.ORGANIZER)
def save_we_did(event_id: int) -> ResponseReturnValue:
    event = event_or_404(event_id, for_update=True)
    form = WeDidForm()
    if not form.validate_on_submit():
        return _show_we_did(event, form)
    we_did = WeDid(form.we_did_en.data, form.we_did_es.data)
    try:
        change_we_did(event, we_did, seen=form.seen.data, by=g.staff_member)
    except ChangedByColleague:
        form.seen.data = WeDid.of(event).fingerprint
        form.form_errors.append(changed_by_colleague_message())
        return _show_we_did(event, form)
    db.session.commit()
    flash(_("Saved. Residents see it on the page of the event once it is over."))
    return see_other("staff_events.plan", event_id=event.id)


def _show_we_did(event: Event, form: WeDidForm) -> ResponseReturnValue:
    return render("staff/events/we_did.html", fragment="form", event=event, form=form)
