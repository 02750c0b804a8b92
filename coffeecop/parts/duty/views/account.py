"""What rings the phones of a person, and whether this one does, in their account."""

from flask import abort, flash, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.db import db
from coffeecop.parts.duty import actions
from coffeecop.parts.duty.blueprint import bp, send_test
from coffeecop.parts.duty.forms import ChoiceForm, PhoneForm, PhoneTestForm
from coffeecop.staff.accounts.account_page import show_account
from coffeecop.staff.identity.auth import staff_only
from coffeecop.web.forms import StaffForm
from coffeecop.web.rendering import flash_to, see_other


@bp.post("/account/wakes")
@staff_only
def choose() -> ResponseReturnValue:
    form = ChoiceForm(g.staff_member)
    form.or_show(lambda form: show_account("notifications", wakes_form=form))
    if not actions.choose(g.staff_member, form.wakes.data):
        abort(404)
    db.session.commit()
    return flash_to(_("Saved."), "accounts.account", show="notifications")


@bp.post("/account/phone")
@staff_only
def turn_on_phone() -> ResponseReturnValue:
    form = PhoneForm()
    if form.validate_on_submit() and not g.staff_session.is_own_device:
        form.form_errors.append(_("This is a shared device. Sign in on your own to get alerts."))
    if form.errors:
        return show_account("notifications", phone_form=form)
    keys = {"p256dh": form.p256dh.data, "auth": form.auth.data}
    if actions.turn_on_phone(g.staff_session, endpoint=form.endpoint.data, **keys):
        db.session.commit()
        flash(_("Alerts come to this phone. Send a test to be sure."))
    else:
        flash(_("Not saved: someone saved the same thing at the same moment. Try again."), "error")
    return see_other("accounts.account", show="notifications")


@bp.post("/account/phone/off")
@staff_only
def turn_off_phone() -> ResponseReturnValue:
    StaffForm().or_show(lambda form: show_account("notifications", phone_form=form))
    actions.turn_off_phone(g.staff_session)
    db.session.commit()
    flash(_("No alerts come to this phone any more."))
    return see_other("accounts.account", show="notifications")


@bp.post("/account/phone/test")
@staff_only
def test_phone() -> ResponseReturnValue:
    form = PhoneTestForm(g.staff_session)
    form.or_show(lambda form: show_account("notifications", phone_form=form))
    send_test(form.to)
    db.session.commit()
    return see_other("accounts.account", show="notifications")
