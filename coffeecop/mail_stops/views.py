from flask import Response, request
from flask.typing import ResponseReturnValue

from coffeecop.db import db
from coffeecop.i18n import PublicBlueprint
from coffeecop.notices import stop_mail
from coffeecop.web import render, rsvp_or_404, see_other

bp = PublicBlueprint("mail_stops", __name__)


@bp.get("/rsvps/<token>/mail-stop")
def new(token: str) -> ResponseReturnValue:
    rsvp = rsvp_or_404(token)
    return render("mail_stops/new.html", fragment="stop", token=token, rsvp=rsvp, event=rsvp.event)


@bp.post("/rsvps/<token>/mail-stop")
def create(token: str) -> ResponseReturnValue:
    stop_mail(rsvp_or_404(token))
    db.session.commit()
    if request.form.get("List-Unsubscribe") == "One-Click":
        # A mail provider, which RFC 8058 says must not be sent on.
        return Response("ok\n", mimetype="text/plain")
    return see_other("mail_stops.new", token=token)
