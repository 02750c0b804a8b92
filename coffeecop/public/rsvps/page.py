"""The page of an RSVP, and the forms that lead to it."""

import json
from datetime import timedelta
from typing import Any

from flask import Response, current_app, request, url_for
from flask_babel import gettext as _

from coffeecop.db import now
from coffeecop.mail.outbox import is_written
from coffeecop.mail.recipients import find_recipient, unconfirmed_key
from coffeecop.models import Event, Rsvp
from coffeecop.models.event.seats import next_if_full, next_with_room
from coffeecop.public.forms.rsvp import RsvpForm
from coffeecop.public.rsvps.actions import is_kept_unused
from coffeecop.web.calendar_files import event_calendar
from coffeecop.web.i18n import local_datetime, localized
from coffeecop.web.qr import qr_code
from coffeecop.web.rendering import public_url, render

# So long the page thanks, and offers to undo it.
JUST_SENT = timedelta(minutes=10)


def show_form(event: Event, form: RsvpForm, status: int | None = None, **shown: bool) -> Response:
    return render(
        "public/rsvps/new.html",
        fragment="rsvp",
        status=status,
        event=event,
        next_event=next_if_full(event),
        form=form,
        **shown,
    )


def show_change(rsvp: Rsvp, token: str, form: RsvpForm, status: int = 200) -> Response:
    if rsvp.is_cancelled or not rsvp.event.takes_rsvps:
        return show_rsvp(rsvp, token, status)
    return render(
        "public/rsvps/change.html",
        fragment="rsvp",
        status=status,
        token=token,
        event=rsvp.event,
        form=form,
    )


def show_rsvp(rsvp: Rsvp, token: str, status: int = 200) -> Response:
    event, link = rsvp.event, link_of(token)
    done = request.args.get("done") or ("sent" if now() - rsvp.created_at < JUST_SENT else None)
    return render(
        "public/rsvps/show.html",
        fragment="rsvp",
        status=status,
        token=token,
        link=link,
        own_message=_message_to_self(rsvp, link),
        mail=_mail_of(rsvp),
        remembered=_remembered(rsvp, token),
        rsvp=rsvp,
        is_kept_unused=is_kept_unused(rsvp),
        event=event,
        next_event=rsvp.has_no_seat and next_with_room(event.id, event.agency_id),
        # To undo the cancellation, the same RSVP is sent again.
        form=filled_form(rsvp) if rsvp.is_cancelled else None,
        done=done,
        is_undo=rsvp.is_coming and done == "sent",
        mail_key=unconfirmed_key(request.args.get("mail")),
        mail_is_stopped="mail" in request.args and rsvp.unsubscribed_at is not None,
    )


def link_of(token: str) -> str:
    return url_for("rsvps.show", token=token, _external=True)


def code_of(token: str) -> Response:
    return Response(qr_code(link_of(token)), mimetype="image/svg+xml")


def calendar_of(rsvp: Rsvp, token: str) -> Response:
    return event_calendar(rsvp.event, public_url("rsvps.show", token=token))


def filled_form(rsvp: Rsvp) -> RsvpForm:
    # What was taken back is not shown again, though a case needs it.
    return RsvpForm.filled(rsvp, None if is_kept_unused(rsvp) else rsvp.contact)


def _mail_of(rsvp: Rsvp) -> dict[str, Any] | None:
    """Return where mail about the RSVP goes, and what is known of it; None: nowhere."""
    if not current_app.config["SMTP_URL"] or not rsvp.mail_address or not rsvp.is_coming:
        return None
    recipient, has_one = find_recipient(rsvp.mail_address), is_written(rsvp_id=rsvp.id)
    may_get_more = recipient.may_get_mail and not recipient.is_confirmed
    known = (
        (recipient.is_confirmed, "confirmed"),
        (has_one, "written"),
        (may_get_more, "too_many"),
        (True, "unopened"),
    )
    return {
        "address": recipient.address,
        "known": next(name for is_so, name in known if is_so),
        "may_get_more": may_get_more,
        "has_link": may_get_more and has_one,
    }


def _remembered(rsvp: Rsvp, token: str) -> str:
    """Return what the phone keeps of the RSVP to lead back to it (static/rsvps.js)."""
    event = rsvp.event
    kept = {
        "event": event.slug,
        "token": token,
        "size": 0 if event.is_cancelled else rsvp.seats,
        "until": event.ends_at.isoformat(),
    }
    return json.dumps(kept)


def _message_to_self(rsvp: Rsvp, link: str) -> dict[str, str]:
    """Return subject and body of a message to oneself. Not in a template, which would escape it."""
    # Some programs cannot display the narrow no-break space before AM.
    when = local_datetime(rsvp.event.starts_at, rsvp.event).replace("\u202f", " ")
    what = _("%(event)s, %(when)s", event=localized(rsvp.event, "title"), when=when)
    return {
        "subject": what,
        "body": _("My RSVP for %(event_and_time)s: %(link)s", event_and_time=what, link=link),
    }
