"""Signing in and out."""

import logging

from flask import Blueprint, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from coffeecop.db import db
from coffeecop.parts import sign_in_provider
from coffeecop.staff.accounts.forms import ButtonForm, SignInForm
from coffeecop.staff.accounts.signing_in import (
    FirstStep,
    record_failed_sign_in,
    sign_in_with_message,
)
from coffeecop.staff.identity.auth import authenticate, end_session, safe_staff_url
from coffeecop.staff.identity.sign_in_limits import forget_try, too_many_tries
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
