"""Adding, changing and removing rows of a list of the settings.

The department is locked (`lock_agency`) before its rows are read, so that nobody changes the same
list meanwhile.
"""

from typing import Any

from coffeecop.db import db
from coffeecop.models import StaffMember
from coffeecop.models.audit import Detail, changes, record
from coffeecop.models.keys import put_after
from coffeecop.staff.settings.lists.kinds import SettingsList
from coffeecop.staff.settings.lists.row_form import RowForm


def save_row(kind: SettingsList, form: RowForm, *, by: StaffMember) -> None:
    """Change the form's row, or add a new one, once.

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
