"""Alerts on the phone of a person: turning them on and off in this browser, and a test."""

from flask import flash, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.db import db
from coffeecop.mail.duty import queue_test
from coffeecop.models.duty import phone_of
from coffeecop.models.keys import ConcurrentSave
from coffeecop.staff.accounts import actions
from coffeecop.staff.accounts.notification_forms import PhoneForm
from coffeecop.staff.accounts.views.account import show_account
from coffeecop.staff.accounts.views.sign_in import bp
from coffeecop.staff.identity.auth import staff_only
from coffeecop.web.forms import StaffForm
from coffeecop.web.rate_limits import count
from coffeecop.web.rendering import see_other

TEST_LIMIT = "5 per minute; 30 per hour"


@bp.post("/account/phone")
@staff_only
def turn_on_phone() -> ResponseReturnValue:
    form = PhoneForm()
    if form.validate_on_submit() and not g.staff_session.is_own_device:
        form.form_errors.append(_("This is a shared device. Sign in on your own to get alerts."))
    if form.errors:
        return show_account("phone", phone_form=form)
    keys = {"p256dh": form.p256dh.data, "auth": form.auth.data}
    try:
        actions.turn_on_phone(g.staff_session, endpoint=form.endpoint.data, **keys)
        db.session.commit()
        flash(_("Alerts come to this phone. Send a test to be sure."))
    except ConcurrentSave:
        flash(_("Not saved: somebody saved the same at this moment. Try again."), "error")
    return see_other("accounts.account", show="notifications")


@bp.post("/account/phone/off")
@staff_only
def turn_off_phone() -> ResponseReturnValue:
    form = StaffForm()
    if not form.validate_on_submit():
        return show_account("phone", phone_form=form)
    actions.turn_off_phone(g.staff_session)
    db.session.commit()
    flash(_("No alerts come to this phone any more."))
    return see_other("accounts.account", show="notifications")


@bp.post("/account/phone/test")
@staff_only
def test_phone() -> ResponseReturnValue:
    phone = phone_of(g.staff_session, to_stay=True)
    form = StaffForm()
    if form.validate_on_submit() and phone is None:
        form.form_errors.append(_("Alerts are not turned on here."))
    elif not count(TEST_LIMIT, "phone test", str(g.staff_member.id)):
        form.form_errors.append(_("That is enough for now. Wait a minute, then test again."))
    if form.errors or phone is None:
        return show_account("phone", phone_form=form)
    queue_test(phone)
    db.session.commit()
    flash(_("The test is on its way, and gets there within half a minute."))
    return see_other("accounts.account", show="notifications")
