"""The second step of signing in: a code from the phone, or a recovery code."""

import logging

from flask import current_app, flash, redirect, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext

from coffeecop.db import db
from coffeecop.mail.composing import queue_sign_in_code
from coffeecop.models import AuditAction
from coffeecop.models.audit import record
from coffeecop.staff.accounts.first_step import KEY, FirstStep, current_first_step
from coffeecop.staff.accounts.forms import SignInCodeForm
from coffeecop.staff.accounts.views.sign_in import bp, sign_in_as, sign_in_with_message
from coffeecop.staff.identity.second_factor import (
    accept_code,
    count_recovery_codes,
    is_recovery_code,
)
from coffeecop.staff.identity.sign_in_limits import (
    forget_try,
    is_mailed_code,
    mailed_code,
    mailing_period,
    remember_browser,
    too_many_codes,
)
from coffeecop.web.forms import StaffForm
from coffeecop.web.rendering import render, see_other

log = logging.getLogger("coffeecop.accounts")


@bp.get("/sign-in/code")
def sign_in_code() -> ResponseReturnValue:
    return _show_code(SignInCodeForm()) if current_first_step() else _start_again()


@bp.post("/sign-in/code")
def check_code() -> ResponseReturnValue:
    step = current_first_step()
    if step is None:
        return _start_again()
    form = SignInCodeForm().or_show(_show_code)
    if is_mailed_code(step.member, form.code.data):
        return _trust_browser(step)
    if too_many_codes(step.member.email):
        log.warning("a code was refused: too many tries")
        form.form_errors.append(_("Too many codes were wrong, typed here or by somebody else."))
        return _show_code(form, status=429)
    # Locked, so that a concurrent password change is seen here or ends the new session.
    step = current_first_step(for_update=True)
    if step is None:
        return _start_again()
    if not accept_code(step.member, form.code.data):
        _record_wrong_code(step)
        db.session.commit()
        form.code.errors = [_("This code is not right, or it was used. Wait for the next one.")]
        return _show_code(form)
    forget_try()
    sign_in_as(step.member, is_own_device=step.is_own_device)
    if is_recovery_code(form.code.data):
        _say_how_many_are_left(step)
    db.session.commit()
    return redirect(step.next or url_for("today.index"), code=303)


@bp.post("/sign-in/code/mail")
def mail_code() -> ResponseReturnValue:
    # Locked: of two requests one writes the mail.
    step = current_first_step(for_update=True)
    if step is None:
        return _start_again()
    form = StaffForm()
    if form.validate_on_submit():
        queue_sign_in_code(step.member, mailed_code(step.member), occasion=str(mailing_period()))
        db.session.commit()
        flash(_("We sent you a mail. Type the 16 digits in it here."))
    return see_other("accounts.sign_in_code")


def _trust_browser(step: FirstStep) -> ResponseReturnValue:
    """Let who reads the owner's mail type codes, however many others were wrong."""
    remember_browser(step.member.email)
    flash(_("You can go on here. Now type the code from your phone."))
    return see_other("accounts.sign_in_code")


def _show_code(form: SignInCodeForm, status: int | None = None) -> ResponseReturnValue:
    return render(
        "staff/accounts/sign_in_code.html",
        fragment="form",
        status=status,
        form=form,
        offers_mail=status == 429,
        has_mail=bool(current_app.config["SMTP_URL"]),
    )


def _start_again() -> ResponseReturnValue:
    session.pop(KEY, None)
    return sign_in_with_message(lazy_gettext("That took a while. Please sign in again."))


def _record_wrong_code(step: FirstStep) -> None:
    log.warning("a code of a second factor was wrong")
    record(AuditAction.SIGN_IN_FAILED, by=None, subject=step.member, detail={"wrong_code": None})


def _say_how_many_are_left(step: FirstStep) -> None:
    left = count_recovery_codes(step.member)
    flash(
        ngettext(
            "That recovery code is used up. %(num)s is left.",
            "That recovery code is used up. %(num)s are left.",
            left,
        )
    )
