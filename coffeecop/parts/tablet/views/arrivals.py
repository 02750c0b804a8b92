from flask import Response, abort
from flask.typing import ResponseReturnValue

from coffeecop.db import db
from coffeecop.models import Event
from coffeecop.parts.tablet.forms import TabletDoorForm, WaitedForm, has_door
from coffeecop.parts.tablet.views.start import bp, show_page
from coffeecop.public.rows import public_event_or_404
from coffeecop.public.sending import count_at_door
from coffeecop.web.rate_limits import form_limit
from coffeecop.web.rendering import see_other


@bp.get("/events/<slug>/tablet/arrival")
def new_arrival(slug: str) -> ResponseReturnValue:
    return _show(TabletDoorForm(_counted_event_or_404(slug), formdata=None))


@bp.post("/events/<slug>/tablet/arrival")
@form_limit(lambda slug: _refuse(slug))
def create_arrival(slug: str) -> ResponseReturnValue:
    form = TabletDoorForm(_counted_event_or_404(slug))
    if not (form.is_open() and form.validate_on_submit()):
        return _show(form, status=422)
    if not form.sender_may_count():
        return _refuse(slug)
    count_at_door(form)
    db.session.commit()
    return see_other("tablet.counted", slug=slug)


@bp.get("/events/<slug>/tablet/arrival/waited")
def arrival_waits(slug: str) -> ResponseReturnValue:
    return show_page("waited", _counted_event_or_404(slug), is_concern=False)


@bp.post("/events/<slug>/tablet/arrival/waited")
@form_limit(lambda slug: Response(status=429))
def take_waited_arrival(slug: str) -> ResponseReturnValue:
    event, waited = _counted_event_or_404(slug), WaitedForm()
    form = TabletDoorForm(event, formdata=waited.fields)
    if not (form.is_open(waited.said_at) and form.validate()):
        return Response(status=422)
    if not form.sender_may_count():
        return Response(status=429)
    count_at_door(form)
    db.session.commit()
    return Response(status=204)


@bp.get("/events/<slug>/tablet/counted")
def counted(slug: str) -> ResponseReturnValue:
    return show_page("thanks", public_event_or_404(slug))


def _counted_event_or_404(slug: str) -> Event:
    event = public_event_or_404(slug)
    return event if has_door(event) else abort(404)


def _refuse(slug: str) -> Response:
    return _show(TabletDoorForm.refused(event=public_event_or_404(slug)), status=429)


def _show(form: TabletDoorForm, status: int | None = None) -> Response:
    return show_page("arrival", form.event, status=status, form=form)
