"""Adding, changing, removing and moving rows of a list of the settings.

The department is locked (`lock_agency`) before its rows are read, so that nobody changes the same
list meanwhile.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from coffeecop.db import db
from coffeecop.models import StaffMember
from coffeecop.models.audit import changes, record
from coffeecop.staff.settings.lists.kinds import SettingsList


def save_row(
    kind: SettingsList,
    row: Any,
    values: Mapping[str, Any],
    *,
    seen: str | None = None,
    by: StaffMember,
) -> None:
    """Change a row, or add a new one. Raises ChangedByColleague if `seen` is another version."""
    before, is_new = kind.audit_name(row), row.version is None
    changed = row.write(values, seen=seen)
    if not changed:
        return
    db.session.add(row)
    name = kind.audit_name(row)
    detail = {"added": name} if is_new else {"item": before, **changes(changed)}
    record(kind.action, by=by, subject=by.agency, detail=detail)


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
