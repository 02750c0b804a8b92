from flask import Blueprint, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from coffeecop.db import db
from coffeecop.parts.openid import admission, attempts
from coffeecop.parts.openid.attempts import ProviderAnswerForm
from coffeecop.parts.openid.sign_in import SignInRefused
from coffeecop.staff.accounts.signing_in import sign_in_as
from coffeecop.staff.identity.auth import safe_staff_url, staff_with_overdue_factor_too
from coffeecop.web.rendering import public_url, render, see_other

door = Blueprint("door", __name__)


# A link, not a form: the policy lets no form lead to another site.
@door.get("/sign-in/provider/new")
def start() -> ResponseReturnValue:
    next_page = safe_staff_url(request.args.get("next"))
    return attempts.lead_to_provider(next_page=next_page, is_own_device="own" in request.args)


@door.get("/sign-in/provider/confirmation")
@staff_with_overdue_factor_too
def confirm() -> ResponseReturnValue:
    return attempts.lead_to_provider(is_confirmation=True)


@door.get("/sign-in/provider/confirmed")
@staff_with_overdue_factor_too
def confirmed() -> ResponseReturnValue:
    attempts.provider_or_404()
    return render("openid/confirmed.html", fragment="message")


# The provider leads here. Signing in writes, so the page only carries the answer on.
@door.get("/sign-in/provider")
def come_back() -> ResponseReturnValue:
    attempts.provider_or_404()
    # Going back leads here too.
    if g.staff_member and not attempts.has_begun():
        return redirect(url_for("today.index"))
    form = ProviderAnswerForm(request.args)
    return render("openid/answer.html", fragment="form", form=form)


@door.post("/sign-in/provider")
def sign_in() -> ResponseReturnValue:
    provider = attempts.provider_or_404()
    form = ProviderAnswerForm()
    form.or_show(lambda form: render("openid/answer.html", fragment="form", form=form))
    try:
        attempt = attempts.awaited_attempt(form)
        # End the transaction: the provider may be slow, and writers must not wait for it.
        db.session.rollback()
        identity = provider.identify(attempt, form.code.data)
        if attempt.is_confirmation:
            admission.confirm(attempt, identity, g.get("staff_session"))
            db.session.commit()
            return see_other("openid.door.confirmed")
        member = admission.admit(identity, provider)
    except SignInRefused as refused:
        return _refuse(refused)
    sign_in_as(member, is_own_device=attempt.is_own_device, via_provider=True)
    db.session.commit()
    return redirect(safe_staff_url(attempt.next_page) or url_for("today.index"), code=303)


# A page, not a redirect: the form that signs out may not lead to another site.
@door.get("/sign-out/provider")
def sign_out() -> ResponseReturnValue:
    url = attempts.provider_or_404().sign_out_url(public_url("accounts.sign_in"))
    if url is None:
        return redirect(url_for("accounts.sign_in"))
    return render("openid/sign_out.html", fragment="message", url=url)


def _refuse(refused: SignInRefused) -> ResponseReturnValue:
    db.session.rollback()
    attempts.record_refusal(refused)
    db.session.commit()
    return attempts.show_refusal(refused)
