from flask import flash, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.db import db
from coffeecop.models import Role
from coffeecop.staff.actions import change_agency
from coffeecop.staff.auth import only_for
from coffeecop.staff.forms import SettingsForm
from coffeecop.staff.views.blueprint import bp
from coffeecop.web import render, see_other


@bp.get("/settings")
@only_for(Role.ADMIN)
def settings() -> ResponseReturnValue:
    return _show_settings(SettingsForm(g.staff_member.agency))


@bp.post("/settings")
@only_for(Role.ADMIN)
def change_settings() -> ResponseReturnValue:
    agency = g.staff_member.agency
    form = SettingsForm(agency)
    if not form.validate_on_submit():
        return _show_settings(form, status=422)
    change_agency(agency, form.settings, by=g.staff_member)
    db.session.commit()
    flash(_("Saved."))
    return see_other("staff.settings")


def _show_settings(form: SettingsForm, status: int = 200) -> ResponseReturnValue:
    return render("staff/settings.html", fragment="form", status=status, form=form)
