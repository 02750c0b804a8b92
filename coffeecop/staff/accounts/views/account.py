"""The own account: name, language, notifications and sessions."""

from flask import abort, g, session
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext, refresh

from coffeecop.db import db
from coffeecop.staff.accounts import actions
from coffeecop.staff.accounts.account_page import notifications_form, show_account
from coffeecop.staff.accounts.forms import AccountForm, ButtonForm
from coffeecop.staff.accounts.signing_in import sign_in_with_message
from coffeecop.staff.accounts.views.sign_in import bp
from coffeecop.staff.identity.auth import staff_only
from coffeecop.web.rendering import flash_to


@bp.get("/account")
@staff_only
def account() -> ResponseReturnValue:
    return show_account()


@bp.post("/account")
@staff_only
def change_account() -> ResponseReturnValue:
    form = AccountForm().or_show(lambda form: show_account("account_form", form=form))
    actions.change_own_account(g.staff_member, name=form.name.data, language=form.language.data)
    db.session.commit()
    # Use the new language for the redirect and its message.
    refresh()
    return flash_to(_("Saved."), "accounts.account")


@bp.post("/account/notifications")
@staff_only
def update_notifications() -> ResponseReturnValue:
    form = notifications_form().or_show(
        lambda form: show_account("notifications", notifications_form=form)
    )
    actions.choose_notifications(g.staff_member, **form.chosen) or abort(404)
    db.session.commit()
    return flash_to(_("Saved."), "accounts.account")


@bp.post("/account/sign-outs")
@staff_only
def sign_out_elsewhere() -> ResponseReturnValue:
    ButtonForm().or_show(lambda form: show_account("sessions", sessions_form=form))
    actions.sign_out_elsewhere(g.staff_session, by=g.staff_member)
    db.session.commit()
    return flash_to(_("You are signed out everywhere else."), "accounts.account")


@bp.post("/account/sessions/<int:session_id>/sign-out")
@staff_only
def sign_out_session(session_id: int) -> ResponseReturnValue:
    ButtonForm().or_show(lambda form: show_account("sessions", sessions_form=form))
    actions.sign_out_of(session_id, by=g.staff_member) or abort(404)
    db.session.commit()
    if session_id == g.staff_session.id:
        session.clear()
        return sign_in_with_message(lazy_gettext("You are signed out."))
    return flash_to(_("You are signed out there."), "accounts.account")
