from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy import delete, or_
from sqlalchemy.exc import IntegrityError

from coffeecop.db import db
from coffeecop.models import Agency, Alert, AuditAction, StaffMember, StaffSession
from coffeecop.models.agency import lock_agency
from coffeecop.models.audit import record
from coffeecop.models.mail import lock_notifications
from coffeecop.parts.duty.models import (
    DutyChannel,
    DutyWeek,
    PushSubscription,
    channel_of,
    choice_of,
)


def change_week(
    agency: Agency, monday: date, chosen: Mapping[str, int | None], *, by: StaffMember
) -> None:
    """Write who is on duty from this Monday on; nobody, without a `staff_id`."""
    lock_agency(agency.id)
    week = db.session.get(DutyWeek, (agency.id, monday), populate_existing=True)
    before = {name: getattr(week, name, None) for name in chosen}
    if before == chosen:
        return
    if not chosen["staff_id"]:
        db.session.delete(week)
    else:
        db.session.merge(DutyWeek(agency_id=agency.id, monday=monday, **chosen))
    record(AuditAction.SETTINGS_CHANGED, by=by, subject=agency, detail={"duty_weeks": None})


def change_channel(agency: Agency, url: str | None, *, by: StaffMember) -> None:
    """Write the secret address of the channel: the audit log says that it changed alone."""
    lock_agency(agency.id)
    if channel_of(agency) == url:
        return
    if url:
        db.session.merge(DutyChannel(agency_id=agency.id, url=url))
    else:
        db.session.execute(delete(DutyChannel).filter_by(agency_id=agency.id))
    record(AuditAction.SETTINGS_CHANGED, by=by, subject=agency, detail={"teams_url": None})


def choose(member: StaffMember, alerts: Collection[Alert]) -> bool:
    """Write what rings the phones of this person. Return whether the account is still there."""
    settings = lock_notifications(member.id)
    if settings is None:
        return False
    choice = choice_of(settings.staff_member)
    choice.choose(alerts)
    db.session.add(choice)
    return True


def turn_on_phone(session: StaffSession, *, endpoint: str, p256dh: str, auth: str) -> bool:
    """Let alerts come to the browser of this session; another person's there end.

    Return False where the same was saved, or the session ended, at the same moment.
    """
    former = or_(PushSubscription.session_id == session.id, PushSubscription.endpoint == endpoint)
    db.session.execute(delete(PushSubscription).where(former))
    keys = {"p256dh": p256dh, "auth": auth}
    db.session.add(PushSubscription(session_id=session.id, endpoint=endpoint, **keys))
    try:
        db.session.flush()
    except IntegrityError:
        db.session.rollback()
        return False
    return True


def turn_off_phone(session: StaffSession) -> None:
    db.session.execute(delete(PushSubscription).filter_by(session_id=session.id))
