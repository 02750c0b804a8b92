"""What is done to many concerns in one step; all but an answer can be undone."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from coffeecop.models import (
    AuditAction,
    ChangeKind,
    Concern,
    ConcernChange,
    ConcernStatus,
    HiddenFor,
    Language,
    StaffMember,
)
from coffeecop.models.audit import record
from coffeecop.staff.concern_list.undo import undoable
from coffeecop.staff.concerns.actions import CannotBeAnswered, send_answer
from coffeecop.staff.concerns.bulk.queries import with_merged
from coffeecop.staff.concerns.triage.actions import put_away


class Answered(NamedTuple):
    sent: Sequence[Concern]
    # Those whose residents can read no answer.
    skipped: Sequence[Concern]


def set_statuses(
    concerns: Sequence[Concern], status: ConcernStatus, *, key_hash: str, by: StaffMember
) -> ConcernChange:
    every = with_merged(concerns)
    with undoable(ChangeKind.STATUS, every, key_hash=key_hash, by=by) as change:
        for concern in every:
            before = concern.status
            if before is not status:
                concern.set_status(status, by=by)
                detail = {"status": [before, status]}
                record(AuditAction.STATUS_CHANGED, by=by, subject=concern, detail=detail)
    return change


def give_all(
    concerns: Sequence[Concern], colleague: StaffMember, *, key_hash: str, by: StaffMember
) -> ConcernChange:
    with undoable(ChangeKind.ASSIGNED, concerns, key_hash=key_hash, by=by) as change:
        for concern in concerns:
            before = concern.assigned_to
            if before is colleague:
                continue
            concern.assigned_to = colleague
            if concern.deputy_id == colleague.id:
                concern.deputy_id = None
            detail = {"assigned_to": [before and before.name, colleague.name]}
            record(AuditAction.CONCERN_ASSIGNED, by=by, subject=concern, detail=detail)
    return change


def put_all_away(
    concerns: Sequence[Concern], until: date | None, *, key_hash: str, by: StaffMember
) -> ConcernChange:
    """Put them away until the beginning of a day, or without one until the next event there."""
    with undoable(ChangeKind.PUT_AWAY, concerns, key_hash=key_hash, by=by) as change:
        for concern in concerns:
            put_away(concern, until, by=by)
    return change


def hide_all(
    concerns: Sequence[Concern], reason: HiddenFor, *, key_hash: str, by: StaffMember
) -> ConcernChange:
    """Hide them; what is merged into one of them stands for itself again."""
    every = with_merged(concerns)
    with undoable(ChangeKind.HIDDEN, every, key_hash=key_hash, by=by) as change:
        for concern in concerns:
            if concern.hidden_for is not reason:
                concern.hide(reason, by=by)
                detail = {"hidden_for": reason}
                record(AuditAction.CONCERN_HIDDEN, by=by, subject=concern, detail=detail)
    return change


def merge(
    concerns: Sequence[Concern], main: Concern, *, key_hash: str, by: StaffMember
) -> ConcernChange:
    """Let `main` stand for the others, and for what was merged into them."""
    every = with_merged([main, *concerns])
    with undoable(ChangeKind.MERGED, every, key_hash=key_hash, by=by) as change:
        main.separate()
        for concern in concerns:
            if concern is main or concern.merged_into is main:
                continue
            concern.merge_into(main, by=by)
            detail = {"main": main.id}
            record(AuditAction.CONCERNS_MERGED, by=by, subject=concern, detail=detail)
    return change


def separate(concern: Concern, *, key_hash: str, by: StaffMember) -> ConcernChange:
    with undoable(ChangeKind.MERGED, [concern], key_hash=key_hash, by=by) as change:
        if concern.is_merged:
            concern.separate()
            detail = {"change": ChangeKind.MERGED}
            record(AuditAction.CHANGE_UNDONE, by=by, subject=concern, detail=detail)
    return change


def answer_all(
    concerns: Sequence[Concern],
    bodies: Mapping[Language, str | None],
    *,
    key_hash: Callable[[int], str],
    by: StaffMember,
) -> Answered:
    """Send each its own answer, in its language. Idempotent by the key of each."""
    sent, skipped = [], []
    for concern in sorted(concerns, key=lambda each: each.id):
        body = bodies.get(concern.language)
        try:
            if not body:
                raise CannotBeAnswered
            send_answer(concern, key_hash=key_hash(concern.id), body=body, by=by)
        except CannotBeAnswered:
            skipped.append(concern)
        else:
            sent.append(concern)
    return Answered(sent, skipped)
