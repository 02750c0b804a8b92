from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from coffeecop.db import db
from coffeecop.mail import notifications
from coffeecop.models import (
    AuditAction,
    Concern,
    ConcernFlag,
    ConcernStatus,
    FlagAction,
    HiddenFor,
    Message,
    Role,
    SavedFilter,
    StaffMember,
)
from coffeecop.models.audit import Detail, record
from coffeecop.models.concern.parts import state_of
from coffeecop.models.keys import ChangedByColleague, is_stored
from coffeecop.staff.concern_list.undo import IsComplaint, lock_concern

MOST_FILTERS = 20


class CannotBeAnswered(Exception):
    """The concern was withdrawn or has no receipt, so the resident could not read an answer."""


class NameUsed(Exception):
    """The person has another filter with this name."""


class NothingToSave(Exception):
    """All concerns are shown, so there is no filter."""


class TooManyFilters(Exception):
    """The person keeps as many filters as one can."""


def change_status(concern: Concern, status: ConcernStatus, *, by: StaffMember) -> None:
    lock_concern(concern, by=by)
    change_locked_status(concern, status, by=by)


def change_locked_status(concern: Concern, status: ConcernStatus, *, by: StaffMember) -> None:
    before = concern.status
    if status is before:
        return
    concern.set_status(status, by=by)
    detail = {"status": [before, status]}
    record(AuditAction.STATUS_CHANGED, by=by, subject=concern, detail=detail)


def send_answer(concern: Concern, *, key_hash: str, body: str, by: StaffMember) -> None:
    """Add an answer to the thread. Idempotent by `key_hash`. Raises CannotBeAnswered."""
    lock_concern(concern, by=by)
    if not concern.can_be_answered:
        raise CannotBeAnswered
    if is_stored(Message, key_hash):
        return
    concern.messages.append(Message(form_key_hash=key_hash, staff_id=by.id, body=body))
    db.session.flush()
    notifications.notify_answer(concern)
    before = concern.status
    if before not in (ConcernStatus.ANSWERED, ConcernStatus.CLOSED):
        concern.set_status(ConcernStatus.ANSWERED, by=by)
    detail = {"status": [before, concern.status]}
    record(AuditAction.ANSWER_SENT, by=by, subject=concern, detail=detail)
    # A further step locks the concern again, which reads it from the database.
    db.session.flush()


def decline_concern(concern: Concern, *, key_hash: str, reason: str, by: StaffMember) -> None:
    """Say that the department cannot do it, and why. Idempotent by `key_hash`.

    The reason is an answer too: it stands in the thread, and who asked for mail gets it.
    Raises CannotBeAnswered if the concern was withdrawn.
    """
    lock_concern(concern, by=by)
    if concern.is_withdrawn:
        raise CannotBeAnswered
    if is_stored(Message, key_hash):
        return
    before = concern.status
    concern.status_reason = reason
    concern.set_status(ConcernStatus.DECLINED, by=by)
    if concern.can_be_answered:
        concern.messages.append(Message(form_key_hash=key_hash, staff_id=by.id, body=reason))
        db.session.flush()
        notifications.notify_answer(concern)
    detail = {"status": [before, concern.status]}
    record(AuditAction.STATUS_CHANGED, by=by, subject=concern, detail=detail)


def hide_concern(concern: Concern, reason: HiddenFor, *, by: StaffMember) -> None:
    """Hide the concern from counts and lists. Raises IsComplaint."""
    lock_concern(concern, by=by)
    hide_locked(concern, reason, by=by)


def hide_locked(concern: Concern, reason: HiddenFor, *, by: StaffMember) -> None:
    if concern.is_complaint:
        raise IsComplaint
    if concern.hidden_for is reason:
        return
    concern.hide(reason, by=by)
    record(AuditAction.CONCERN_HIDDEN, by=by, subject=concern, detail={"hidden_for": reason})


def release_concern(concern: Concern, *, by: StaffMember) -> None:
    """Release a held or hidden concern, so that it counts."""
    lock_concern(concern, by=by)
    if concern.is_counted:
        return
    detail = _review(concern)
    concern.release()
    record(AuditAction.CONCERN_RELEASED, by=by, subject=concern, detail=detail)


def move_to_complaints(concern: Concern, *, by: StaffMember) -> None:
    """Take the concern out of the event, and out of review if it is held or hidden. Idempotent."""
    lock_concern(concern)
    if concern.is_complaint:
        return
    detail = None if concern.is_counted else _review(concern)
    concern.move_to_complaints()
    record(AuditAction.MOVED_TO_COMPLAINTS, by=by, subject=concern, detail=detail)


def _review(concern: Concern) -> Detail:
    return {"was_hidden_for": concern.hidden_for} if concern.hidden_for else {"was_held": None}


def move_from_complaints(concern: Concern, *, by: StaffMember) -> None:
    """Make a complaint count as a concern of its event. Idempotent."""
    lock_concern(concern)
    if not concern.is_complaint:
        return
    concern.move_from_complaints()
    record(AuditAction.MOVED_FROM_COMPLAINTS, by=by, subject=concern)


def assign_concern(concern: Concern, colleague: StaffMember, *, by: StaffMember) -> None:
    """Give the concern to a colleague. Raises IsComplaint if they may not read it. Idempotent."""
    lock_concern(concern, by=by)
    assign_locked(concern, colleague, by=by)


def assign_locked(concern: Concern, colleague: StaffMember, *, by: StaffMember) -> None:
    if concern.is_complaint and not colleague.has_any(Role.COMPLAINTS):
        raise IsComplaint
    before = concern.assigned_to
    if before is colleague:
        return
    concern.assigned_to = colleague
    if concern.deputy_id == colleague.id:
        concern.deputy_id = None
    detail = {"assigned_to": [before and before.name, colleague.name]}
    record(AuditAction.CONCERN_ASSIGNED, by=by, subject=concern, detail=detail)


def decide_flags(concern: Concern, action: FlagAction, *, shown: str, by: StaffMember) -> None:
    """Record what was done about all flags of a concern. Idempotent.

    `shown` is the state of the flags on the page. Raises ChangedByColleague.
    """
    flags = db.session.scalars(
        select(ConcernFlag)
        .where(ConcernFlag.concern_id == concern.id)
        .order_by(ConcernFlag.kind)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    if all(flag.action is action for flag in flags):
        return
    if state_of(flags) != shown:
        raise ChangedByColleague
    for flag in flags:
        flag.decide(action, by=by)
    detail = {"flags": [[flag.kind for flag in flags]], "action": action}
    record(AuditAction.FLAG_SEEN, by=by, subject=concern, detail=detail)


def save_filter(name: str, query: str, *, by: StaffMember) -> None:
    """Keep a filter for this person. Raises NothingToSave, TooManyFilters, NameUsed."""
    if not query:
        raise NothingToSave
    kept = select(func.count()).select_from(SavedFilter).where(SavedFilter.staff_id == by.id)
    if (db.session.scalar(kept) or 0) >= MOST_FILTERS:
        raise TooManyFilters
    db.session.add(SavedFilter(staff_id=by.id, name=name, query=query))
    _flush_name()


def rename_filter(kept: SavedFilter, name: str) -> None:
    kept.name = name
    _flush_name()


def remove_filter(kept: SavedFilter) -> None:
    db.session.delete(kept)


def _flush_name() -> None:
    try:
        db.session.flush()
    except IntegrityError as error:
        db.session.rollback()
        raise NameUsed from error
