"""A sign-in that has begun: it waits in the session for the provider's answer, or is refused."""

import logging
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from flask import abort, redirect, session
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField
from wtforms.validators import Length

from coffeecop.models import AuditAction
from coffeecop.models.audit import record
from coffeecop.parts.openid.setup import current_provider
from coffeecop.parts.openid.sign_in import Attempt, Refusal, SignInRefused, refused_by_provider
from coffeecop.staff.accounts.forms import SignInForm
from coffeecop.staff.accounts.views.sign_in import show_sign_in
from coffeecop.staff.identity.sign_in_limits import too_many_tries_of_network
from coffeecop.web.forms import StaffForm
from coffeecop.web.rendering import public_url

if TYPE_CHECKING:
    from coffeecop.parts.openid.provider import Provider

# Session key of the attempt.
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

# Of a field of the answer.
LONGEST = 8000

log = logging.getLogger("coffeecop.accounts")


class ProviderAnswerForm(StaffForm):
    """What the provider has put into the address."""

    state = HiddenField(validators=[Length(max=LONGEST)])
    code = HiddenField(validators=[Length(max=LONGEST)])
    error = HiddenField(validators=[Length(max=LONGEST)])


def provider_or_404() -> "Provider":
    return current_provider() or abort(404)


def has_begun() -> bool:
    return ATTEMPT in session


def lead_to_provider(**chosen: Any) -> ResponseReturnValue:
    return_address = public_url("openid.door.come_back")
    try:
        url, attempt = provider_or_404().begin(return_address, **chosen)
    except SignInRefused as refused:
        return show_refusal(refused)
    session[ATTEMPT] = asdict(attempt)
    return redirect(url)


def awaited_attempt(form: ProviderAnswerForm) -> Attempt:
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


def record_refusal(refused: SignInRefused) -> None:
    detail = {"provider": refused.refusal}
    record(AuditAction.SIGN_IN_FAILED, by=None, subject=refused.member, detail=detail)


def show_refusal(refused: SignInRefused) -> ResponseReturnValue:
    log.warning(
        "a sign-in through the provider failed",
        extra={"reason": refused.refusal, "code": refused.code},
    )
    status, sentence = REFUSALS[refused.refusal]
    form = SignInForm(formdata=None)
    form.form_errors.append(sentence)
    return show_sign_in(form, status=status)
