"""A test mail to whoever asks for it, and what the mail server said at each step."""

from flask import Blueprint, current_app, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.db import db
from coffeecop.parts.mail_test.trial import Trial, record_trial
from coffeecop.staff.identity.auth import admin_only
from coffeecop.staff.settings.pages import show_installation
from coffeecop.web.forms import StaffForm
from coffeecop.web.rate_limits import count
from coffeecop.web.rendering import flash_to

bp = Blueprint("mail_test", __name__, url_prefix="/staff/settings", template_folder="templates")

# For a department.
LIMIT = "5 per minute; 30 per hour"
# A request may wait for the mail server this long, and for one answer of it half as long.
SECONDS = 12


@bp.post("/installation")
@admin_only
def send() -> ResponseReturnValue:
    form = StaffForm()
    if form.validate_on_submit() and (refusal := _refusal()):
        form.form_errors.append(refusal)
    if form.errors:
        return show_installation(form)
    trial = Trial(g.staff_member.email, timeout=SECONDS / 2)
    # End the transaction: writers must not wait for the mail server.
    db.session.rollback()
    results = trial.run_within(SECONDS)
    is_accepted = record_trial(results, by=g.staff_member)
    db.session.commit()
    if not is_accepted:
        return show_installation(form, results)
    taken = _("The mail server took the mail. It said: %(answer)s", answer=results[-1].answer)
    return flash_to(taken, "settings.index", open="installation")


def _refusal() -> str | None:
    if not current_app.config["SMTP_URL"]:
        return _("There is no mail server to test yet.")
    if not count(LIMIT, "mail test", str(g.staff_member.agency_id)):
        return _("That is enough for now. Wait a minute, then test again.")
    return None
