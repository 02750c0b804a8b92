"""A list of the settings as one opens it, the page of one of its rows, and changing it."""

from typing import Any

from flask import Response, abort, g

from coffeecop.db import db
from coffeecop.models import StaffMember
from coffeecop.models.audit import Detail, changes, record
from coffeecop.models.keys import put_after
from coffeecop.staff.settings.lists.forms import RowForm
from coffeecop.staff.settings.lists.kinds import ORGANIZERS as ORGANIZERS
from coffeecop.staff.settings.lists.kinds import SettingsList, lists_for
from coffeecop.web.forms import StaffForm
from coffeecop.web.rendering import render

# In place of the key of a row.
NEW = "new"


def list_called(name: str) -> SettingsList | None:
    return next((kind for kind in lists_for(g.staff_member) if kind.name == name), None)


def list_page(kind: SettingsList, row_key: str | None) -> Response:
    rows = list(kind.rows(g.staff_member.agency_id))
    if row_key is not None:
        return row_page(kind, form_or_404(kind, rows, row_key))
    lines = [(kind.key_of(row), kind.line(row)) for row in rows]
    return render(
        "staff/settings/lists/index.html", fragment="settings_content", kind=kind, lines=lines
    )


def form_or_404(kind: SettingsList, rows: list[Any], key: str, **options: Any) -> RowForm:
    row = next((each for each in rows if kind.key_of(each) == key), None)
    if not (row or (kind.add and key == NEW)):
        abort(404)
    return kind.form(row, [each for each in rows if each is not row], **options)


def row_page(kind: SettingsList, form: RowForm, removal_form: StaffForm | None = None) -> Response:
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


def save_row(kind: SettingsList, form: RowForm, *, by: StaffMember) -> None:
    """Change the form's row, or add a new one, once; `locked_rows` keeps others off its list.

    Raises ChangedByColleague if the form showed another version of the row.
    """
    if form.twin:
        return
    row = form.row or kind.model(agency_id=by.agency_id)
    before, is_new = kind.audit_name(row), row.version is None
    changed = {**changes(row.write(form.values, seen=form.version.data))}
    if "place" in form and (is_new or form.place.is_moved):
        put_after([row], form.others, form.place.data)
        changed["position"] = None
    if not changed:
        return
    db.session.add(row)
    name = kind.audit_name(row)
    detail: Detail = {"added": name} if is_new else {"item": before, **changed}
    record(kind.action, by=by, subject=by.agency, detail=detail)


def remove_row(kind: SettingsList, row: Any, *, by: StaffMember) -> None:
    db.session.delete(row)
    record(kind.action, by=by, subject=by.agency, detail={"removed": kind.audit_name(row)})
