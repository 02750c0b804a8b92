import json
from datetime import timedelta
from urllib.parse import urlsplit

from flask import Response, current_app, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from coffeecop.db import db, now
from coffeecop.mail.notifications import confirm_again, has_mail
from coffeecop.mail.recipients import Recipient, find_recipient, unconfirmed_key
from coffeecop.models import Event, Need, Rsvp
from coffeecop.models.event.seats import next_if_full, next_with_room
from coffeecop.public.forms.rsvp import LARGE_PARTY, RsvpForm
from coffeecop.public.rows import public_event_or_404, rsvp_or_404
from coffeecop.public.rsvps import actions
from coffeecop.public.rsvps.actions import EventFull, RsvpCancelled, RsvpsClosed, TooManyMails
from coffeecop.public.rsvps.limits import SenderSeatLimitReached, seat_limit
from coffeecop.web.calendar_files import calendar_file, calendar_response
from coffeecop.web.i18n import PublicBlueprint, current_language, local_datetime, localized
from coffeecop.web.qr import qr_code
from coffeecop.web.rate_limits import SENDING_LIMIT, form_limit, limiter
from coffeecop.web.rendering import public_url, render, see_other, wants_fragment
from coffeecop.web.security import parse_id
from coffeecop.web.tokens import rsvp_token

REASONS = {
    EventFull: _l("There is not enough room for that many people."),
    RsvpCancelled: _l("This RSVP was cancelled. You can send a new one."),
    RsvpsClosed: _l("This event no longer takes RSVPs."),
    SenderSeatLimitReached: _l(
        "Not sent. Too many seats were taken from where you are today. Try again tomorrow, or use "
        "your phone's own data."
    ),
    TooManyMails: _l(
        "Too many mails were asked for today, so none can go to this address. Empty this box, "
        "then send. You can add the address another day."
    ),
}
REFUSALS = tuple(REASONS)
# So long the page thanks, and offers to undo it.
JUST_SENT = timedelta(minutes=10)

bp = PublicBlueprint("rsvps", __name__)


@bp.get("/events/<slug>/rsvps/new")
def new(slug: str) -> ResponseReturnValue:
    size = parse_id(request.args.get("party_size", "")) or 1
    # What was ticked before "5+" was tapped.
    ticked = {
        "needs": [need for need in Need if need in request.args.getlist("needs")],
        "other_language": request.args.get("other_language"),
    }
    form = RsvpForm(formdata=None, data={"party_size": min(size, LARGE_PARTY), **ticked})
    return _show_form(public_event_or_404(slug), form)


@bp.post("/events/<slug>/rsvps")
@form_limit(lambda slug: _show_form(public_event_or_404(slug), RsvpForm.refused(), 429))
def create(slug: str) -> ResponseReturnValue:
    form = RsvpForm()
    if not form.validate_on_submit():
        return _show_form(public_event_or_404(slug), form)
    key_hash, sent = actions.find_sent(form.key_hash("rsvp", slug))
    try:
        if sent:
            with seat_limit(sent.event, form.size - sent.party_size):
                actions.change_party_size(sent, form.size)
        else:
            _reserve_seats(public_event_or_404(slug), form, key_hash)
    except REFUSALS as refusal:
        db.session.rollback()
        event = public_event_or_404(slug)
        # The page says so already, unless the seats are their own.
        is_full = isinstance(refusal, EventFull) and event.seats_left == 0 and not sent
        if not is_full:
            _add_reason(form, refusal)
        return _show_form(event, form, 422, keeps_form=True)
    db.session.commit()
    return see_other("rsvps.show", token=rsvp_token(key_hash))


@bp.get("/rsvps/<token>")
def show(token: str) -> ResponseReturnValue:
    return _with_page_address(_show_rsvp(token, rsvp_or_404(token)), token)


@bp.get("/rsvps/<token>.ics")
def calendar(token: str) -> ResponseReturnValue:
    event = rsvp_or_404(token).event
    body = calendar_file(
        [event],
        name=localized(event, "title"),
        rsvp_page=public_url("rsvps.show", token=token, language=str(current_language())),
    )
    return calendar_response(body, event.slug)


@bp.get("/rsvps/<token>.svg")
def code(token: str) -> ResponseReturnValue:
    rsvp_or_404(token)
    return Response(qr_code(_link(token)), mimetype="image/svg+xml")


@bp.get("/rsvps/<token>/change")
def edit(token: str) -> ResponseReturnValue:
    rsvp = rsvp_or_404(token)
    return _show_change(token, rsvp, _prefilled_form(rsvp))


@bp.post("/rsvps/<token>")
@form_limit(lambda token: _show_change(token, rsvp_or_404(token), RsvpForm.refused(), 429))
def update(token: str) -> ResponseReturnValue:
    rsvp = rsvp_or_404(token)
    form = RsvpForm()
    if not form.validate_on_submit():
        return _show_change(token, rsvp, form, status=422)
    try:
        with seat_limit(rsvp.event, form.size - rsvp.party_size):
            actions.change_rsvp(rsvp, **form.rsvp_fields, contact=form.contact)
    except REFUSALS as refusal:
        db.session.rollback()
        _add_reason(form, refusal)
        return _show_change(token, rsvp_or_404(token), form, status=422)
    db.session.commit()
    return see_other("rsvps.show", token=token, done="changed")


@bp.post("/rsvps/<token>/mail")
@limiter.limit(SENDING_LIMIT)
def resend(token: str) -> ResponseReturnValue:
    confirm_again(rsvp_or_404(token))
    db.session.commit()
    return see_other("rsvps.show", token=token, done="mailed")


@bp.post("/rsvps/<token>/cancellation")
@limiter.limit(SENDING_LIMIT)
def cancel(token: str) -> ResponseReturnValue:
    actions.cancel_rsvp(rsvp_or_404(token))
    db.session.commit()
    return see_other("rsvps.show", token=token)


def _reserve_seats(event: Event, form: RsvpForm, key_hash: str) -> None:
    rsvp = Rsvp(
        event=event, form_key_hash=key_hash, language=current_language(), **form.rsvp_fields
    )
    with seat_limit(event, rsvp.party_size):
        actions.reserve_seats(rsvp, contact=form.contact)


def _add_reason(form: RsvpForm, refusal: Exception) -> None:
    errors = form.email.errors if isinstance(refusal, TooManyMails) else form.form_errors
    errors.append(REASONS[type(refusal)])


def _show_form(event: Event, form: RsvpForm, status: int | None = None, **shown: bool) -> Response:
    return render(
        "public/rsvps/new.html",
        fragment="rsvp",
        status=status,
        event=event,
        next_event=next_if_full(event),
        form=form,
        **shown,
    )


def _show_rsvp(token: str, rsvp: Rsvp, status: int = 200) -> Response:
    link = _link(token)
    recipient = _recipient(rsvp)
    return render(
        "public/rsvps/show.html",
        fragment="rsvp",
        status=status,
        token=token,
        link=link,
        own_message=_message_to_self(rsvp.event, link),
        recipient=recipient,
        has_mail=recipient is not None and has_mail(rsvp),
        remembered=_remembered(token, rsvp),
        rsvp=rsvp,
        is_kept_unused=actions.is_kept_unused(rsvp),
        event=rsvp.event,
        next_event=rsvp.has_no_seat and next_with_room(rsvp.event_id, rsvp.event.agency_id),
        # To undo the cancellation, the same RSVP is sent again.
        form=_prefilled_form(rsvp) if rsvp.is_cancelled else None,
        done=request.args.get("done") or ("sent" if _is_just_sent(rsvp) else None),
        mail_key=unconfirmed_key(request.args.get("mail")),
        mail_is_stopped="mail" in request.args and rsvp.unsubscribed_at is not None,
    )


def _with_page_address(response: Response, token: str) -> Response:
    """Have htmx put the RSVP's URL into the address bar, so that it is in the history."""
    if not wants_fragment():
        return response
    address = url_for("rsvps.show", token=token)
    here = urlsplit(request.headers.get("HX-Current-URL", "")).path
    response.headers["HX-Replace-Url" if here == address else "HX-Push-Url"] = address
    return response


def _show_change(token: str, rsvp: Rsvp, form: RsvpForm, status: int = 200) -> Response:
    if rsvp.is_cancelled or not rsvp.event.takes_rsvps:
        return _show_rsvp(token, rsvp, status)
    return render(
        "public/rsvps/change.html",
        fragment="rsvp",
        status=status,
        token=token,
        event=rsvp.event,
        form=form,
    )


def _is_just_sent(rsvp: Rsvp) -> bool:
    return now() - rsvp.created_at < JUST_SENT


def _remembered(token: str, rsvp: Rsvp) -> str:
    """Return what the phone keeps of the RSVP to lead back to it (static/rsvps.js)."""
    event = rsvp.event
    kept = {
        "event": event.slug,
        "token": token,
        "size": 0 if event.is_cancelled else rsvp.seats,
        "until": event.ends_at.isoformat(),
    }
    return json.dumps(kept)


def _recipient(rsvp: Rsvp) -> Recipient | None:
    """Return what is known of the address that mail about the RSVP goes to."""
    if not current_app.config["SMTP_URL"] or not rsvp.mail_address or not rsvp.is_coming:
        return None
    return find_recipient(rsvp.mail_address)


def _link(token: str) -> str:
    return url_for("rsvps.show", token=token, _external=True)


def _message_to_self(event: Event, link: str) -> dict[str, str]:
    """Return subject and body of a message to oneself. Not in a template, which would escape it."""
    # Some programs cannot display the narrow no-break space before AM.
    when = local_datetime(event.starts_at, event).replace("\u202f", " ")
    what = _("%(event)s, %(when)s", event=localized(event, "title"), when=when)
    return {
        "subject": what,
        "body": _("My RSVP for %(event_and_time)s: %(link)s", event_and_time=what, link=link),
    }


def _prefilled_form(rsvp: Rsvp) -> RsvpForm:
    entered = {
        "party_size": min(rsvp.party_size, LARGE_PARTY),
        "exact_size": max(rsvp.party_size, LARGE_PARTY),
        "needs": list(rsvp.needs),
        "other_language": rsvp.other_language,
    }
    # What was taken back is not shown again, though a case needs it.
    contact = None if actions.is_kept_unused(rsvp) else rsvp.contact
    return RsvpForm(formdata=None, obj=contact, data=entered)
