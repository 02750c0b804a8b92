"""Signing in and out, and the second step: a code from the phone, or a recovery code."""

import logging

from flask import Blueprint, current_app, flash, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext

from coffeecop.db import db
from coffeecop.parts import sign_in_provider
from coffeecop.staff.accounts.forms import ButtonForm, SignInCodeForm, SignInForm
from coffeecop.staff.accounts.signing_in import (
    KEY,
    FirstStep,
    current_first_step,
    record_failed_sign_in,
    record_wrong_code,
    sign_in_with_message,
)
from coffeecop.staff.accounts.signing_in import mail_code as send_code
from coffeecop.staff.identity.auth import authenticate, end_session, safe_staff_url
from coffeecop.staff.identity.second_factor import (
    accept_code,
    count_recovery_codes,
    is_recovery_code,
)
from coffeecop.staff.identity.sign_in_limits import (
    forget_try,
    is_mailed_code,
    remember_browser,
    too_many_codes,
    too_many_tries,
)
from coffeecop.web.rendering import render, see_other

bp = Blueprint("accounts", __name__, url_prefix="/staff")

log = logging.getLogger("coffeecop.accounts")


@bp.get("/sign-in")
def sign_in() -> ResponseReturnValue:
    wanted = safe_staff_url(request.args.get("next"))
    if g.staff_member:
        return redirect(wanted or url_for("today.index"))
    return show_sign_in(SignInForm(next=wanted))


@bp.post("/sign-in")
def start_session() -> ResponseReturnValue:
    form = SignInForm()
    if (provider := sign_in_provider()) and provider.is_only_way:
        form.form_errors.append(_("Passwords are turned off here. Use the button above."))
    if form.form_errors or not form.validate_on_submit():
        return show_sign_in(form)
    email = form.email.data
    if too_many_tries(email):
        log.warning("a sign-in was refused: too many tries")
        form.form_errors.append(_("Too many tries. Wait a few minutes, then try again."))
        return show_sign_in(form, status=429)
    member = authenticate(email, form.password.data)
    if member is None:
        record_failed_sign_in(email)
        db.session.commit()
        form.form_errors.append(_("This e-mail address and password do not go together."))
        return show_sign_in(form)
    forget_try()
    step = FirstStep(member, form.is_own_device.data, safe_staff_url(form.next.data))
    next_page = step.lead_on()
    db.session.commit()
    return next_page


@bp.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    if g.staff_member is None:
        return see_other("accounts.sign_in")
    form = ButtonForm()
    if not form.validate_on_submit():
        return render("staff/accounts/sign_out.html", fragment="form", form=form)
    provider = sign_in_provider() if g.staff_session.via_provider else None
    end_session(by=g.staff_member)
    db.session.commit()
    next_page = sign_in_with_message(lazy_gettext("You are signed out."))
    return see_other(provider.sign_out) if provider else next_page


def show_sign_in(form: SignInForm, status: int | None = None) -> ResponseReturnValue:
    return render("staff/accounts/sign_in.html", fragment="form", status=status, form=form)


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
        record_wrong_code(step.member)
        db.session.commit()
        form.code.errors = [_("This code is not right, or it was used. Wait for the next one.")]
        return _show_code(form)
    forget_try()
    next_page = step.finish()
    if is_recovery_code(form.code.data):
        _say_how_many_are_left(step)
    db.session.commit()
    return next_page


@bp.post("/sign-in/code/mail")
def mail_code() -> ResponseReturnValue:
    # Locked: of two requests one writes the mail.
    step = current_first_step(for_update=True)
    if step is None:
        return _start_again()
    if ButtonForm().validate_on_submit():
        send_code(step.member)
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


def _say_how_many_are_left(step: FirstStep) -> None:
    left = count_recovery_codes(step.member)
    flash(
        ngettext(
            "That recovery code is used up. %(num)s is left.",
            "That recovery code is used up. %(num)s are left.",
            left,
        )
    )
