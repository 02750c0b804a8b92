"""The second step of signing in: a code from the phone, or a recovery code."""

import logging

from flask import flash, redirect, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext

from coffeecop.db import db
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
from coffeecop.staff.identity.sign_in_limits import count_wrong_code, too_many_codes
from coffeecop.web.rendering import render

log = logging.getLogger("coffeecop.accounts")


@bp.get("/sign-in/code")
def sign_in_code() -> ResponseReturnValue:
    return _show_code(SignInCodeForm()) if current_first_step() else _start_again()


@bp.post("/sign-in/code")
def check_code() -> ResponseReturnValue:
    # Locked, so that a concurrent password change is seen here or ends the new session.
    step = current_first_step(for_update=True)
    if step is None:
        return _start_again()
    form = SignInCodeForm()
    if not form.validate_on_submit():
        return _show_code(form)
    if too_many_codes(step.member.email):
        log.warning("a code was refused: too many tries")
        form.form_errors.append(_("Too many tries. Wait a few minutes, then try again."))
        return _show_code(form, status=429)
    if not accept_code(step.member, form.code.data):
        _record_wrong_code(step)
        db.session.commit()
        form.code.errors = [_("This code is not right, or it was used. Wait for the next one.")]
        return _show_code(form)
    sign_in_as(step.member, is_own_device=step.is_own_device)
    if is_recovery_code(form.code.data):
        _say_how_many_are_left(step)
    db.session.commit()
    return redirect(step.next or url_for("today.index"), code=303)


def _show_code(form: SignInCodeForm, status: int | None = None) -> ResponseReturnValue:
    return render("staff/accounts/sign_in_code.html", fragment="form", status=status, form=form)


def _start_again() -> ResponseReturnValue:
    session.pop(KEY, None)
    return sign_in_with_message(lazy_gettext("That took a while. Please sign in again."))


def _record_wrong_code(step: FirstStep) -> None:
    count_wrong_code(step.member.email)
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
