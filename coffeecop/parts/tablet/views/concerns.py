from flask import Response, redirect, url_for
from flask.typing import ResponseReturnValue

from coffeecop.db import db
from coffeecop.parts.tablet.forms import TabletConcernForm, WaitedForm, form_as_sent
from coffeecop.parts.tablet.receipt import read_receipt, signed_receipt
from coffeecop.parts.tablet.views.start import bp, show_page
from coffeecop.public.rows import public_event_or_404
from coffeecop.public.sending import send_concern
from coffeecop.web.rate_limits import form_limit
from coffeecop.web.rendering import see_other


@bp.get("/events/<slug>/tablet/concern")
def new_concern(slug: str) -> ResponseReturnValue:
    event = public_event_or_404(slug)
    return show_page("concern", event, form=TabletConcernForm(event, formdata=None))


@bp.post("/events/<slug>/tablet/concern")
@form_limit(lambda slug: _give_back(slug))
def create_concern(slug: str) -> ResponseReturnValue:
    form = form_as_sent(public_event_or_404(slug))
    if (again := form.why_again()) is not None:
        return show_page("concern", form.event, form=form, **again)
    send_concern(form)
    db.session.commit()
    # Not the words: the address stays in the history of a browser without scripts.
    signed = signed_receipt(form.key_hash("concern", slug))
    return see_other("tablet.receipt", slug=slug, signed=signed)


@bp.get("/events/<slug>/tablet/concern/waited")
def concern_waits(slug: str) -> ResponseReturnValue:
    return show_page("waited", public_event_or_404(slug), is_concern=True)


@bp.post("/events/<slug>/tablet/concern/waited")
@form_limit(lambda slug: Response(status=429))
def take_waited_concern(slug: str) -> ResponseReturnValue:
    event, waited = public_event_or_404(slug), WaitedForm()
    form = TabletConcernForm(event, formdata=waited.fields)
    if not form.validate_unattended():
        return Response(status=422)
    send_concern(form, said_at=waited.said_at)
    db.session.commit()
    # Nothing of it: whoever has the tablet can send what waits there, and must not get its receipt.
    return Response(status=204)


@bp.get("/events/<slug>/tablet/receipts/<signed>")
def receipt(slug: str, signed: str) -> ResponseReturnValue:
    event = public_event_or_404(slug)
    shown = read_receipt(signed, event)
    if shown is None:
        return redirect(url_for("tablet.show", slug=slug))
    return show_page("thanks", event, **shown)


def _give_back(slug: str) -> Response:
    form = form_as_sent(public_event_or_404(slug), is_refused=True)
    return show_page("concern", form.event, status=429, form=form)
