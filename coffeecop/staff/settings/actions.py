from collections.abc import Mapping
from typing import Any

from coffeecop.models import Agency, AuditAction, StaffMember
from coffeecop.models.audit import changes, record
from coffeecop.models.staff import renew_due_dates


def change_settings(agency: Agency, values: Mapping[str, Any], *, by: StaffMember) -> None:
    before = {name: getattr(agency, name) for name in values}
    changed = {
        name: (before[name], value) for name, value in values.items() if before[name] != value
    }
    for name, (_before, value) in changed.items():
        setattr(agency, name, value)
    if changed:
        renew_due_dates(agency)
        record(AuditAction.SETTINGS_CHANGED, by=by, subject=agency, detail=changes(changed))
