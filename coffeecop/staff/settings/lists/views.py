"""The page of a row of a list of the settings, where a new one is added too."""

from typing import Any

from flask import Blueprint, abort, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.db import db
from coffeecop.models.keys import ChangedByColleague
from coffeecop.staff.identity.auth import only_for
from coffeecop.staff.settings.lists.actions import remove_row, save_row
from coffeecop.staff.settings.lists.kinds import ORGANIZERS, SettingsList
from coffeecop.staff.settings.lists.page import list_called, rows_of
from coffeecop.staff.settings.lists.row_form import RowForm
from coffeecop.web.forms import StaffForm
from coffeecop.web.rendering import render, told

# In place of the key of a row.
NEW = "new"
bp = Blueprint("settings_lists", __name__, url_prefix="/staff/settings/lists")


@bp.get("/<list_name>/<row_key>")
@only_for(*ORGANIZERS)
def edit(list_name: str, row_key: str) -> ResponseReturnValue:
    kind = _list_or_404(list_name)
    return _show_form(kind, _form_or_404(kind, rows_of(kind), row_key))


@bp.post("/<list_name>/<row_key>")
@only_for(*ORGANIZERS)
def update(list_name: str, row_key: str) -> ResponseReturnValue:
    kind = _list_or_404(list_name)
    form = _form_or_404(kind, kind.locked_rows(g.staff_member.agency_id), row_key)
    if not form.validate_on_submit():
        return _show_form(kind, form)
    try:
        save_row(kind, form, by=g.staff_member)
    except ChangedByColleague:
        form.add_conflict(form.row)
        return _show_form(kind, form)
    return _saved(kind)


@bp.post("/<list_name>/<row_key>/remove")
@only_for(*ORGANIZERS)
def remove(list_name: str, row_key: str) -> ResponseReturnValue:
    kind = _list_or_404(list_name)
    form = _form_or_404(kind, kind.locked_rows(g.staff_member.agency_id), row_key, formdata=None)
    if not (kind.remove and form.row):
        abort(404)
    removal_form = StaffForm()
    if not removal_form.validate_on_submit():
        return _show_form(kind, form, removal_form)
    if form.row.version:
        remove_row(kind, form.row, by=g.staff_member)
    return _saved(kind)


def _list_or_404(name: str) -> SettingsList:
    return list_called(name) or abort(404)


def _form_or_404(kind: SettingsList, rows: list[Any], key: str, **options: Any) -> RowForm:
    row = next((each for each in rows if kind.key_of(each) == key), None)
    if not (row or (kind.add and key == NEW)):
        abort(404)
    return kind.form(row, [each for each in rows if each is not row], **options)


def _saved(kind: SettingsList) -> ResponseReturnValue:
    db.session.commit()
    return told(_("Saved."), "settings.index", open=kind.name)


def _show_form(
    kind: SettingsList, form: RowForm, removal_form: StaffForm | None = None
) -> ResponseReturnValue:
    row = form.row
    return render(
        "staff/settings/lists/edit.html",
        fragment="form",
        kind=kind,
        form=form,
        title=kind.line(row).title if row else kind.add,
        address={"list_name": kind.name, "row_key": kind.key_of(row) if row else NEW},
        is_removable=row is not None and row.version is not None and kind.remove is not None,
        removal_form=removal_form or StaffForm(formdata=None),
    )
