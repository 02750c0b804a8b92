"""Adding, changing, removing and moving rows of a list of the settings.

The department is locked (`lock_agency`) before its rows are read, so that nobody changes the same
list meanwhile.
"""

from collections.abc import Sequence
from typing import Any

from coffeecop.db import db
from coffeecop.models import StaffMember
from coffeecop.models.audit import changes, record
from coffeecop.staff.settings.lists.kinds import SettingsList
from coffeecop.staff.settings.lists.row_form import RowForm


def save_row(kind: SettingsList, form: RowForm, *, by: StaffMember) -> None:
    """Change the form's row, or add a new one, once.

    Raises ChangedByColleague if the form showed another version of the row.
    """
    if form.twin:
        return
    row = form.row or _new_row(kind, form.others, by=by)
    before, is_new = kind.audit_name(row), row.version is None
    changed = row.write(form.values, seen=form.version.data)
    if not changed:
        return
    db.session.add(row)
    name = kind.audit_name(row)
    detail = {"added": name} if is_new else {"item": before, **changes(changed)}
    record(kind.action, by=by, subject=by.agency, detail=detail)


def _new_row(kind: SettingsList, others: Sequence[Any], *, by: StaffMember) -> Any:
    row = kind.model(agency_id=by.agency_id)
    if kind.is_in_order:
        row.position = max((each.position for each in others), default=0) + 1
    return row


def remove_row(kind: SettingsList, row: Any, *, by: StaffMember) -> None:
    db.session.delete(row)
    record(kind.action, by=by, subject=by.agency, detail={"removed": kind.audit_name(row)})


def move_row(
    kind: SettingsList, row: Any, rows: Sequence[Any], *, up: bool, by: StaffMember
) -> None:
    """Swap it with the one above or below."""
    order = list(rows)
    place = order.index(row)
    other = place + (-1 if up else 1)
    if not 0 <= other < len(order):
        return
    order[place], order[other] = order[other], order[place]
    for position, each in enumerate(order, start=1):
        each.position = position
    detail = {"item": kind.audit_name(row), "position": None}
    record(kind.action, by=by, subject=by.agency, detail=detail)
