from flask_babel import gettext as _
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
    SavedFilter,
    StaffMember,
)
from coffeecop.models.audit import Detail, record
from coffeecop.models.concern.parts import state_of
from coffeecop.models.keys import ChangedByColleague, is_stored
from coffeecop.staff.concern_list.undo import lock_concern

MOST_FILTERS = 20


class FilterRefused(Exception):
    """The filter cannot be kept; says why."""


class CannotBeAnswered(Exception):
    """The concern was withdrawn or has no receipt, so the resident could not read an answer."""


def change_status(concern: Concern, status: ConcernStatus, *, by: StaffMember) -> None:
    """Change the status of a locked concern."""
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
    _write(concern, body, key_hash=key_hash, by=by)
    before = concern.status
    if before not in (ConcernStatus.ANSWERED, ConcernStatus.CLOSED):
        concern.set_status(ConcernStatus.ANSWERED, by=by)
    detail = {"status": [before, concern.status]}
    record(AuditAction.ANSWER_SENT, by=by, subject=concern, detail=detail)
    # A further step locks the concern again, which reads it from the database.
    db.session.flush()


def _write(concern: Concern, body: str, *, key_hash: str, by: StaffMember) -> None:
    concern.messages.append(Message(form_key_hash=key_hash, staff_id=by.id, body=body))
    db.session.flush()
    notifications.notify_answer(concern)


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
        _write(concern, reason, key_hash=key_hash, by=by)
    detail = {"status": [before, concern.status]}
    record(AuditAction.STATUS_CHANGED, by=by, subject=concern, detail=detail)


def hide_concern(concern: Concern, reason: HiddenFor, *, by: StaffMember) -> None:
    """Hide a locked concern from counts and lists."""
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
    """Keep a filter for this person. Raises FilterRefused."""
    if not query:
        raise FilterRefused(_("There is no filter to keep. Choose one first."))
    kept = select(func.count()).select_from(SavedFilter).where(SavedFilter.staff_id == by.id)
    if (db.session.scalar(kept) or 0) >= MOST_FILTERS:
        raise FilterRefused(_("You keep as many as you can. Remove one first."))
    name_filter(SavedFilter(staff_id=by.id, query=query), name)


def name_filter(kept: SavedFilter, name: str) -> None:
    """Give a new or a kept filter a name. Raises FilterRefused."""
    kept.name = name
    db.session.add(kept)
    try:
        db.session.flush()
    except IntegrityError as error:
        db.session.rollback()
        raise FilterRefused(_("You have a filter with this name already.")) from error
