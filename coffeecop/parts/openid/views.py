"""Signing in and out through the department's OpenID Connect provider."""

import logging
from dataclasses import asdict
from typing import Any

from flask import Blueprint, abort, flash, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from coffeecop.db import db
from coffeecop.models import AuditAction, Role, StaffMember
from coffeecop.models.audit import record
from coffeecop.parts.openid import admission
from coffeecop.parts.openid.forms import ProviderAnswerForm
from coffeecop.parts.openid.identity import Identity
from coffeecop.parts.openid.provider import (
    Attempt,
    Provider,
    Refusal,
    SignInRefused,
    current_provider,
    refused_by_provider,
    set_up,
)
from coffeecop.staff.accounts.actions import EmailTaken
from coffeecop.staff.accounts.forms import SignInForm
from coffeecop.staff.accounts.views.people import go_on_signed_out, show_person
from coffeecop.staff.accounts.views.sign_in import show_sign_in, sign_in_as
from coffeecop.staff.identity.auth import (
    only_for,
    own_or_404,
    safe_staff_url,
    staff_with_overdue_factor_too,
)
from coffeecop.staff.identity.confirmation import recently_confirmed
from coffeecop.staff.identity.sign_in_limits import too_many_tries_of_network
from coffeecop.web.forms import StaffForm
from coffeecop.web.rendering import public_url, render, see_other

bp = Blueprint("openid", __name__, template_folder="templates", url_prefix="/staff")
bp.record_once(set_up)
# Is not refused where a department has the part off: nobody is locked out.
door = Blueprint("door", __name__)
# Session key of the attempt that waits for the provider's answer.
ATTEMPT = "provider_attempt"
REFUSALS = {
    Refusal.UNAVAILABLE: (
        503,
        _l("The department's sign-in cannot be reached right now. Try again in a few minutes."),
    ),
    Refusal.MISCONFIGURED: (
        503,
        _l("The department's sign-in is not set up right. Tell your IT people; the log says why."),
    ),
    Refusal.GAVE_UP: (422, _l("You did not finish signing in. Try again when you are ready.")),
    Refusal.STALE: (422, _l("That sign-in took too long or was used before. Start again.")),
    Refusal.UNTRUSTED: (422, _l("We could not check that sign-in. Start again.")),
    Refusal.TOO_MANY: (429, _l("Too many tries. Wait a few minutes, then try again.")),
    Refusal.NOT_INVITED: (
        403,
        _l("Nobody has added you here yet. Ask your administrator to add your e-mail address."),
    ),
    Refusal.OTHER_IDENTITY: (
        403,
        _l("Your e-mail address belongs to another sign-in here. Ask your administrator."),
    ),
    Refusal.NOT_CONFIRMED: (
        403,
        _l("Your department's sign-in did not ask who you are. Sign out, then sign in again."),
    ),
    Refusal.DISABLED: (403, _l("Your account here is turned off. Ask your administrator.")),
    Refusal.NO_GROUP: (
        403,
        _l("Your sign-in works, but it gives you no role here. Ask your administrator."),
    ),
}
log = logging.getLogger("coffeecop.accounts")


# A link, not a form: the policy lets no form lead to another site.
@door.get("/sign-in/provider/new")
def start() -> ResponseReturnValue:
    next_page = safe_staff_url(request.args.get("next"))
    return _lead_to_provider(next_page=next_page, is_own_device="own" in request.args)


@door.get("/sign-in/provider/confirmation")
@staff_with_overdue_factor_too
def confirm() -> ResponseReturnValue:
    return _lead_to_provider(is_confirmation=True)


@door.get("/sign-in/provider/confirmed")
@staff_with_overdue_factor_too
def confirmed() -> ResponseReturnValue:
    _provider_or_404()
    return render("openid/confirmed.html", fragment="message")


# The provider leads here. Signing in writes, so the page only carries the answer on.
@door.get("/sign-in/provider")
def come_back() -> ResponseReturnValue:
    _provider_or_404()
    # Going back leads here too.
    if g.staff_member and ATTEMPT not in session:
        return redirect(url_for("today.index"))
    form = ProviderAnswerForm(request.args)
    return render("openid/answer.html", fragment="form", form=form)


@door.post("/sign-in/provider")
def sign_in() -> ResponseReturnValue:
    provider = _provider_or_404()
    form = ProviderAnswerForm()
    if not form.validate_on_submit():
        return render("openid/answer.html", fragment="form", form=form)
    try:
        attempt = _awaited_attempt(form)
        # End the transaction: the provider may be slow, and writers must not wait for it.
        db.session.rollback()
        identity = provider.identify(attempt, form.code.data)
        if attempt.is_confirmation:
            return _finish_confirmation(attempt, identity)
        member = admission.admit(identity, provider)
    except SignInRefused as refused:
        return _refuse(refused)
    except EmailTaken:
        return _refuse(SignInRefused(Refusal.STALE))
    sign_in_as(member, is_own_device=attempt.is_own_device, via_provider=True)
    db.session.commit()
    return redirect(safe_staff_url(attempt.next_page) or url_for("today.index"), code=303)


# A page, not a redirect: the form that signs out may not lead to another site.
@door.get("/sign-out/provider")
def sign_out() -> ResponseReturnValue:
    url = _provider_or_404().sign_out_url(public_url("accounts.sign_in"))
    if url is None:
        return redirect(url_for("accounts.sign_in"))
    return render("openid/sign_out.html", fragment="message", url=url)


@bp.post("/people/<int:staff_id>/unlink-provider")
@only_for(Role.ADMIN)
@recently_confirmed
def unlink(staff_id: int) -> ResponseReturnValue:
    member = own_or_404(StaffMember, staff_id)
    form = StaffForm()
    if not form.validate_on_submit():
        return show_person(member, problem=form)
    admission.unlink(member, by=g.staff_member)
    db.session.commit()
    flash(_("The next sign-in with the address %(email)s is linked again.", email=member.email))
    return go_on_signed_out(member)


bp.register_blueprint(door)


def _lead_to_provider(**chosen: Any) -> ResponseReturnValue:
    return_address = public_url("openid.door.come_back")
    try:
        url, attempt = _provider_or_404().begin(return_address, **chosen)
    except SignInRefused as refused:
        return _show_refusal(refused)
    session[ATTEMPT] = asdict(attempt)
    return redirect(url)


def _provider_or_404() -> Provider:
    return current_provider() or abort(404)


def _awaited_attempt(form: ProviderAnswerForm) -> Attempt:
    """Return the attempt that the answer belongs to; it is over with this. Raises SignInRefused."""
    kept = session.pop(ATTEMPT, None)
    attempt = Attempt(**kept) if kept else None
    if too_many_tries_of_network():
        raise SignInRefused(Refusal.TOO_MANY)
    if attempt is None or not attempt.is_current or form.state.data != attempt.state:
        raise SignInRefused(Refusal.STALE)
    if form.error.data or not form.code.data:
        raise refused_by_provider(form.error.data)
    return attempt


def _finish_confirmation(attempt: Attempt, identity: Identity) -> ResponseReturnValue:
    """Raises SignInRefused."""
    if g.staff_member is None:
        raise SignInRefused(Refusal.STALE)
    admission.confirm(attempt, identity, g.staff_session)
    db.session.commit()
    return see_other("openid.door.confirmed")


def _refuse(refused: SignInRefused) -> ResponseReturnValue:
    db.session.rollback()
    detail = {"provider": refused.refusal}
    record(AuditAction.SIGN_IN_FAILED, by=None, subject=refused.member, detail=detail)
    db.session.commit()
    return _show_refusal(refused)


def _show_refusal(refused: SignInRefused) -> ResponseReturnValue:
    log.warning(
        "a sign-in through the provider failed",
        extra={"reason": refused.refusal, "code": refused.code},
    )
    status, sentence = REFUSALS[refused.refusal]
    form = SignInForm(formdata=None)
    form.form_errors.append(sentence)
    return show_sign_in(form, status=status)
