"""A list of the settings as one opens it, and the page of one of its rows."""

from typing import Any

from flask import Response, abort, g

from coffeecop.staff.settings.lists.kinds import ORGANIZERS as ORGANIZERS
from coffeecop.staff.settings.lists.kinds import SettingsList, lists_for
from coffeecop.staff.settings.lists.row_form import RowForm
from coffeecop.web.forms import StaffForm
from coffeecop.web.rendering import render

# In place of the key of a row.
NEW = "new"


def list_called(name: str) -> SettingsList | None:
    """Return the list of this name, if this person may change it."""
    return next((kind for kind in lists_for(g.staff_member) if kind.name == name), None)


def list_page(kind: SettingsList, row_key: str | None) -> Response:
    """Show all rows, or the form of one or of a new one."""
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
