"""What a department decides for itself, and which parts it uses."""

from flask import Blueprint, Response, abort, flash, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.db import db
from coffeecop.staff.identity.auth import admin_only, only_for
from coffeecop.staff.settings.actions import change_settings
from coffeecop.staff.settings.forms import PartsForm, SettingsForm
from coffeecop.staff.settings.groups import GROUPS
from coffeecop.staff.settings.lists.kinds import ORGANIZERS
from coffeecop.staff.settings.rows import settings_rows
from coffeecop.web.rendering import render, see_other

bp = Blueprint("settings", __name__, url_prefix="/staff/settings")
bp.add_app_template_global(settings_rows)


@bp.get("")
@only_for(*ORGANIZERS)
def index() -> ResponseReturnValue:
    return render("staff/settings/index.html", fragment="staff_content")


@bp.get("/edit/<group>")
@admin_only
def edit(group: str) -> ResponseReturnValue:
    return _show_settings(group, _form_or_404(group))


@bp.post("/edit/<group>")
@admin_only
def update(group: str) -> ResponseReturnValue:
    form = _form_or_404(group).or_show(lambda form: _show_settings(group, form))
    change_settings(g.staff_member.agency, form.settings, by=g.staff_member)
    db.session.commit()
    flash(_("Saved."))
    return see_other("settings.index")


@bp.get("/parts")
@admin_only
def parts() -> ResponseReturnValue:
    return _show_parts(PartsForm(g.staff_member.agency))


@bp.post("/parts")
@admin_only
def update_parts() -> ResponseReturnValue:
    agency = g.staff_member.agency
    form = PartsForm(agency).or_show(_show_parts)
    change_settings(agency, {"parts_off": form.parts_off}, by=g.staff_member)
    db.session.commit()
    flash(_("Saved."))
    return see_other("settings.parts")


def _form_or_404(group: str) -> SettingsForm:
    return SettingsForm(g.staff_member.agency, GROUPS.get(group) or abort(404))


def _show_settings(name: str, form: SettingsForm) -> Response:
    group = GROUPS[name]
    return render("staff/settings/edit.html", fragment="form", form=form, group=group, name=name)


def _show_parts(form: PartsForm) -> Response:
    return render("staff/settings/parts.html", fragment="form", form=form)
