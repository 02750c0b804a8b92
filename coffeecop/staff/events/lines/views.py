"""The one line in which somebody says what they heard at an event."""

from flask import flash, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from coffeecop.db import db
from coffeecop.models import Event
from coffeecop.models.may_go import MustStay
from coffeecop.staff.events.lines.actions import put_off_line, remove_line, write_line
from coffeecop.staff.events.lines.forms import LineForm
from coffeecop.staff.events.views.blueprint import bp, event_or_plan
from coffeecop.staff.events.views.index import event_page
from coffeecop.staff.identity.auth import staff_only
from coffeecop.web.forms import StaffForm
from coffeecop.web.rendering import see_other

STAYS = _l("A case needs it, so it stays.")


@bp.post("/<int:event_id>/line")
@staff_only
def save_line(event_id: int) -> ResponseReturnValue:
    event = _heard_at(event_id, for_update=True)
    form = LineForm()
    if form.redact.data:
        form.remove_details()
        return _show(event, form)
    if not form.validate_on_submit():
        return _show(event, form)
    if form.has_new_details:
        # Not an error: the same form sent again is accepted.
        return _show(event, form, asks_about_details=True)
    try:
        write_line(event, form.line, by=g.staff_member)
    except MustStay:
        form.body.errors = [STAYS]
        return _show(event, form)
    db.session.commit()
    flash(_("Saved: “%(line)s”", line=form.line))
    return see_other("today.index", line=event.id)


@bp.post("/<int:event_id>/line/not-now")
@staff_only
def put_off(event_id: int) -> ResponseReturnValue:
    event = _heard_at(event_id, for_update=True)
    form = StaffForm()
    if not form.validate_on_submit():
        return _show(event, LineForm(), refused=form)
    put_off_line(event, by=g.staff_member)
    db.session.commit()
    flash(_("You are not asked again. You can still write it from the event's report."))
    return see_other("today.index")


@bp.post("/<int:event_id>/line/removal")
@staff_only
def take_back_line(event_id: int) -> ResponseReturnValue:
    event = _heard_at(event_id, for_update=True)
    form = StaffForm()
    if not form.validate_on_submit():
        return _show(event, LineForm(), refused=form)
    try:
        remove_line(event, by=g.staff_member)
    except MustStay:
        form.form_errors.append(STAYS)
        return _show(event, LineForm(formdata=None), refused=form)
    db.session.commit()
    flash(_("Your line is removed."))
    return see_other("today.index")


def _heard_at(event_id: int, *, for_update: bool = False) -> Event:
    return event_or_plan(
        event_id, lambda event: event.is_published and event.has_begun, for_update=for_update
    )


def _show(
    event: Event,
    form: LineForm,
    *,
    asks_about_details: bool = False,
    refused: StaffForm | None = None,
) -> ResponseReturnValue:
    form.join()
    return event_page(
        event, refused or StaffForm(), line_form=form, asks_about_details=asks_about_details
    )
