"""Sensitive actions ask for the password, or a code, if the last one was a while ago."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, TypeVar

from flask import Response, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import update
from wtforms import PasswordField, StringField
from wtforms.validators import DataRequired

from coffeecop.db import SAFE_METHODS, db, now
from coffeecop.models import AuditAction, StaffMember, StaffSession
from coffeecop.models.audit import record
from coffeecop.parts import sign_in_provider
from coffeecop.staff.identity import sign_in_limits
from coffeecop.staff.identity.passwords import verify_password
from coffeecop.staff.identity.second_factor import accept_code
from coffeecop.web.forms import StaffForm, strip
from coffeecop.web.rendering import render, wants_fragment

LIFETIME = timedelta(minutes=10)
# Keeps the fields apart from those of the form behind it.
PREFIX = "confirmation-"

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])


def code_field(label: Any) -> StringField:
    return StringField(label, filters=[strip], validators=[DataRequired(_l("Write the code."))])


class ConfirmationForm(StaffForm):
    """Asks for a code of those who have a second factor, and for the password of others.

    Who came through the provider confirms there, in another tab, so that this page keeps what a
    form has sent.
    """

    code = code_field(_l("Code from your phone, or a recovery code"))
    password = PasswordField(_l("Password"), validators=[DataRequired(_l("Write your password."))])

    def __init__(self, member: StaffMember, **options: Any) -> None:
        super().__init__(prefix=PREFIX, **options)
        self.asked_at = _asked_at()
        if self.asked_at or member.has_second_factor:
            del self.password
        if self.asked_at or not member.has_second_factor:
            del self.code


def recently_confirmed(view: View) -> View:
    """Ask who it is, unless they signed in or confirmed it in the last ten minutes.

    Goes below the guard that says who may do it. What a form sent is kept: the page that asks
    sends it once more, to the same address.
    """

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> ResponseReturnValue:
        if was_confirmed_lately():
            return view(*args, **kwargs)
        if request.method in SAFE_METHODS:
            return _lead_to_confirmation()
        if f"{PREFIX}csrf_token" not in request.form:
            return ask_again(ConfirmationForm(g.staff_member, formdata=None))
        form = ConfirmationForm(g.staff_member)
        if not confirm_identity(form):
            return ask_again(form)
        return view(*args, **kwargs)

    return guarded  # type: ignore[return-value]


def _asked_at() -> str:
    """Return the endpoint where who came through a provider confirms; "" for here."""
    provider = sign_in_provider() if g.staff_session.via_provider else None
    return provider.confirmation if provider else ""


def was_confirmed_lately() -> bool:
    # The demo's officer has nothing to confirm with.
    is_demo: bool = g.staff_member.is_demo
    return is_demo or now() - g.staff_session.confirmed_at < LIFETIME


def confirm_identity(form: ConfirmationForm) -> bool:
    """Check what was typed, and commit what came of it: it stands even if the form behind fails."""
    session_id = g.staff_session.id
    if not form.validate_on_submit():
        return False
    if form.asked_at:
        return _was_confirmed_there(form)
    is_limited = sign_in_limits.too_many_codes if "code" in form else sign_in_limits.too_many_tries
    if is_limited(g.staff_member.email):
        form.form_errors.append(_("Too many tries. Wait a few minutes, then try again."))
        return False
    is_right = _code_is_right(form) if "code" in form else _password_is_right(form)
    member = g.staff_member
    if is_right:
        sign_in_limits.forget_try()
        own = update(StaffSession).where(StaffSession.id == session_id)
        db.session.execute(own.values(confirmed_at=now()))
        record(AuditAction.IDENTITY_CONFIRMED, by=member, subject=member)
    else:
        detail = {"confirmation": None}
        record(AuditAction.SIGN_IN_FAILED, by=member, subject=member, detail=detail)
    db.session.commit()
    return is_right


def ask_again(form: ConfirmationForm) -> Response:
    """Return the page that asks, with what the form behind it sent in hidden fields."""
    sent = request.form.items(multi=True)
    return render(
        "staff/confirmation.html",
        fragment="confirmation",
        status=422,
        form=form,
        action=request.full_path.rstrip("?"),
        sent=[(name, value) for name, value in sent if not name.startswith(PREFIX)],
    )


def _lead_to_confirmation() -> ResponseReturnValue:
    address = url_for("accounts.confirmation", next=request.full_path.rstrip("?"))
    if wants_fragment():
        # The whole page, in place of a part of this one.
        return Response(headers={"HX-Redirect": address})
    return redirect(address)


def _was_confirmed_there(form: ConfirmationForm) -> bool:
    if was_confirmed_lately():
        return True
    form.form_errors.append(_("First confirm with your department's account."))
    return False


def _code_is_right(form: ConfirmationForm) -> bool:
    if accept_code(g.staff_member, form.code.data):
        return True
    form.code.errors = [_("This code is not right, or it was used. Wait for the next one.")]
    return False


def _password_is_right(form: ConfirmationForm) -> bool:
    stored = g.staff_member.password_hash
    # End the transaction: hashing is slow, and writers must not wait for it.
    db.session.rollback()
    if verify_password(form.password.data, stored) and stored is not None:
        return True
    form.password.errors = [_("This is not your password.")]
    return False
