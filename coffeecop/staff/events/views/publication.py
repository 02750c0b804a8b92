"""Publishing an event, cancelling it, deleting its draft, and the file of its concerns."""

from flask import flash, g, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.db import db
from coffeecop.models import IsOver, NotPublished, Role
from coffeecop.staff.events.actions import (
    HasResponses,
    NobodyHandlesComplaints,
    cancel_event,
    publish_event,
    remove_draft,
)
from coffeecop.staff.events.blueprint import (
    NOBODY_READS,
    bp,
    colleague_was_first,
    done,
    event_or_404,
    event_or_plan,
)
from coffeecop.staff.events.export import export, export_response
from coffeecop.staff.events.page import event_page, pressed, preview_page
from coffeecop.staff.identity.auth import only_for, staff_only
from coffeecop.staff.identity.confirmation import recently_confirmed


@bp.get("/<int:event_id>/preview")
@staff_only
def preview(event_id: int) -> ResponseReturnValue:
    return preview_page(event_or_plan(event_id, lambda event: event.is_draft))


@bp.post("/<int:event_id>/publication")
@only_for(Role.ORGANIZER)
def publish(event_id: int) -> ResponseReturnValue:
    event = event_or_404(event_id, for_update=True)
    form = pressed(event, preview_page)
    if not event.is_draft:
        return colleague_was_first(event)
    try:
        publish_event(event, by=g.staff_member)
    except NobodyHandlesComplaints:
        form.form_errors.append(NOBODY_READS)
        return preview_page(event, form)
    db.session.commit()
    return done(event, _("Published. Residents can see it now."))


@bp.post("/<int:event_id>/cancellation")
@only_for(Role.ORGANIZER)
def cancel(event_id: int) -> ResponseReturnValue:
    event = event_or_404(event_id, for_update=True)
    pressed(event)
    try:
        cancel_event(event, by=g.staff_member)
    except NotPublished:
        return colleague_was_first(event)
    except IsOver:
        return done(event, _("This event is over, so it cannot be cancelled."), "error")
    db.session.commit()
    return done(event, _("Cancelled. The page of the event says so now."))


@bp.post("/<int:event_id>/remove")
@only_for(Role.ORGANIZER)
@recently_confirmed
def remove(event_id: int) -> ResponseReturnValue:
    event = event_or_404(event_id, for_update=True)
    form = pressed(event)
    if not event.is_draft:
        return colleague_was_first(event)
    try:
        remove_draft(event, by=g.staff_member)
    except HasResponses:
        form.form_errors.append(_("Residents have written about this event, so it must stay."))
        return event_page(event, form)
    db.session.commit()
    flash(_("The draft is gone."))
    return redirect(url_for("staff_events.index"), code=303)


@bp.post("/<int:event_id>/export", endpoint="export")
@staff_only
@recently_confirmed
def export_concerns(event_id: int) -> ResponseReturnValue:
    event = event_or_404(event_id)
    pressed(event)
    exported = export(event, by=g.staff_member)
    # End the transaction before the file is built, so that writers need not wait.
    db.session.commit()
    return export_response(event, exported)
