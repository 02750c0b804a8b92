"""Changing, adding and removing rows of the lists of the settings."""

from flask import Blueprint, abort, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.db import db
from coffeecop.models.keys import ChangedByColleague
from coffeecop.staff.identity.auth import only_for
from coffeecop.staff.settings.lists.kinds import ORGANIZERS, SettingsList
from coffeecop.staff.settings.lists.page import (
    form_or_404,
    list_called,
    remove_row,
    row_page,
    save_row,
)
from coffeecop.web.forms import StaffForm
from coffeecop.web.rendering import flash_to

bp = Blueprint("settings_lists", __name__, url_prefix="/staff/settings/lists")


@bp.post("/<list_name>/<row_key>")
@only_for(*ORGANIZERS)
def update(list_name: str, row_key: str) -> ResponseReturnValue:
    kind = _list_or_404(list_name)
    form = form_or_404(kind, kind.locked_rows(g.staff_member.agency_id), row_key)
    form.or_show(lambda form: row_page(kind, form))
    try:
        save_row(kind, form, by=g.staff_member)
    except ChangedByColleague:
        form.add_conflict(form.row)
        return row_page(kind, form)
    return _saved(kind)


@bp.post("/<list_name>/<row_key>/remove")
@only_for(*ORGANIZERS)
def remove(list_name: str, row_key: str) -> ResponseReturnValue:
    kind = _list_or_404(list_name)
    form = form_or_404(kind, kind.locked_rows(g.staff_member.agency_id), row_key, formdata=None)
    if not (kind.remove and form.row):
        abort(404)
    StaffForm().or_show(lambda removal_form: row_page(kind, form, removal_form))
    if form.row.version:
        remove_row(kind, form.row, by=g.staff_member)
    return _saved(kind)


def _list_or_404(name: str) -> SettingsList:
    return list_called(name) or abort(404)


def _saved(kind: SettingsList) -> ResponseReturnValue:
    db.session.commit()
    return flash_to(_("Saved."), "settings.index", open=kind.name)
