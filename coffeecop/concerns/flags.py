"""What staff do about the flags of a concern."""

from sqlalchemy import select

from coffeecop.concerns.assignment import give_concern
from coffeecop.concerns.locks import lock_concern
from coffeecop.db import db, now
from coffeecop.models import AuditAction, Concern, ConcernFlag, FlagAction, StaffMember
from coffeecop.models.audit import record
from coffeecop.models.concern.parts import state_of
from coffeecop.models.keys import ChangedByColleague


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
