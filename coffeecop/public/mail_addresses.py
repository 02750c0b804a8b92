from flask import abort
from flask.typing import ResponseReturnValue

from coffeecop.db import db
from coffeecop.mail.recipients import confirm_recipient
from coffeecop.web.i18n import PublicBlueprint
from coffeecop.web.rate_limits import SENDING_LIMIT, limiter
from coffeecop.web.rendering import render, see_other

bp = PublicBlueprint("mail_addresses", __name__)


@bp.post("/mail-addresses/<key>/confirmation")
@limiter.limit(SENDING_LIMIT)
def confirm(key: str) -> ResponseReturnValue:
    if not confirm_recipient(key):
        abort(404)
    db.session.commit()
    return see_other("mail_addresses.confirmed")


@bp.get("/mail-addresses/confirmed")
def confirmed() -> ResponseReturnValue:
    return render("public/mail_addresses/confirmed.html", fragment="confirmed")
