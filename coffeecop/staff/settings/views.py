from flask import Blueprint, current_app, flash, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.db import db
from coffeecop.mail.outbox import mail_counts
from coffeecop.models import AuditAction, Role
from coffeecop.models.audit import record
from coffeecop.models.installation import the_installation
from coffeecop.staff.auth import only_for
from coffeecop.staff.settings.forms import SettingsForm
from coffeecop.web.rendering import render, see_other

bp = Blueprint("settings", __name__, url_prefix="/staff/settings")


@bp.get("")
@only_for(Role.ADMIN)
def edit() -> ResponseReturnValue:
    return _show_settings(SettingsForm(g.staff_member.agency))


@bp.post("")
@only_for(Role.ADMIN)
def update() -> ResponseReturnValue:
    agency = g.staff_member.agency
    form = SettingsForm(agency)
    if not form.validate_on_submit():
        return _show_settings(form)
    changed = [name for name, value in form.settings.items() if getattr(agency, name) != value]
    form.populate_obj(agency)
    if changed:
        detail = ", ".join(changed)
        record(AuditAction.SETTINGS_CHANGED, by=g.staff_member, subject=agency, detail=detail)
    db.session.commit()
    flash(_("Saved."))
    return see_other("settings.edit")


@bp.get("/installation")
@only_for(Role.ADMIN)
def installation() -> ResponseReturnValue:
    return render(
        "staff/settings/installation.html",
        fragment="staff_content",
        installation=the_installation(),
        mail=mail_counts(),
        mail_from=current_app.config["SMTP_URL"] and current_app.config["MAIL_FROM"],
        database=db.engine.dialect.name,
    )


def _show_settings(form: SettingsForm) -> ResponseReturnValue:
    return render(
        "staff/settings/edit.html", fragment="form", form=form, installation=the_installation()
    )
