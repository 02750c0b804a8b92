"""A tablet at an event, on which one person after another writes or counts themselves in."""

from typing import Any

from flask import Response, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from coffeecop.db import db
from coffeecop.engine.detectors.emergency import dangers_in
from coffeecop.models import Concern, Event, Language
from coffeecop.models.event.attendance import door_is_open, door_opens_at
from coffeecop.models.topics import topics_in_use
from coffeecop.parts import links_of
from coffeecop.parts.resident_links import SheetCode
from coffeecop.parts.tablet.forms import (
    TabletConcernForm,
    TabletDoorForm,
    TabletOfficerForm,
    WaitedForm,
)
from coffeecop.parts.tablet.sealing import sealing_key
from coffeecop.public.forms.concern import new_concern_form, says_about_officer
from coffeecop.public.forms.door import DoorForm, carry_door_code
from coffeecop.public.rows import public_event_or_404
from coffeecop.public.sending import count_at_door, send_concern
from coffeecop.web.i18n import PublicBlueprint, current_language
from coffeecop.web.rate_limits import form_limit
from coffeecop.web.receipt_codes import code_for, spelled_words
from coffeecop.web.rendering import render, render_in, see_other
from coffeecop.web.tokens import door_code, door_in_address, is_signed, signer

bp = PublicBlueprint("tablet", __name__, template_folder="templates")
carry_door_code(bp)

# A receipt leaves the screen by itself after 30 seconds, and soon its address is worth nothing.
SECONDS_OF_RECEIPT = 60


@bp.get("/events/<slug>/tablet")
def show(slug: str) -> ResponseReturnValue:
    event = public_event_or_404(slug)
    counts = _counts(event)
    choices = [
        render_in(each, "tablet/choices.html", event=event, counts=counts) for each in Language
    ]
    return _render("show", event=event, choices=choices)


@bp.get("/events/<slug>/tablet/concern")
def new_concern(slug: str) -> ResponseReturnValue:
    event = public_event_or_404(slug)
    return _render("concern", event=event, form=new_concern_form(event))


@bp.post("/events/<slug>/tablet/concern")
@form_limit(lambda slug: _give_back(slug))
def create_concern(slug: str) -> ResponseReturnValue:
    event = public_event_or_404(slug)
    form = _form_of(event)
    if (again := form.why_again()) is not None:
        return _render("concern", event=event, form=form, **again)
    key_hash = form.key_hash("concern", event.slug)
    send_concern(event, form)
    db.session.commit()
    # Not the words: the address stays in the history of a browser without scripts.
    signed = signer("tablet receipt").sign(key_hash).decode()
    return see_other("tablet.receipt", slug=slug, signed=signed)


@bp.get("/events/<slug>/tablet/concern/waited")
def concern_waits(slug: str) -> ResponseReturnValue:
    return _render("waited", event=public_event_or_404(slug), is_concern=True)


@bp.post("/events/<slug>/tablet/concern/waited")
@form_limit(lambda slug: Response(status=429))
def take_waited_concern(slug: str) -> ResponseReturnValue:
    event = public_event_or_404(slug)
    waited = WaitedForm()
    form = TabletConcernForm(topics=topics_in_use(event.agency_id), formdata=waited.fields)
    if not form.validate_unattended():
        return Response(status=422)
    send_concern(event, form, said_at=waited.said_at)
    db.session.commit()
    # Nothing of it: whoever has the tablet can send what waits there, and must not get its receipt.
    return Response(status=204)


@bp.get("/events/<slug>/tablet/receipts/<signed>")
def receipt(slug: str, signed: str) -> ResponseReturnValue:
    event = public_event_or_404(slug)
    key_hash = signed.partition(".")[0]
    concern = db.session.scalar(
        select(Concern).where(Concern.form_key_hash == key_hash, Concern.event_id == event.id)
    )
    if not (concern and is_signed(signed, "tablet receipt", seconds=SECONDS_OF_RECEIPT)):
        return redirect(url_for("tablet.show", slug=slug))
    code = code_for(key_hash, current_language())
    return _render(
        "thanks",
        event=event,
        code=code,
        words=spelled_words(code),
        dangers=dangers_in(concern.body),
    )


@bp.get("/events/<slug>/tablet/arrival")
def new_arrival(slug: str) -> ResponseReturnValue:
    event = public_event_or_404(slug)
    return _show_arrival(event, DoorForm(event, formdata=None))


@bp.post("/events/<slug>/tablet/arrival")
@form_limit(lambda slug: _refuse_arrival(public_event_or_404(slug)))
def create_arrival(slug: str) -> ResponseReturnValue:
    event = public_event_or_404(slug)
    form = TabletDoorForm(event)
    if not (door_is_open(event) and form.validate_on_submit()):
        return _show_arrival(event, form, status=422)
    if not form.sender_may_count():
        return _refuse_arrival(event)
    count_at_door(event, form)
    db.session.commit()
    return see_other("tablet.counted", slug=slug)


@bp.get("/events/<slug>/tablet/arrival/waited")
def arrival_waits(slug: str) -> ResponseReturnValue:
    return _render("waited", event=public_event_or_404(slug), is_concern=False)


@bp.post("/events/<slug>/tablet/arrival/waited")
@form_limit(lambda slug: Response(status=429))
def take_waited_arrival(slug: str) -> ResponseReturnValue:
    event = public_event_or_404(slug)
    waited = WaitedForm()
    form = TabletDoorForm(event, formdata=waited.fields)
    if not (door_is_open(event, waited.said_at) and form.validate()):
        return Response(status=422)
    if not form.sender_may_count():
        return Response(status=429)
    count_at_door(event, form)
    db.session.commit()
    return Response(status=204)


@bp.get("/events/<slug>/tablet/counted")
def counted(slug: str) -> ResponseReturnValue:
    return _render("thanks", event=public_event_or_404(slug))


@bp.after_request
def leave_no_trace(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _form_of(event: Event) -> TabletConcernForm | TabletOfficerForm:
    if says_about_officer():
        return TabletOfficerForm()
    return TabletConcernForm(topics=topics_in_use(event.agency_id))


def _counts(event: Event) -> bool:
    """Return whether people can count themselves in on a tablet that was opened like this."""
    has_code = door_in_address() == door_code(event)
    return has_code and any(each.sheet == "door" for each in links_of(event.agency, SheetCode))


def _refuse_arrival(event: Event) -> Response:
    return _show_arrival(event, DoorForm.refused(event=event), status=429)


def _show_arrival(event: Event, form: DoorForm, status: int | None = None) -> Response:
    return _render(
        "arrival",
        status=status,
        event=event,
        form=form,
        is_open=door_is_open(event),
        opens_at=door_opens_at(event),
    )


def _give_back(slug: str) -> Response:
    event = public_event_or_404(slug)
    if says_about_officer():
        return _render("concern", status=429, event=event, form=TabletOfficerForm.refused())
    form = TabletConcernForm.refused(topics=topics_in_use(event.agency_id))
    return _render("concern", status=429, event=event, form=form)


def _render(page: str, **context: Any) -> Response:
    start = url_for("tablet.show", slug=context["event"].slug)
    return render(
        f"tablet/{page}.html",
        fragment="form",
        start=start,
        shared_device=True,
        sealing_key=sealing_key(),
        **context,
    )
