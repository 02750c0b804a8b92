"""The page on which a partner reads what was referred to them, and replies once."""

from flask import Response
from flask.typing import ResponseReturnValue

from coffeecop.db import db
from coffeecop.parts.referrals.models import Referral
from coffeecop.parts.referrals.outside import ReplyForm, referral_or_404
from coffeecop.parts.referrals.verbs import AlreadyReplied, IsWithdrawn, reply_to
from coffeecop.web.i18n import PublicBlueprint
from coffeecop.web.rate_limits import SENDING_LIMIT, form_limit, limiter
from coffeecop.web.rendering import render, see_other

bp = PublicBlueprint("referrals", "coffeecop.parts.referrals", template_folder="templates")


@bp.after_request
def keep_private(response: Response) -> Response:
    """Let no search engine or cache have a page with a secret in its address."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@bp.get("/referrals/<token>")
@limiter.limit(SENDING_LIMIT)
def show(token: str) -> ResponseReturnValue:
    return _show(referral_or_404(token), token, ReplyForm(formdata=None))


@bp.post("/referrals/<token>")
@form_limit(lambda token: _show(referral_or_404(token), token, ReplyForm.refused(), 429))
def reply(token: str) -> ResponseReturnValue:
    referral = referral_or_404(token)
    form = ReplyForm().or_show(lambda form: _show(referral, token, form))
    try:
        reply_to(referral, form.body.data)
    except (AlreadyReplied, IsWithdrawn):
        # The page says which, and shows what was typed.
        return _show(referral, token, form, status=409)
    db.session.commit()
    return see_other("referrals.show", token=token)


def _show(referral: Referral, token: str, form: ReplyForm, status: int | None = None) -> Response:
    return render(
        "referrals/show.html",
        fragment="referral",
        status=status,
        referral=referral,
        token=token,
        form=form,
    )
