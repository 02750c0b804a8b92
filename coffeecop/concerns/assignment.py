"""Who takes care of a concern and by when; putting it away for later; notes among staff."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import or_, select

from coffeecop.concerns.locks import IsComplaint, lock_concern, lock_concerns
from coffeecop.db import db, now
from coffeecop.models import AuditAction, Concern, ConcernNote, StaffMember
from coffeecop.models.audit import record
from coffeecop.models.concern.conditions import is_for_complaint_staff
from coffeecop.models.concern.parts import OPEN_STATES
from coffeecop.models.keys import is_stored, midnight


class Assignment(NamedTuple):
    """Who takes care of a concern, who steps in, and by when it is to be done."""

    assignee: StaffMember | None
    deputy: StaffMember | None
    due_on: date | None

    @property
    def people(self) -> list[StaffMember]:
        return [each for each in (self.assignee, self.deputy) if each]


def set_assignment(concern: Concern, wanted: Assignment, *, by: StaffMember | None) -> None:
    """Change a locked concern. Raises IsComplaint if somebody chosen may not read it."""
    concern.read_at = concern.read_at or now()
    if concern.is_for_complaint_staff and not all(each.reads_complaints for each in wanted.people):
        raise IsComplaint
    assignee_id = wanted.assignee.id if wanted.assignee else None
    deputy_id = wanted.deputy.id if wanted.deputy else None
    detail = {}
    if assignee_id != concern.assigned_to_id:
        detail["assigned_to"] = [_name(concern.assigned_to_id), _name(assignee_id)]
    if deputy_id != concern.deputy_id:
        detail["deputy"] = [_name(concern.deputy_id), _name(deputy_id)]
    concern.assigned_to_id, concern.deputy_id = assignee_id, deputy_id
    if detail:
        record(AuditAction.CONCERN_ASSIGNED, by=by, subject=concern, detail=detail)
    if wanted.due_on != concern.due_on:
        due = {"due_on": [concern.due_on, wanted.due_on]}
        concern.due_on = wanted.due_on
        record(AuditAction.CONCERN_DUE_SET, by=by, subject=concern, detail=due)


def give_concern(concern: Concern, colleague: StaffMember, *, by: StaffMember) -> None:
    """Let a colleague take care of a locked concern, also its deputy. Raises IsComplaint."""
    deputy = None if concern.deputy_id == colleague.id else concern.deputy
    set_assignment(concern, Assignment(colleague, deputy, concern.due_on), by=by)


def free_complaints_of(member: StaffMember, *, by: StaffMember | None) -> None:
    """Take from somebody the complaints that they may no longer read.

    A deputy who may read one takes it over; an open one that nobody has is listed anew.
    """
    has_it = or_(Concern.assigned_to_id == member.id, Concern.deputy_id == member.id)
    own = select(Concern.id).where(has_it, is_for_complaint_staff())
    for concern in lock_concerns(db.session.scalars(own), has_it, is_for_complaint_staff()):
        left = [each for each in (concern.assigned_to, concern.deputy) if each is not member]
        able = [each for each in left if each and each.reads_complaints]
        assignee, deputy = [*able, None, None][:2]
        set_assignment(concern, Assignment(assignee, deputy, concern.due_on), by=by)
        if assignee is None:
            concern.unsnooze()
            if concern.state in OPEN_STATES:
                concern.relist()


def snooze_concern(concern: Concern, until: date | None, *, by: StaffMember) -> None:
    """Take a locked concern out of the lists until a morning; None: until the next event there."""
    concern.snooze(midnight(until, concern.event.time_zone) if until else None)
    detail = {"until": until} if until else {"until_next_event": None}
    record(AuditAction.CONCERN_SNOOZED, by=by, subject=concern, detail=detail)


def unsnooze_concern(concern: Concern, *, by: StaffMember) -> None:
    """Idempotent."""
    lock_concern(concern, by=by)
    if concern.put_away_at is None:
        return
    concern.unsnooze()
    record(AuditAction.CONCERN_UNSNOOZED, by=by, subject=concern)


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
