from urllib.parse import urlsplit

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue

from coffeecop.db import db
from coffeecop.public.forms.rsvp import RsvpForm
from coffeecop.public.rows import public_event_or_404, rsvp_or_404
from coffeecop.public.rsvps import actions, page
from coffeecop.web.i18n import PublicBlueprint
from coffeecop.web.rate_limits import SENDING_LIMIT, form_limit, limiter
from coffeecop.web.rendering import see_other, wants_fragment

bp = PublicBlueprint("rsvps", __name__)


@bp.get("/events/<slug>/rsvps/new")
def new(slug: str) -> ResponseReturnValue:
    return page.show_form(public_event_or_404(slug), RsvpForm.begun(request.args))


@bp.post("/events/<slug>/rsvps")
@form_limit(lambda slug: page.show_form(public_event_or_404(slug), RsvpForm.refused(), 429))
def create(slug: str) -> ResponseReturnValue:
    event = public_event_or_404(slug)
    form = RsvpForm().or_show(lambda form: page.show_form(event, form))
    key_hash = form.key_hash("rsvp", slug)
    try:
        token = actions.send_rsvp(event, key_hash, contact=form.contact, **form.rsvp_fields)
    except actions.RsvpRefused as refusal:
        db.session.rollback()
        event = public_event_or_404(slug)
        # The page says so already.
        if event.seats_left != 0 or not isinstance(refusal, actions.EventFull):
            form.refuse(refusal.words, refusal.field)
        return page.show_form(event, form, 422, keeps_form=True)
    db.session.commit()
    return see_other("rsvps.show", token=token)


@bp.get("/rsvps/<token>")
def show(token: str) -> ResponseReturnValue:
    return _with_page_address(page.show_rsvp(rsvp_or_404(token), token), token)


@bp.get("/rsvps/<token>.ics")
def calendar(token: str) -> ResponseReturnValue:
    return page.calendar_of(rsvp_or_404(token), token)


@bp.get("/rsvps/<token>.svg")
def code(token: str) -> ResponseReturnValue:
    rsvp_or_404(token)
    return page.code_of(token)


@bp.get("/rsvps/<token>/change")
def edit(token: str) -> ResponseReturnValue:
    rsvp = rsvp_or_404(token)
    return page.show_change(rsvp, token, page.filled_form(rsvp))


@bp.post("/rsvps/<token>")
@form_limit(lambda token: page.show_change(rsvp_or_404(token), token, RsvpForm.refused(), 429))
def update(token: str) -> ResponseReturnValue:
    rsvp = rsvp_or_404(token)
    form = RsvpForm().or_show(lambda form: page.show_change(rsvp, token, form, 422))
    try:
        actions.change_rsvp(rsvp, contact=form.contact, **form.rsvp_fields)
    except actions.RsvpRefused as refusal:
        db.session.rollback()
        form.refuse(refusal.words, refusal.field)
        return page.show_change(rsvp_or_404(token), token, form, 422)
    db.session.commit()
    return see_other("rsvps.show", token=token, done="changed")


@bp.post("/rsvps/<token>/mail")
@limiter.limit(SENDING_LIMIT)
def resend(token: str) -> ResponseReturnValue:
    actions.send_mail_again(rsvp_or_404(token))
    db.session.commit()
    return see_other("rsvps.show", token=token, done="mailed")


@bp.post("/rsvps/<token>/cancellation")
@limiter.limit(SENDING_LIMIT)
def cancel(token: str) -> ResponseReturnValue:
    actions.cancel_rsvp(rsvp_or_404(token))
    db.session.commit()
    return see_other("rsvps.show", token=token)


def _with_page_address(response: Response, token: str) -> Response:
    """Have htmx put the RSVP's URL into the address bar, so that it is in the history."""
    if not wants_fragment():
        return response
    address = url_for("rsvps.show", token=token)
    here = urlsplit(request.headers.get("HX-Current-URL", "")).path
    response.headers["HX-Replace-Url" if here == address else "HX-Push-Url"] = address
    return response
