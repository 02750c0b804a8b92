"""Who is on duty, in the settings; alerts on the phones of a person, in their account."""

from datetime import date
from typing import Any

from flask import Blueprint, Response, abort, flash, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.db import db
from coffeecop.models import Agency, Role
from coffeecop.models.keys import ConcurrentSave
from coffeecop.models.mail import lock_notifications
from coffeecop.models.staff import active_staff
from coffeecop.parts.duty import actions
from coffeecop.parts.duty.forms import ChannelForm, ChoiceForm, PhoneForm, WeekForm
from coffeecop.parts.duty.hosts import application_server_key
from coffeecop.parts.duty.messages import queue_test
from coffeecop.parts.duty.models import (
    PushSubscription,
    channel_of,
    choice_of,
    duty_weeks,
    last_alert,
    on_duty,
    phone_of,
    phones,
    ringing_sessions,
)
from coffeecop.staff.accounts.account_page import show_account
from coffeecop.staff.identity.auth import only_for, staff_only
from coffeecop.web.forms import StaffForm
from coffeecop.web.rate_limits import count
from coffeecop.web.rendering import flash_to, render, see_other

# For a department, and for a person.
TEST_LIMIT = "5 per minute; 30 per hour"
bp = Blueprint("duty", __name__, url_prefix="/staff", template_folder="templates")


@bp.get("/settings/duty")
@only_for(Role.ADMIN)
def index() -> ResponseReturnValue:
    agency = g.staff_member.agency
    return render(
        "duty/index.html",
        fragment="settings_content",
        weeks=duty_weeks(agency),
        on_duty=on_duty(agency),
        with_phones={phone.session.staff_id for phone in phones()},
        has_channel=channel_of(agency) is not None,
    )


@bp.get("/settings/duty/<monday>")
@only_for(Role.ADMIN)
def edit(monday: str) -> ResponseReturnValue:
    return _show_week(*_week_or_404(monday))


@bp.post("/settings/duty/<monday>")
@only_for(Role.ADMIN)
def update(monday: str) -> ResponseReturnValue:
    day, form = _week_or_404(monday)
    form.or_show(lambda form: _show_week(day, form))
    actions.change_week(g.staff_member.agency, day, form.chosen, by=g.staff_member)
    return _saved()


@bp.get("/settings/duty/teams")
@only_for(Role.ADMIN)
def edit_channel() -> ResponseReturnValue:
    return _show_channel()


@bp.post("/settings/duty/teams")
@only_for(Role.ADMIN)
def update_channel() -> ResponseReturnValue:
    form = ChannelForm().or_show(_show_channel)
    url = form.teams_url.data or None
    actions.change_channel(g.staff_member.agency, url, by=g.staff_member)
    return _saved()


@bp.post("/settings/duty/test")
@only_for(Role.ADMIN)
def test_card() -> ResponseReturnValue:
    agency, form = g.staff_member.agency, StaffForm()
    to = agency if channel_of(agency) else None
    if not _is_tested(form, to, _("There is no channel in Teams to test yet."), agency.id):
        return _show_channel(test_form=form)
    return see_other("duty.edit_channel")


def _week_or_404(monday: str) -> tuple[date, WeekForm]:
    agency = g.staff_member.agency
    weeks = {str(day): (day, week) for day, week in duty_weeks(agency).items()}
    day, week = weeks.get(monday) or abort(404)
    return day, WeekForm(active_staff(agency.id), week)


def _saved() -> ResponseReturnValue:
    db.session.commit()
    return flash_to(_("Saved."), "duty.index")


def _show_week(monday: date, form: WeekForm) -> Response:
    return render("duty/week.html", fragment="form", form=form, monday=monday)


def _show_channel(form: ChannelForm | None = None, test_form: StaffForm | None = None) -> Response:
    agency = g.staff_member.agency
    url = channel_of(agency)
    return render(
        "duty/channel.html",
        fragment="test" if test_form else "form",
        form=form or ChannelForm(formdata=None, data={"teams_url": url}),
        test_form=test_form or StaffForm(formdata=None),
        has_channel=url is not None,
        last_alert=last_alert(agency),
    )


@bp.post("/account/wakes")
@staff_only
def choose() -> ResponseReturnValue:
    form = ChoiceForm(choice_of(g.staff_member))
    form.or_show(lambda form: show_account("notifications", wakes_form=form))
    settings = lock_notifications(g.staff_member.id) or abort(404)
    choice = choice_of(settings.staff_member)
    choice.choose(form.wakes.data)
    db.session.add(choice)
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
    try:
        actions.turn_on_phone(g.staff_session, endpoint=form.endpoint.data, **keys)
        db.session.commit()
        flash(_("Alerts come to this phone. Send a test to be sure."))
    except ConcurrentSave:
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
    phone, form = phone_of(g.staff_session, to_stay=True), StaffForm()
    if not _is_tested(form, phone, _("Alerts are not turned on here."), g.staff_member.id):
        return show_account("notifications", phone_form=form)
    return see_other("accounts.account", show="notifications")


def _is_tested(
    form: StaffForm, to: PushSubscription | Agency | None, lacks: str, limited_id: int
) -> bool:
    """Queue a test and say so; else the form says why there is none."""
    if form.validate_on_submit() and to is None:
        form.form_errors.append(lacks)
    elif not count(TEST_LIMIT, f"{request.endpoint}", str(limited_id)):
        form.form_errors.append(_("That is enough for now. Wait a minute, then test again."))
    if form.errors or to is None:
        return False
    queue_test(to)
    db.session.commit()
    flash(_("The test is on its way, and gets there within half a minute."))
    return True


def account_section() -> dict[str, Any]:
    member, phone = g.staff_member, phone_of(g.staff_session)
    return {
        "wakes_form": ChoiceForm(choice_of(member), formdata=None),
        "phone_form": PhoneForm(formdata=None),
        "phone": phone,
        "last_alert": last_alert(phone) if phone else None,
        "on_duty": on_duty(member.agency),
        "server_key": application_server_key(),
        "said_of_sessions": dict.fromkeys(ringing_sessions(member), _("Gets alerts")),
    }
