"""The choice of each person, in their account."""

from typing import Any

from flask import Blueprint, abort, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.db import db
from coffeecop.models.mail import lock_notifications, notifications_of
from coffeecop.parts.scheduled_mail import schedule
from coffeecop.parts.scheduled_mail.forms import ScheduledMailForm
from coffeecop.staff.accounts.account_page import show_account
from coffeecop.staff.identity.auth import staff_only
from coffeecop.web.rendering import flash_to

bp = Blueprint(schedule.NAME, __name__, url_prefix="/staff/account", template_folder="templates")


@bp.post("/scheduled-mail")
@staff_only
def choose() -> ResponseReturnValue:
    form = ScheduledMailForm().or_show(
        lambda form: show_account("notifications", scheduled_mail_form=form)
    )
    settings = lock_notifications(g.staff_member.id) or abort(404)
    schedule.choose(settings, digest=form.digest_days.data, briefings=form.briefed_on.data)
    db.session.commit()
    return flash_to(_("Saved."), "accounts.account", show="notifications")


def account_section() -> dict[str, Any]:
    settings = notifications_of(g.staff_member)
    chosen = {
        "digest_days": schedule.digest_days(settings),
        "briefed_on": schedule.briefed_on(settings),
    }
    return {"scheduled_mail_form": ScheduledMailForm(formdata=None, data=chosen)}
