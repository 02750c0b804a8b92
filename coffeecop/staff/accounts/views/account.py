"""The own account: name, language, password and sessions."""

from typing import Any

from flask import abort, current_app, flash, g, session
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext, refresh

from coffeecop.db import db
from coffeecop.models import Language, StaffMember
from coffeecop.models.mail import lock_notifications, notifications_of
from coffeecop.parts import sections_at, sign_in_provider
from coffeecop.parts.links import Spot
from coffeecop.staff.accounts import actions
from coffeecop.staff.accounts.forms import BROWSER_LANGUAGE, AccountForm, ChangePasswordForm
from coffeecop.staff.accounts.notification_forms import NotificationsForm
from coffeecop.staff.accounts.queries import open_sessions, session_of
from coffeecop.staff.accounts.views.sign_in import bp, record_failed_sign_in, sign_in_with_message
from coffeecop.staff.identity.auth import begin_session, staff_only
from coffeecop.staff.identity.passwords import (
    hash_password,
    is_short,
    personal_words_of,
    verify_password,
)
from coffeecop.staff.identity.sign_in_limits import forget_try, too_many_tries
from coffeecop.web.forms import StaffForm
from coffeecop.web.rendering import render, see_other


@bp.get("/account")
@staff_only
def account() -> ResponseReturnValue:
    return show_account()


@bp.post("/account")
@staff_only
def change_account() -> ResponseReturnValue:
    form = AccountForm().or_show(lambda form: show_account("account_form", form=form))
    language = Language(form.language.data) if form.language.data else None
    actions.change_own_account(g.staff_member, name=form.name.data, language=language)
    db.session.commit()
    # Use the new language for the redirect and its message.
    refresh()
    flash(_("Saved."))
    return see_other("accounts.account")


@bp.post("/account/notifications")
@staff_only
def update_notifications() -> ResponseReturnValue:
    form = NotificationsForm(notifications_of(g.staff_member))
    if not form.validate_on_submit():
        return show_account("notifications", notifications_form=form)
    settings = lock_notifications(g.staff_member.id) or abort(404)
    settings.choose(
        alerts=form.alerts.data,
        digest=form.digest_days.data,
        quiet_from=form.quiet_from.data,
        quiet_until=form.quiet_until.data,
        flags_break_quiet=form.flags_break_quiet.data,
    )
    settings.briefings = form.briefed_on.data
    db.session.commit()
    flash(_("Saved."))
    return see_other("accounts.account")


@bp.post("/account/password")
@staff_only
def update_password() -> ResponseReturnValue:
    member = g.staff_member
    email, stored = member.email, member.password_hash
    is_own_device = g.staff_session.is_own_device
    form = _password_form().or_show(lambda form: show_account("password_form", password_form=form))
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
        forget_try()
    except actions.SecondFactorNeeded:
        db.session.rollback()
        return see_other("accounts.account")
    except actions.PasswordChanged:
        db.session.rollback()
        # The other change has signed this browser out.
        session.clear()
        return sign_in_with_message(
            lazy_gettext("Your password was just changed. Sign in with the new one.")
        )
    begin_session(member, is_own_device=is_own_device)
    db.session.commit()
    flash(_("Your password is changed. Wherever else you were signed in, you are signed out."))
    return see_other("accounts.account")


@bp.post("/account/sign-outs")
@staff_only
def sign_out_elsewhere() -> ResponseReturnValue:
    StaffForm().or_show(lambda form: show_account("sessions", sessions_form=form))
    actions.sign_out_elsewhere(g.staff_session, by=g.staff_member)
    db.session.commit()
    flash(_("You are signed out everywhere else."))
    return see_other("accounts.account")


@bp.post("/account/sessions/<int:session_id>/sign-out")
@staff_only
def sign_out_session(session_id: int) -> ResponseReturnValue:
    chosen = session_of(g.staff_member, session_id)
    if chosen is None:
        abort(404)
    StaffForm().or_show(lambda form: show_account("sessions", sessions_form=form))
    actions.sign_out_of(chosen, by=g.staff_member)
    db.session.commit()
    if chosen is g.staff_session:
        session.clear()
        return sign_in_with_message(lazy_gettext("You are signed out."))
    flash(_("You are signed out there."))
    return see_other("accounts.account")


def show_account(
    fragment: str = "account_form", *, status: int | None = None, **sent: StaffForm
) -> ResponseReturnValue:
    """`sent`: the form that failed, which is in the fragment."""
    member = g.staff_member
    language = member.language or BROWSER_LANGUAGE
    forms = {
        "form": AccountForm(formdata=None, name=member.name, language=language),
        "notifications_form": NotificationsForm(notifications_of(member), formdata=None),
        "password_form": _password_form(formdata=None),
        "sessions_form": StaffForm(formdata=None),
    }
    sections = sections_at(Spot.ACCOUNT, member.agency)
    of_sections = {name: value for each in sections.values() for name, value in each.items()}
    return render(
        "staff/accounts/account.html",
        fragment=fragment,
        status=status,
        **{"said_of_sessions": {}} | of_sections | forms | sent,
        shown=fragment,
        mail_is_sent=current_app.config["SMTP_URL"] is not None,
        sessions=open_sessions(g.staff_session),
        own_session=g.staff_session,
        sections=sections,
        has_password=_has_password(member),
    )


def _has_password(member: StaffMember) -> bool:
    """Return whether a password lets them in, or will once they have one."""
    if (provider := sign_in_provider()) and provider.is_only_way:
        return False
    return member.password_hash is not None or not member.is_linked_to_provider


def _password_form(**options: Any) -> ChangePasswordForm:
    member = g.staff_member
    return ChangePasswordForm(
        known=personal_words_of(member), has_second_factor=member.has_second_factor, **options
    )
