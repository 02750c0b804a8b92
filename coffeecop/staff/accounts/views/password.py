"""Changing the own password."""

from flask import flash, g, redirect, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from coffeecop.db import db
from coffeecop.staff.accounts import actions
from coffeecop.staff.accounts.account_page import password_form, show_account
from coffeecop.staff.accounts.signing_in import record_failed_sign_in, sign_in_with_message
from coffeecop.staff.accounts.views.sign_in import bp
from coffeecop.staff.identity.auth import begin_session, staff_only
from coffeecop.staff.identity.passwords import hash_password, is_short, verify_password
from coffeecop.staff.identity.sign_in_limits import forget_try, too_many_tries


@bp.post("/account/password")
@staff_only
def update_password() -> ResponseReturnValue:
    member = g.staff_member
    email, stored = member.email, member.password_hash
    is_own_device = g.staff_session.is_own_device
    form = password_form().or_show(lambda form: show_account("password_form", password_form=form))
    if too_many_tries(email):
        form.form_errors.append(_("Too many tries. Wait a few minutes, then try again."))
        return show_account("password_form", password_form=form, status=429)
    # End the transaction: hashing is slow, and writers must not wait for it.
    db.session.rollback()
    if not verify_password(form.current.data, stored):
        record_failed_sign_in(email)
        db.session.commit()
        form.current.errors = [_("This is not your current password.")]
        return show_account("password_form", password_form=form)
    password_hash = hash_password(form.password.data)
    try:
        short = is_short(form.password.data)
        actions.change_password(member, password_hash, verified=stored, is_short=short)
    except actions.SecondFactorNeeded:
        db.session.rollback()
        return redirect(url_for("accounts.account"), code=303)
    except actions.PasswordChanged:
        db.session.rollback()
        # The other change has signed this browser out.
        session.clear()
        return sign_in_with_message(
            lazy_gettext("Your password was just changed. Sign in with the new one.")
        )
    forget_try()
    begin_session(member, is_own_device=is_own_device)
    db.session.commit()
    flash(_("Your password is changed. Wherever else you were signed in, you are signed out."))
    return redirect(url_for("accounts.account"), code=303)
