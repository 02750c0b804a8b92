"""The answers in the settings, and after an event: was it so?"""

from flask import Blueprint, Response, abort, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.db import db
from coffeecop.models import Event, Role
from coffeecop.parts.who_is_there import actions
from coffeecop.parts.who_is_there.forms import AnswersForm, WasItSoForm
from coffeecop.parts.who_is_there.shown import check_context, form_context
from coffeecop.staff.events.blueprint import event_or_404
from coffeecop.staff.identity.auth import only_for, staff_only
from coffeecop.web.rendering import flash_to, render

bp = Blueprint("who_is_there", __name__, url_prefix="/staff", template_folder="templates")


@bp.get("/settings/who-is-there")
@only_for(Role.ADMIN)
def edit() -> ResponseReturnValue:
    return _show_form(AnswersForm(formdata=None, obj=actions.answers_of(g.staff_member.agency_id)))


@bp.post("/settings/who-is-there")
@only_for(Role.ADMIN)
def update() -> ResponseReturnValue:
    form = AnswersForm().or_show(_show_form)
    actions.answer(g.staff_member.agency, **form.chosen, by=g.staff_member)
    db.session.commit()
    return flash_to(_("Saved. It is on the page of every upcoming event."), "who_is_there.edit")


@bp.get("/events/<int:event_id>/who-was-there")
@staff_only
def check(event_id: int) -> ResponseReturnValue:
    return _show_check(_checked_event(event_id), WasItSoForm(formdata=None))


@bp.post("/events/<int:event_id>/who-was-there")
@staff_only
def seen(event_id: int) -> ResponseReturnValue:
    event = _checked_event(event_id)
    form = WasItSoForm().or_show(lambda form: _show_check(event, form))
    if not actions.is_asked(event, g.staff_member):
        form.form_errors.append(_("Only those on the roster of the event can say."))
        return _show_check(event, form)
    actions.say(event, was_so=form.was_so.data == "yes", by=g.staff_member)
    db.session.commit()
    saved = _("Saved. Residents see how many say so, and no names.")
    return flash_to(saved, "who_is_there.check", event_id=event_id)


def _checked_event(event_id: int) -> Event:
    event = event_or_404(event_id)
    return event if actions.can_be_said(event) else abort(404)


def _show_form(form: AnswersForm) -> Response:
    shown = form_context(g.staff_member.agency)
    return render("who_is_there/edit.html", fragment="form", form=form, **shown)


def _show_check(event: Event, form: WasItSoForm) -> Response:
    shown = check_context(event, g.staff_member)
    return render("who_is_there/check.html", fragment="form", event=event, form=form, **shown)
