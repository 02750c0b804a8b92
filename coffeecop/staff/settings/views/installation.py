"""What runs on the server: its mail, and a test of it."""

from flask import g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.db import db
from coffeecop.mail.trial import Trial, record_trial
from coffeecop.staff.identity.auth import admin_only
from coffeecop.staff.settings.pages import refusal_of_mail_test, show_installation
from coffeecop.staff.settings.views.department import bp
from coffeecop.web.forms import StaffForm
from coffeecop.web.rendering import told

# A request may wait for the mail server this long, and for one answer of it half as long.
MAIL_TEST_SECONDS = 12


@bp.post("/installation")
@admin_only
def test_mail() -> ResponseReturnValue:
    form = StaffForm()
    if form.validate_on_submit() and (refusal := refusal_of_mail_test()):
        form.form_errors.append(refusal)
    if form.errors:
        return show_installation(form)
    trial = Trial(g.staff_member.email, timeout=MAIL_TEST_SECONDS / 2)
    # End the transaction: writers must not wait for the mail server.
    db.session.rollback()
    results = trial.run_within(MAIL_TEST_SECONDS)
    is_accepted = record_trial(results, by=g.staff_member)
    db.session.commit()
    if not is_accepted:
        return show_installation(form, results)
    taken = _("The mail server took the mail. It said: %(answer)s", answer=results[-1].answer)
    return told(taken, "settings.index", open="installation")
