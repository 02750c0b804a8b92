from flask import Response, abort, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from coffeecop.db import db
from coffeecop.i18n import PublicBlueprint
from coffeecop.models import Event, Rsvp
from coffeecop.notices import stop_mail
from coffeecop.tokens import RSVP_TOKEN_LENGTH, hash_token
from coffeecop.web import render, see_other

bp = PublicBlueprint("mail_stops", __name__)


@bp.get("/rsvps/<token>/mail-stop")
def new(token: str) -> ResponseReturnValue:
    rsvp = _rsvp_or_404(token)
    return render("mail_stops/new.html", fragment="stop", token=token, rsvp=rsvp, event=rsvp.event)


@bp.post("/rsvps/<token>/mail-stop")
def create(token: str) -> ResponseReturnValue:
    stop_mail(_rsvp_or_404(token))
    db.session.commit()
    if request.form.get("List-Unsubscribe") == "One-Click":
        # A mail provider, which RFC 8058 says must not be sent on.
        return Response("ok\n", mimetype="text/plain")
    return see_other("mail_stops.new", token=token)


def _rsvp_or_404(token: str) -> Rsvp:
    if len(token) != RSVP_TOKEN_LENGTH:
        abort(404)
    rsvp: Rsvp = db.one_or_404(
        select(Rsvp)
        .where(Rsvp.token_hash == hash_token(token))
        .options(
            joinedload(Rsvp.event).joinedload(Event.venue),
            joinedload(Rsvp.event).joinedload(Event.agency),
        )
    )
    return rsvp
