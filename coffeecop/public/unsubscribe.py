from flask import Response, abort, request
from flask.typing import ResponseReturnValue

from coffeecop.db import db
from coffeecop.mail.notifications import unsubscribe_from_answers, unsubscribe_from_rsvp
from coffeecop.models import Concern
from coffeecop.public.rows import rsvp_or_404
from coffeecop.web.i18n import PublicBlueprint
from coffeecop.web.rendering import render, see_other
from coffeecop.web.tokens import concern_to_unsubscribe

bp = PublicBlueprint("unsubscribe", __name__)


@bp.get("/rsvps/<token>/unsubscribe")
def new(token: str) -> ResponseReturnValue:
    rsvp = rsvp_or_404(token)
    return render(
        "public/unsubscribe/new.html", fragment="stop", token=token, rsvp=rsvp, event=rsvp.event
    )


@bp.post("/rsvps/<token>/unsubscribe")
def create(token: str) -> ResponseReturnValue:
    unsubscribe_from_rsvp(rsvp_or_404(token))
    db.session.commit()
    return _unsubscribed_response("unsubscribe.new", token)


@bp.get("/receipts/unsubscribe/<token>")
def new_for_concern(token: str) -> ResponseReturnValue:
    return render(
        "public/unsubscribe/new_for_concern.html",
        fragment="stop",
        token=token,
        is_stopped=_concern_or_404(token).unsubscribed_at is not None,
    )


@bp.post("/receipts/unsubscribe/<token>")
def create_for_concern(token: str) -> ResponseReturnValue:
    unsubscribe_from_answers(_concern_or_404(token))
    db.session.commit()
    return _unsubscribed_response("unsubscribe.new_for_concern", token)


def _concern_or_404(token: str) -> Concern:
    return db.session.get(Concern, concern_to_unsubscribe(token) or 0) or abort(404)


def _unsubscribed_response(page: str, token: str) -> ResponseReturnValue:
    if request.form.get("List-Unsubscribe") == "One-Click":
        # A mail provider. RFC 8058 forbids a redirect.
        return Response("ok\n", mimetype="text/plain")
    return see_other(page, token=token)
