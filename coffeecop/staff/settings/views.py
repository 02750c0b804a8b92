"""What a department decides for itself, which parts it uses, and the mail of its server."""

from flask import Blueprint, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.db import db
from coffeecop.mail.trial import Trial, record_trial
from coffeecop.staff.identity.auth import admin_only, only_for
from coffeecop.staff.settings import pages
from coffeecop.staff.settings.groups import change_settings
from coffeecop.staff.settings.lists.page import ORGANIZERS, list_called, list_page
from coffeecop.staff.settings.pages import (
    PartsForm,
    refusal_of_mail_test,
    settings_rows,
    show_installation,
)
from coffeecop.web.forms import StaffForm
from coffeecop.web.rendering import render, told

bp = Blueprint("settings", __name__, url_prefix="/staff/settings")
bp.add_app_template_global(settings_rows)


@bp.get("")
@only_for(*ORGANIZERS)
def index() -> ResponseReturnValue:
    """Show what there is to set, or one of it: ?open=checklist&row=new."""
    opened = request.args.get("open")
    if opened is None:
        return render("staff/settings/index.html", fragment="staff_content")
    kind = list_called(opened)
    return list_page(kind, request.args.get("row")) if kind else _open_for_administrators(opened)


@admin_only
def _open_for_administrators(opened: str) -> ResponseReturnValue:
    return pages.opened_page(opened)


@bp.post("/edit/<group>")
@admin_only
def update(group: str) -> ResponseReturnValue:
    form = pages.group_form(group).or_show(lambda form: pages.show_group(group, form))
    change_settings(g.staff_member.agency, form.settings, by=g.staff_member)
    db.session.commit()
    return told(_("Saved."), "settings.index")


@bp.post("/parts")
@admin_only
def update_parts() -> ResponseReturnValue:
    agency = g.staff_member.agency
    form = PartsForm(agency).or_show(pages.show_parts)
    change_settings(agency, {"parts_off": form.parts_off}, by=g.staff_member)
    db.session.commit()
    return told(_("Saved."), "settings.index", open="parts")


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
