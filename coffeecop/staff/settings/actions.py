from collections.abc import Iterable

from coffeecop.db import db
from coffeecop.models import Agency, AuditAction, DutyWeek, StaffMember
from coffeecop.models.agency import lock_agency
from coffeecop.models.audit import record
from coffeecop.models.duty import duty_weeks
from coffeecop.staff.settings.duty_form import Week


def change_duty(
    agency: Agency, *, teams_url: str | None, weeks: Iterable[Week], by: StaffMember
) -> None:
    """Write the list of the weeks, and the secret address of the channel."""
    lock_agency(agency.id)
    chosen = {week.monday: week for week in weeks}
    stored = duty_weeks(agency, min(chosen), max(chosen))
    before = {
        monday: Week(monday, each.staff_id, each.deputy_id) for monday, each in stored.items()
    }
    wanted = {monday: week for monday, week in chosen.items() if week.staff_id}
    # The audit log says that they changed, and never the address.
    detail: dict[str, None] = {}
    if before != wanted:
        detail["duty_weeks"] = None
    if agency.teams_url != teams_url:
        detail["teams_url"] = None
        agency.teams_url = teams_url
    for monday in stored.keys() - wanted.keys():
        db.session.delete(stored[monday])
    for week in wanted.values():
        db.session.merge(DutyWeek(agency_id=agency.id, **week._asdict()))
    if detail:
        record(AuditAction.SETTINGS_CHANGED, by=by, subject=agency, detail=detail)
