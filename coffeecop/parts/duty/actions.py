from collections.abc import Iterable

from sqlalchemy import delete, or_
from sqlalchemy.exc import IntegrityError

from coffeecop.db import db
from coffeecop.models import Agency, AuditAction, StaffMember, StaffSession
from coffeecop.models.agency import lock_agency
from coffeecop.models.audit import record
from coffeecop.models.keys import ConcurrentSave
from coffeecop.parts.duty.models import (
    DutyChannel,
    DutyWeek,
    PushSubscription,
    Week,
    channel_of,
    duty_weeks,
)


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
    if channel_of(agency) != teams_url:
        detail["teams_url"] = None
        _set_channel(agency, teams_url)
    for monday in stored.keys() - wanted.keys():
        db.session.delete(stored[monday])
    for week in wanted.values():
        db.session.merge(DutyWeek(agency_id=agency.id, **week._asdict()))
    if detail:
        record(AuditAction.SETTINGS_CHANGED, by=by, subject=agency, detail=detail)


def _set_channel(agency: Agency, url: str | None) -> None:
    if url:
        db.session.merge(DutyChannel(agency_id=agency.id, url=url))
    else:
        db.session.execute(delete(DutyChannel).filter_by(agency_id=agency.id))


def turn_on_phone(session: StaffSession, *, endpoint: str, p256dh: str, auth: str) -> None:
    """Let alerts come to the browser of this session; another person's there end.

    Raises ConcurrentSave, also if the session ends at the same moment.
    """
    former = or_(PushSubscription.session_id == session.id, PushSubscription.endpoint == endpoint)
    db.session.execute(delete(PushSubscription).where(former))
    keys = {"p256dh": p256dh, "auth": auth}
    db.session.add(PushSubscription(session_id=session.id, endpoint=endpoint, **keys))
    try:
        db.session.flush()
    except IntegrityError as error:
        db.session.rollback()
        raise ConcurrentSave from error


def turn_off_phone(session: StaffSession) -> None:
    db.session.execute(delete(PushSubscription).filter_by(session_id=session.id))
