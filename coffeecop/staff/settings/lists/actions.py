"""Adding, changing, removing and moving rows of a list of the settings.

The department is locked (`lock_agency`) before its rows are read, so that nobody changes the same
list meanwhile.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from coffeecop.db import db
from coffeecop.models import AuditAction, Service, StaffMember
from coffeecop.models.audit import changes, record


def save_row(
    row: Any,
    values: Mapping[str, Any],
    *,
    seen: str | None,
    name_of: Callable[[Any], str],
    action: AuditAction,
    by: StaffMember,
) -> None:
    """Change a row, or add a new one. Raises ChangedByColleague if `seen` is another version."""
    before, is_new = name_of(row), row.version is None
    changed = row.write(values, seen=seen)
    if not changed:
        return
    db.session.add(row)
    detail = {"added": name_of(row)} if is_new else {"item": before, **changes(changed)}
    record(action, by=by, subject=by.agency, detail=detail)


def remove_row(
    row: Any, *, name_of: Callable[[Any], str], action: AuditAction, by: StaffMember
) -> None:
    db.session.delete(row)
    record(action, by=by, subject=by.agency, detail={"removed": name_of(row)})


def move_service(
    service: Service, services: Sequence[Service], *, up: bool, by: StaffMember
) -> None:
    """Swap it with the one above or below."""
    order = list(services)
    place = order.index(service)
    other = place + (-1 if up else 1)
    if not 0 <= other < len(order):
        return
    order[place], order[other] = order[other], order[place]
    for position, each in enumerate(order, start=1):
        each.position = position
    record(
        AuditAction.SERVICES_CHANGED,
        by=by,
        subject=by.agency,
        detail={"item": service.name_en, "position": None},
    )
