"""The one line in which somebody says what they heard at an event."""

from typing import Any

from flask import Response, flash, g, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from coffeecop.db import db
from coffeecop.models import Event
from coffeecop.models.may_go import MustStay
from coffeecop.staff.events.blueprint import bp, event_or_plan
from coffeecop.staff.events.lines.forms import LineForm
from coffeecop.staff.events.lines.line import put_off_line, remove_line, write_line
from coffeecop.staff.events.page import event_page, pressed
from coffeecop.staff.identity.auth import staff_only

STAYS = _l("A case needs it, so it stays.")


@bp.post("/<int:event_id>/line")
@staff_only
def save_line(event_id: int) -> ResponseReturnValue:
    event, form = _heard_at(event_id), LineForm()
    if form.redact.data:
        form.remove_details()
        return _asked(event, line_form=form)
    form.or_show(lambda form: _asked(event, line_form=form))
    if form.asks_about_details():
        return _asked(event, line_form=form)
    try:
        write_line(event, form.written, by=g.staff_member)
    except MustStay:
        form.body.errors = [STAYS]
        return _asked(event, line_form=form)
    db.session.commit()
    return _to_today(_("Saved: “%(line)s”", line=form.written), line=event.id)


@bp.post("/<int:event_id>/line/not-now")
@staff_only
def put_off(event_id: int) -> ResponseReturnValue:
    event = _heard_at(event_id)
    pressed(event, _asked)
    put_off_line(event, by=g.staff_member)
    db.session.commit()
    return _to_today(_("You are not asked again. You can still write it on the event's page."))


@bp.post("/<int:event_id>/line/removal")
@staff_only
def take_back_line(event_id: int) -> ResponseReturnValue:
    event = _heard_at(event_id)
    form = pressed(event, _asked)
    try:
        remove_line(event, by=g.staff_member)
    except MustStay:
        form.form_errors.append(STAYS)
        return _asked(event, form, line_form=LineForm(formdata=None))
    db.session.commit()
    return _to_today(_("Your line is removed."))


def _to_today(words: str, **args: Any) -> ResponseReturnValue:
    flash(words)
    return redirect(url_for("today.index", **args), code=303)


def _heard_at(event_id: int) -> Event:
    return event_or_plan(
        event_id, lambda event: event.is_published and event.has_begun, for_update=True
    )


def _asked(event: Event, refused: Any = None, *, line_form: LineForm | None = None) -> Response:
    form = line_form or LineForm()
    form.join()
    return event_page(event, refused, line_form=form)
