"""What staff do with a concern. Each verb locks it, changes it and tells of it."""

import enum

from sqlalchemy import select

from coffeecop.concerns.assignment import give_concern
from coffeecop.concerns.locks import IsComplaint, lock_concern
from coffeecop.concerns.states import (
    SET_BY_HAND,
    CannotFollow,
    changed,
    check_may_follow,
    enter,
    leave_stream,
    settle,
)
from coffeecop.db import db, now
from coffeecop.mail import notifications
from coffeecop.models import (
    AuditAction,
    Concern,
    ConcernFlag,
    FlagAction,
    HiddenFor,
    Message,
    StaffMember,
)
from coffeecop.models.audit import Detail, record
from coffeecop.models.concern.parts import ConcernState, state_of
from coffeecop.models.keys import ChangedByColleague, is_stored
from coffeecop.models.may_go import MustStay, may_go
from coffeecop.signals import concern_destroyed


class CannotBeAnswered(Exception):
    """The concern was withdrawn or has no receipt, so the resident could not read an answer."""


class SomebodyWaits(Exception):
    """Somebody waits for a word, so the concern cannot be closed without one."""


def answer(
    concern: Concern,
    *,
    key_hash: str,
    body: str,
    by: StaffMember,
    matter_step_id: int | None = None,
) -> None:
    """Add an answer to the thread, which may be what was said of a matter.

    Idempotent by `key_hash`. Raises CannotBeAnswered.
    """
    lock_concern(concern, by=by)
    if not concern.can_be_answered or concern.is_hidden:
        raise CannotBeAnswered
    if is_stored(Message, key_hash):
        return
    before = concern.state
    _write(concern, body, key_hash=key_hash, by=by, matter_step_id=matter_step_id)
    enter(concern, ConcernState.ANSWERED, by=by)
    record_state(AuditAction.ANSWER_SENT, concern, before, by=by)


def _write(
    concern: Concern, body: str, *, key_hash: str, by: StaffMember, matter_step_id: int | None
) -> None:
    concern.messages.append(
        Message(form_key_hash=key_hash, staff_id=by.id, body=body, matter_step_id=matter_step_id)
    )
    concern.first_answer_at = concern.first_answer_at or now()
    db.session.flush()
    notifications.notify_answer(concern)


def decline(
    concern: Concern,
    *,
    key_hash: str,
    reason: str,
    by: StaffMember,
    matter_step_id: int | None = None,
) -> None:
    """Say that the department cannot do it, and why. Idempotent by `key_hash`.

    The reason is an answer too: it stands in the thread, and whoever asked for mail gets it.
    Raises CannotBeAnswered if the concern was withdrawn, and CannotFollow.
    """
    lock_concern(concern, by=by)
    if concern.is_withdrawn:
        raise CannotBeAnswered
    if is_stored(Message, key_hash):
        return
    check_may_follow(concern, ConcernState.DECLINED)
    before = concern.state
    concern.state_reason = reason
    if concern.can_be_answered:
        _write(concern, reason, key_hash=key_hash, by=by, matter_step_id=matter_step_id)
    concern.first_answer_at = concern.first_answer_at or now()
    enter(concern, ConcernState.DECLINED, by=by)
    record_state(AuditAction.STATUS_CHANGED, concern, before, by=by)


def set_state(concern: Concern, state: ConcernState, *, by: StaffMember) -> None:
    """Bring a locked concern into one of SET_BY_HAND. Idempotent.

    Raises CannotFollow, and SomebodyWaits for what is closed without a word.
    """
    before = concern.state
    if state is before:
        return
    if state not in SET_BY_HAND:
        raise CannotFollow
    check_may_follow(concern, state)
    if state is ConcernState.CLOSED and concern.waiting_since:
        raise SomebodyWaits
    enter(concern, state, by=by)
    record_state(AuditAction.STATUS_CHANGED, concern, before, by=by)


def hide(concern: Concern, reason: HiddenFor, *, by: StaffMember) -> None:
    """Hide a locked concern from counts and lists, or change the reason. Raises CannotFollow."""
    if concern.hidden_for is reason:
        return
    if concern.is_for_complaint_staff:
        raise IsComplaint
    if not concern.is_hidden:
        check_may_follow(concern, ConcernState.HIDDEN)
        leave_stream(concern, by=by)
        concern.is_held = False
    concern.hidden_for = reason
    enter(concern, ConcernState.HIDDEN, by=by)
    changed(concern.id)
    record(AuditAction.CONCERN_HIDDEN, by=by, subject=concern, detail={"hidden_for": reason})


def show(concern: Concern, *, by: StaffMember) -> None:
    """Make a held or hidden concern count. Idempotent."""
    lock_concern(concern, by=by)
    if concern.is_counted or concern.may_be_complaint:
        return
    detail = _where_it_lay(concern)
    _end_review(concern, by=by)
    _relist(concern, AuditAction.CONCERN_RELEASED, by=by, detail=detail)


def _relist(
    concern: Concern, action: AuditAction, *, by: StaffMember | None, detail: Detail | None = None
) -> None:
    """Let a locked concern be new where it is listed from now on, and tell of it."""
    concern.relist()
    changed(concern.id)
    record(action, by=by, subject=concern, detail=detail)


def _where_it_lay(concern: Concern) -> Detail | None:
    if concern.hidden_for:
        return {"was_hidden_for": concern.hidden_for}
    return {"was_held": None} if concern.is_held else None


def _end_review(concern: Concern, *, by: StaffMember | None) -> None:
    concern.is_held = False
    if concern.is_hidden:
        settle(concern, by=by)


def make_complaint(concern: Concern, *, by: StaffMember) -> None:
    """Take the concern out of the event, and out of review if it is held or hidden. Idempotent."""
    lock_concern(concern)
    if concern.is_complaint:
        return
    detail = _where_it_lay(concern)
    leave_stream(concern, by=by)
    _end_review(concern, by=by)
    concern.is_complaint = True
    concern.may_be_complaint = concern.sounds_like_complaint = False
    _relist(concern, AuditAction.MOVED_TO_COMPLAINTS, by=by, detail=detail)


def return_complaint(concern: Concern, *, by: StaffMember) -> None:
    """Make a complaint, or what might have been one, a concern of its event. Idempotent.

    Who sorts what might have been one has read it, so that it is not held any more.
    """
    lock_concern(concern)
    if not (concern.is_for_complaint_staff or concern.sounds_like_complaint):
        return
    concern.is_complaint = concern.is_sustained = False
    concern.may_be_complaint = concern.sounds_like_complaint = False
    _relist(concern, AuditAction.MOVED_FROM_COMPLAINTS, by=by)


def show_danger(concern: Concern) -> None:
    """Let all staff read a locked concern that was hidden from them and in which danger was found.

    Complaint staff still sort it.
    """
    concern.may_be_complaint, concern.sounds_like_complaint = False, True
    _relist(concern, AuditAction.MOVED_FROM_COMPLAINTS, by=None)


def note_finding(concern: Concern, *, is_sustained: bool, by: StaffMember) -> None:
    """Note whether misconduct was found, which the schedule keeps longer. Idempotent."""
    lock_concern(concern, by=by)
    if not concern.is_complaint or concern.is_sustained is is_sustained:
        return
    detail = {"misconduct": is_sustained}
    concern.is_sustained = is_sustained
    record(AuditAction.MISCONDUCT_NOTED, by=by, subject=concern, detail=detail)


def destroy(concern: Concern, *, by: StaffMember | None) -> None:
    """Delete a locked concern with all that belongs to it.

    Raises MustStay.
    """
    if not may_go(concern):
        raise MustStay
    leave_stream(concern, by=by)
    concern_destroyed.send(concern)
    db.session.delete(concern)
    db.session.flush()


def record_state(
    action: enum.StrEnum,
    concern: Concern,
    before: ConcernState,
    *,
    by: StaffMember | None,
    **detail: str,
) -> None:
    """Tell of a step that a locked concern has taken, and write it into the audit log."""
    changed(concern.id)
    states: Detail = {"state": [before, concern.state], **detail}
    record(action, by=by, subject=concern, detail=states)


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


def take_flags(concern: Concern, *, by: StaffMember) -> None:
    """Say that one looks after a flagged concern now, unless somebody does. Idempotent."""
    lock_concern(concern, by=by)
    untaken = [flag for flag in concern.flag_rows if flag.taken_at is None]
    for flag in untaken:
        flag.taken_at, flag.taken_by_id = now(), by.id
    if untaken and concern.assigned_to_id != by.id:
        give_concern(concern, by, by=by)
