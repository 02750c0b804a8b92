"""The one line in which somebody says what they heard at an event."""

from typing import Any

from flask import Response, flash, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.db import db
from coffeecop.models import Event
from coffeecop.staff.events.blueprint import bp, event_or_plan
from coffeecop.staff.events.lines.forms import LineForm
from coffeecop.staff.events.lines.line import put_off_line, remove_line, write_line
from coffeecop.staff.events.page import event_page, pressed
from coffeecop.staff.identity.auth import staff_only
from coffeecop.web.rendering import see_other


@bp.post("/<int:event_id>/line")
@staff_only
def save_line(event_id: int) -> ResponseReturnValue:
    event, form = _heard_at(event_id), LineForm()
    if form.redact.data:
        form.remove_details()
        return _asked(event, line_form=form)
    if not form.validate_on_submit():
        return _asked(event, line_form=form)
    if form.has_new_details:
        # Not an error: the same form sent again is accepted.
        return _asked(event, line_form=form, asks_about_details=True)
    write_line(event, form.line, by=g.staff_member)
    db.session.commit()
    flash(_("Saved: “%(line)s”", line=form.line))
    return see_other("today.index", line=event.id)


@bp.post("/<int:event_id>/line/not-now")
@staff_only
def put_off(event_id: int) -> ResponseReturnValue:
    event = _heard_at(event_id)
    pressed(event, _asked)
    put_off_line(event, by=g.staff_member)
    db.session.commit()
    flash(_("You are not asked again. You can still write it from the event's report."))
    return see_other("today.index")


@bp.post("/<int:event_id>/line/removal")
@staff_only
def take_back_line(event_id: int) -> ResponseReturnValue:
    event = _heard_at(event_id)
    pressed(event, _asked)
    remove_line(event, by=g.staff_member)
    db.session.commit()
    flash(_("Your line is removed."))
    return see_other("today.index")


def _heard_at(event_id: int) -> Event:
    return event_or_plan(
        event_id, lambda event: event.is_published and event.has_begun, for_update=True
    )


def _asked(
    event: Event,
    refused: Any = None,
    *,
    line_form: LineForm | None = None,
    asks_about_details: bool = False,
) -> Response:
    """Show the page of the event with the form of the line."""
    form = line_form or LineForm()
    form.join()
    return event_page(event, refused, line_form=form, asks_about_details=asks_about_details)
