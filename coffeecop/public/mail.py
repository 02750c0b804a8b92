"""What links in mail do: stop mail, and confirm an address so that more may come."""

from flask import Response, abort, request
from flask.typing import ResponseReturnValue

from coffeecop.db import db
from coffeecop.mail.notifications import unsubscribe_from_answers, unsubscribe_from_rsvp
from coffeecop.mail.recipients import confirm_recipient
from coffeecop.models import Concern
from coffeecop.public.rows import rsvp_or_404
from coffeecop.web.i18n import PublicBlueprint
from coffeecop.web.rate_limits import SENDING_LIMIT, limiter
from coffeecop.web.rendering import render, see_other
from coffeecop.web.tokens import concern_to_unsubscribe

unsubscribe = PublicBlueprint("unsubscribe", __name__)
mail_addresses = PublicBlueprint("mail_addresses", __name__)


@unsubscribe.get("/rsvps/<token>/unsubscribe")
def new(token: str) -> ResponseReturnValue:
    rsvp = rsvp_or_404(token)
    return render(
        "public/unsubscribe/new.html", fragment="stop", token=token, rsvp=rsvp, event=rsvp.event
    )


@unsubscribe.post("/rsvps/<token>/unsubscribe")
def create(token: str) -> ResponseReturnValue:
    unsubscribe_from_rsvp(rsvp_or_404(token))
    db.session.commit()
    return _unsubscribed_response("unsubscribe.new", token)


@unsubscribe.get("/receipts/unsubscribe/<token>")
def new_for_concern(token: str) -> ResponseReturnValue:
    return render(
        "public/unsubscribe/new_for_concern.html",
        fragment="stop",
        token=token,
        is_stopped=_concern_or_404(token).unsubscribed_at is not None,
    )


@unsubscribe.post("/receipts/unsubscribe/<token>")
def create_for_concern(token: str) -> ResponseReturnValue:
    unsubscribe_from_answers(_concern_or_404(token))
    db.session.commit()
    return _unsubscribed_response("unsubscribe.new_for_concern", token)


@mail_addresses.post("/mail-addresses/<key>/confirmation")
@limiter.limit(SENDING_LIMIT)
def confirm(key: str) -> ResponseReturnValue:
    if not confirm_recipient(key):
        abort(404)
    db.session.commit()
    return see_other("mail_addresses.confirmed")


@mail_addresses.get("/mail-addresses/confirmed")
def confirmed() -> ResponseReturnValue:
    return render("public/mail_addresses/confirmed.html", fragment="confirmed")


def _concern_or_404(token: str) -> Concern:
    concern = db.session.get(Concern, concern_to_unsubscribe(token) or 0)
    return concern if concern and not concern.is_destroyed else abort(404)


def _unsubscribed_response(page: str, token: str) -> ResponseReturnValue:
    if request.form.get("List-Unsubscribe") == "One-Click":
        # A mail provider. RFC 8058 forbids a redirect.
        return Response("ok\n", mimetype="text/plain")
    return see_other(page, token=token)
