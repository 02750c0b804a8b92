"""Publishing an event, cancelling it, or deleting its draft."""

from flask import flash, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.db import db
from coffeecop.models import Event, EventStatus, Language, Role
from coffeecop.models.event import IsOver, NotADraft, NotPublished
from coffeecop.public.forms.event_page import event_page_parts
from coffeecop.staff.events.actions import (
    HasResponses,
    NobodyHandlesComplaints,
    cancel_event,
    publish_event,
    remove_draft,
)
from coffeecop.staff.events.views.blueprint import (
    NOBODY_READS,
    bp,
    colleague_was_first,
    complaint_readers,
    event_or_404,
    event_or_plan,
)
from coffeecop.staff.events.views.index import event_page
from coffeecop.staff.identity.auth import only_for, staff_only
from coffeecop.staff.identity.confirmation import recently_confirmed
from coffeecop.web.forms import StaffForm
from coffeecop.web.i18n import in_language
from coffeecop.web.rendering import render, see_other


@bp.get("/<int:event_id>/preview")
@staff_only
def preview(event_id: int) -> ResponseReturnValue:
    return _preview(event_or_plan(event_id, lambda event: event.is_draft), StaffForm())


@bp.post("/<int:event_id>/publication")
@only_for(Role.ORGANIZER)
def publish(event_id: int) -> ResponseReturnValue:
    event = event_or_404(event_id, for_update=True)
    form = StaffForm()
    if not form.validate_on_submit():
        return _preview(event, form)
    try:
        publish_event(event, by=g.staff_member)
    except NotADraft:
        return colleague_was_first(event)
    except NobodyHandlesComplaints:
        form.form_errors.append(NOBODY_READS)
        return _preview(event, form)
    db.session.commit()
    flash(_("Published. Residents can see it now."))
    return see_other("staff_events.show", event_id=event.id)


@bp.post("/<int:event_id>/cancellation")
@only_for(Role.ORGANIZER)
def cancel(event_id: int) -> ResponseReturnValue:
    event = event_or_404(event_id, for_update=True)
    form = StaffForm()
    if not form.validate_on_submit():
        return event_page(event, form)
    try:
        cancel_event(event, by=g.staff_member)
    except NotPublished:
        return colleague_was_first(event)
    except IsOver:
        flash(_("This event is over, so it cannot be cancelled."), "error")
        return see_other("staff_events.show", event_id=event.id)
    db.session.commit()
    flash(_("Cancelled. The page of the event says so now."))
    return see_other("staff_events.show", event_id=event.id)


@bp.post("/<int:event_id>/remove")
@only_for(Role.ORGANIZER)
@recently_confirmed
def remove(event_id: int) -> ResponseReturnValue:
    event = event_or_404(event_id, for_update=True)
    form = StaffForm()
    if not form.validate_on_submit():
        return event_page(event, form)
    try:
        remove_draft(event, by=g.staff_member)
    except NotADraft:
        return colleague_was_first(event)
    except HasResponses:
        form.form_errors.append(_("Residents have written about this event, so it must stay."))
        return event_page(event, form)
    db.session.commit()
    flash(_("The draft is gone."))
    return see_other("staff_events.index")


def _preview(event: Event, form: StaffForm) -> ResponseReturnValue:
    spanish = request.args.get("language") == "es"
    # Detached from the session, so that the changed status is not saved.
    db.session.expunge(event)
    event.status = EventStatus.PUBLISHED
    with in_language(Language.SPANISH if spanish else Language.ENGLISH):
        return render(
            "staff/events/preview.html",
            fragment="publication",
            event=event,
            **event_page_parts(event),
            **complaint_readers(),
            form=form,
        )
