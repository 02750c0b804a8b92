"""What a department decides for itself, and which parts it uses."""

from flask import Blueprint, Response, abort, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.db import db
from coffeecop.staff.identity.auth import admin_only, only_for
from coffeecop.staff.settings.actions import change_settings
from coffeecop.staff.settings.forms import PartsForm, SettingsForm
from coffeecop.staff.settings.groups import GROUPS
from coffeecop.staff.settings.installation import show_installation
from coffeecop.staff.settings.lists.kinds import ORGANIZERS
from coffeecop.staff.settings.lists.page import list_called, list_page
from coffeecop.staff.settings.rows import settings_rows
from coffeecop.web.forms import StaffForm
from coffeecop.web.rendering import render, told

bp = Blueprint("settings", __name__, url_prefix="/staff/settings")
bp.add_app_template_global(settings_rows)


@bp.get("")
@only_for(*ORGANIZERS)
def index() -> ResponseReturnValue:
    """Show what there is to set, or one of it: ?open=checklist."""
    opened = request.args.get("open")
    if opened is None:
        return render("staff/settings/index.html", fragment="staff_content")
    if kind := list_called(opened):
        return list_page(kind)
    return _open_for_administrators(opened)


@admin_only
def _open_for_administrators(opened: str) -> ResponseReturnValue:
    if opened == "parts":
        return _show_parts(PartsForm(g.staff_member.agency))
    if opened == "installation":
        return show_installation(StaffForm())
    return _show_settings(opened, _form_or_404(opened))


@bp.post("/edit/<group>")
@admin_only
def update(group: str) -> ResponseReturnValue:
    form = _form_or_404(group).or_show(lambda form: _show_settings(group, form))
    change_settings(g.staff_member.agency, form.settings, by=g.staff_member)
    db.session.commit()
    return told(_("Saved."), "settings.index")


@bp.post("/parts")
@admin_only
def update_parts() -> ResponseReturnValue:
    agency = g.staff_member.agency
    form = PartsForm(agency).or_show(_show_parts)
    change_settings(agency, {"parts_off": form.parts_off}, by=g.staff_member)
    db.session.commit()
    return told(_("Saved."), "settings.index", open="parts")


def _form_or_404(group: str) -> SettingsForm:
    return SettingsForm(g.staff_member.agency, GROUPS.get(group) or abort(404))


def _show_settings(name: str, form: SettingsForm) -> Response:
    group = GROUPS[name]
    return render("staff/settings/edit.html", fragment="form", form=form, group=group, name=name)


def _show_parts(form: PartsForm) -> Response:
    return render("staff/settings/parts.html", fragment="form", form=form)
