"""The page behind the code at the door, on which people count themselves in."""

from flask import Response, current_app, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.db import db
from coffeecop.public.forms.concern import ConcernForm
from coffeecop.public.forms.door import DoorForm, carry_door_code
from coffeecop.public.rows import public_event_or_404
from coffeecop.public.sending import count_at_door
from coffeecop.web.i18n import PublicBlueprint
from coffeecop.web.rate_limits import form_limit
from coffeecop.web.rendering import render, see_other

bp = PublicBlueprint("arrivals", "coffeecop.parts.arrivals", template_folder="templates")
carry_door_code(bp)


@bp.get("/events/<slug>/arrival")
def new(slug: str) -> ResponseReturnValue:
    event = public_event_or_404(slug)
    if _is_counted(event.id):
        return see_other("arrivals.thanks", slug=slug)
    return _show(DoorForm(event, formdata=None))


@bp.post("/events/<slug>/arrival")
@form_limit(lambda slug: _refuse(slug))
def create(slug: str) -> ResponseReturnValue:
    event = public_event_or_404(slug)
    form = DoorForm(event)
    if not form.is_open():
        form.form_errors.append(_("You can't count yourself in right now."))
        return _show(form)
    form.or_show(_show)
    if not _is_counted(event.id):
        if not form.sender_may_count():
            return _refuse(slug)
        count_at_door(form)
        db.session.commit()
    response = see_other("arrivals.thanks", slug=slug)
    # Decision 0003: the one cookie of residents.
    response.set_cookie(
        _cookie_name(event.id),
        "1",
        expires=event.ends_at,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )
    return response


@bp.get("/events/<slug>/arrival/thanks")
def thanks(slug: str) -> ResponseReturnValue:
    form = ConcernForm(public_event_or_404(slug), formdata=None)
    return render("arrivals/thanks.html", fragment="content", event=form.event, form=form)


@bp.after_request
def store_nowhere(response: Response) -> Response:
    """Let no cache keep what depends on the cookie of one phone."""
    response.headers["Cache-Control"] = "no-store"
    return response


def _cookie_name(event_id: int) -> str:
    return f"{current_app.config['COOKIE_PREFIX']}counted-{event_id}"


def _is_counted(event_id: int) -> bool:
    return _cookie_name(event_id) in request.cookies


def _refuse(slug: str) -> Response:
    return _show(DoorForm.refused(event=public_event_or_404(slug)), 429)


def _show(form: DoorForm, status: int | None = None) -> Response:
    return render("arrivals/new.html", fragment="form", status=status, event=form.event, form=form)
