from datetime import UTC, date, datetime, time
from typing import NamedTuple
from zoneinfo import ZoneInfo

from coffeecop.db import db
from coffeecop.models import AuditAction, Concern, ConcernNote, Role, StaffMember
from coffeecop.models.audit import record
from coffeecop.models.keys import is_stored
from coffeecop.staff.concern_list.undo import IsComplaint, lock_concern


class Care(NamedTuple):
    """Who takes care of a concern, who steps in, and by when it is to be done."""

    assignee: StaffMember | None
    deputy: StaffMember | None
    due_on: date | None

    @property
    def people(self) -> list[StaffMember]:
        return [each for each in (self.assignee, self.deputy) if each]


def set_care(concern: Concern, care: Care, *, by: StaffMember) -> None:
    """Raises IsComplaint if somebody chosen may not read it. Idempotent."""
    lock_concern(concern, by=by)
    if concern.is_complaint and not all(each.has_any(Role.COMPLAINTS) for each in care.people):
        raise IsComplaint
    assignee_id = care.assignee.id if care.assignee else None
    deputy_id = care.deputy.id if care.deputy else None
    detail = {}
    if assignee_id != concern.assigned_to_id:
        detail["assigned_to"] = [_name(concern.assigned_to_id), _name(assignee_id)]
    if deputy_id != concern.deputy_id:
        detail["deputy"] = [_name(concern.deputy_id), _name(deputy_id)]
    concern.assigned_to_id, concern.deputy_id = assignee_id, deputy_id
    if detail:
        record(AuditAction.CONCERN_ASSIGNED, by=by, subject=concern, detail=detail)
    if care.due_on != concern.due_on:
        due = {"due_on": [concern.due_on, care.due_on]}
        concern.due_on = care.due_on
        record(AuditAction.CONCERN_DUE_SET, by=by, subject=concern, detail=due)


def put_away(concern: Concern, until: date | None, *, by: StaffMember) -> None:
    """Take it out of the lists until the morning of a day, or until the next event there: None."""
    lock_concern(concern, by=by)
    concern.put_away(_morning(until, concern.event.time_zone) if until else None)
    detail = {"until": until} if until else {"until_next_event": None}
    record(AuditAction.CONCERN_PUT_AWAY, by=by, subject=concern, detail=detail)


def bring_back(concern: Concern, *, by: StaffMember) -> None:
    """Idempotent."""
    lock_concern(concern, by=by)
    if concern.put_away_at is None:
        return
    concern.put_away_at = concern.put_away_until = None
    concern.put_away_for_next_event = False
    record(AuditAction.CONCERN_BROUGHT_BACK, by=by, subject=concern)


def add_note(concern: Concern, *, key_hash: str, body: str, by: StaffMember) -> None:
    """Idempotent by `key_hash`."""
    lock_concern(concern, by=by)
    if is_stored(ConcernNote, key_hash):
        return
    note = ConcernNote(concern_id=concern.id, staff_id=by.id, form_key_hash=key_hash, body=body)
    db.session.add(note)
    record(AuditAction.NOTE_ADDED, by=by, subject=concern)


def _name(staff_id: int | None) -> str | None:
    return db.session.get_one(StaffMember, staff_id).name if staff_id else None


def _morning(day: date, time_zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(time_zone)).astimezone(UTC)
