from coffeecop.models import Agency, AuditAction, StaffMember
from coffeecop.models.audit import record


def change_agency(
    agency: Agency, settings: dict[str, str | int | None], *, by: StaffMember
) -> None:
    changed = [name for name, value in settings.items() if getattr(agency, name) != value]
    for name in changed:
        setattr(agency, name, settings[name])
    if changed:
        record(AuditAction.SETTINGS_CHANGED, by=by, subject=agency, detail=", ".join(changed))
