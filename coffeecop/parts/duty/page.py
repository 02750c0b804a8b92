"""What pages of the settings and of an account show of duty."""

from datetime import date
from typing import Any

from flask import Response, abort, g
from flask_babel import gettext as _

from coffeecop.models.staff import active_staff
from coffeecop.parts.duty.forms import ChannelForm, ChoiceForm, PhoneForm, WeekForm
from coffeecop.parts.duty.hosts import application_server_key
from coffeecop.parts.duty.models import (
    channel_of,
    duty_weeks,
    last_alert,
    on_duty,
    phone_of,
    phones,
    ringing_sessions,
)
from coffeecop.web.forms import StaffForm
from coffeecop.web.rendering import render


def index_page() -> Response:
    agency = g.staff_member.agency
    return render(
        "duty/index.html",
        fragment="settings_content",
        weeks=duty_weeks(agency),
        on_duty=on_duty(agency),
        with_phones={phone.session.staff_id for phone in phones()},
        has_channel=channel_of(agency) is not None,
    )


def week_or_404(monday: str) -> tuple[date, WeekForm]:
    agency = g.staff_member.agency
    weeks = {str(day): (day, week) for day, week in duty_weeks(agency).items()}
    day, week = weeks.get(monday) or abort(404)
    return day, WeekForm(active_staff(agency.id), week)


def week_page(monday: date, form: WeekForm) -> Response:
    return render("duty/week.html", fragment="form", form=form, monday=monday)


def channel_page(form: ChannelForm | None = None, test_form: StaffForm | None = None) -> Response:
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


def account_section() -> dict[str, Any]:
    member, phone = g.staff_member, phone_of(g.staff_session)
    return {
        "wakes_form": ChoiceForm(member, formdata=None),
        "phone_form": PhoneForm(formdata=None),
        "phone": phone,
        "last_alert": last_alert(phone) if phone else None,
        "on_duty": on_duty(member.agency),
        "server_key": application_server_key(),
        "said_of_sessions": dict.fromkeys(ringing_sessions(member), _("Gets alerts")),
    }
