"""The page behind the code at the door, on which people count themselves in."""

from flask import Response, current_app, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.db import db
from coffeecop.models import Event
from coffeecop.models.event.attendance import door_is_open, door_opens_at
from coffeecop.public.forms.concern import new_concern_form
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
    if _is_counted(event):
        return see_other("arrivals.thanks", slug=slug)
    return _show(event, DoorForm(event, formdata=None))


@bp.post("/events/<slug>/arrival")
@form_limit(lambda slug: _refuse(public_event_or_404(slug)))
def create(slug: str) -> ResponseReturnValue:
    event = public_event_or_404(slug)
    form = DoorForm(event)
    if not door_is_open(event):
        form.form_errors.append(_("You can't count yourself in right now."))
        return _show(event, form)
    if not form.validate_on_submit():
        return _show(event, form)
    if not _is_counted(event):
        if not form.sender_may_count():
            return _refuse(event)
        count_at_door(event, form)
        db.session.commit()
    response = see_other("arrivals.thanks", slug=slug)
    # Decision 0003: the one cookie of residents.
    response.set_cookie(
        _cookie_name(event),
        "1",
        expires=event.ends_at,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )
    return response


@bp.get("/events/<slug>/arrival/thanks")
def thanks(slug: str) -> ResponseReturnValue:
    event = public_event_or_404(slug)
    return render(
        "arrivals/thanks.html", fragment="content", event=event, form=new_concern_form(event)
    )


@bp.after_request
def store_nowhere(response: Response) -> Response:
    """Let no cache keep what depends on the cookie of one phone."""
    response.headers["Cache-Control"] = "no-store"
    return response


def _cookie_name(event: Event) -> str:
    return f"{current_app.config['COOKIE_PREFIX']}counted-{event.id}"


def _is_counted(event: Event) -> bool:
    return _cookie_name(event) in request.cookies


def _refuse(event: Event) -> Response:
    return _show(event, DoorForm.refused(event=event), 429)


def _show(event: Event, form: DoorForm, status: int | None = None) -> Response:
    return render(
        "arrivals/new.html",
        fragment="form",
        status=status,
        event=event,
        form=form,
        is_open=door_is_open(event),
        opens_at=door_opens_at(event),
    )
