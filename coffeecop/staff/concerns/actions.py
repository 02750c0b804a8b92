from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from coffeecop.db import db
from coffeecop.mail import notifications
from coffeecop.models import (
    AssignedBy,
    AuditAction,
    Concern,
    ConcernFlag,
    ConcernStatus,
    HiddenFor,
    Message,
    Role,
    StaffMember,
    Topic,
)
from coffeecop.models.audit import record
from coffeecop.models.conflicts import ChangedByColleague, ConcurrentSave
from coffeecop.models.idempotency import is_stored
from coffeecop.models.suggestion import reclassify

CHANGED_BY_STAFF = [
    "status",
    "is_held",
    "hidden_for",
    "hidden_at",
    "hidden_by_id",
    "is_complaint",
    "withdrawn_at",
    "topics_checked_at",
    "topics_checked_by_id",
]


class CannotBeAnswered(Exception):
    """The concern was withdrawn or has no receipt, so the resident could not read an answer."""


class IsComplaint(Exception):
    """A colleague moved the concern to complaints, and this change is no longer allowed."""


def change_topics(concern: Concern, *, shown: set[int], chosen: set[int], by: StaffMember) -> None:
    """Set the topics chosen by this person, or record that they confirmed the ones shown.

    A colleague's concurrent changes are kept. Topics that the engine suggested meanwhile were not
    shown, so they are not confirmed. Raises ChangedByColleague, ConcurrentSave.
    """
    _lock_concern(concern, by=by)
    present = {row.topic_id for row in concern.topic_rows}
    wanted = _wanted_topics(concern, present, shown=shown, chosen=chosen)
    if wanted == present:
        _confirm_topics(concern, is_as_chosen=chosen == present, by=by)
        return
    topics = db.session.scalars(select(Topic).where(Topic.id.in_(present | wanted))).all()
    concern.set_topics([topic for topic in topics if topic.id in wanted], by=by)
    try:
        db.session.flush()
    except (IntegrityError, StaleDataError) as error:
        db.session.rollback()
        raise ConcurrentSave from error
    changes = [f"+{topic.key}" for topic in topics if topic.id in wanted - present]
    changes += [f"-{topic.key}" for topic in topics if topic.id in present - wanted]
    record(AuditAction.TOPICS_CHANGED, by=by, subject=concern, detail=" ".join(changes)[:500])
    # The engine learns from the change, so the others are reclassified.
    reclassify(concern.event.agency_id, event_id=concern.event_id)


def _wanted_topics(
    concern: Concern, present: set[int], *, shown: set[int], chosen: set[int]
) -> set[int]:
    if concern.topics_are_checked:
        return (present | (chosen - shown)) - (shown - chosen)
    by_people = {
        row.topic_id for row in concern.topic_rows if row.assigned_by is not AssignedBy.ENGINE
    }
    return chosen | (by_people - shown)


def _confirm_topics(concern: Concern, *, is_as_chosen: bool, by: StaffMember) -> None:
    if not is_as_chosen:
        raise ChangedByColleague
    if concern.topics_are_checked:
        return
    concern.check_topics(by=by)
    record(AuditAction.TOPICS_CONFIRMED, by=by, subject=concern)


def change_status(concern: Concern, status: ConcernStatus, *, by: StaffMember) -> None:
    _lock_concern(concern, by=by)
    before = concern.status
    if status is before:
        return
    concern.set_status(status, by=by)
    record(AuditAction.STATUS_CHANGED, by=by, subject=concern, detail=f"{before} > {status}")


def send_answer(concern: Concern, *, key_hash: str, body: str, by: StaffMember) -> None:
    """Add an answer to the thread. Idempotent by `key_hash`. Raises CannotBeAnswered."""
    _lock_concern(concern, by=by)
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
    record(
        AuditAction.ANSWER_SENT,
        by=by,
        subject=concern,
        detail=f"status: {before} > {concern.status}",
    )


def hide_concern(concern: Concern, reason: HiddenFor, *, by: StaffMember) -> None:
    """Hide the concern from counts and lists. Raises IsComplaint."""
    _lock_concern(concern, by=by)
    if concern.is_complaint:
        raise IsComplaint
    if concern.hidden_for is reason:
        return
    concern.hide(reason, by=by)
    record(AuditAction.CONCERN_HIDDEN, by=by, subject=concern, detail=reason)


def release_concern(concern: Concern, *, by: StaffMember) -> None:
    """Release a held or hidden concern, so that it counts."""
    _lock_concern(concern, by=by)
    if concern.is_counted:
        return
    detail = f"was hidden for: {concern.hidden_for}" if concern.hidden_for else "was held"
    concern.release()
    record(AuditAction.CONCERN_RELEASED, by=by, subject=concern, detail=detail)


def move_to_complaints(concern: Concern, *, by: StaffMember) -> None:
    """Take the concern out of the event, and out of review if it is held or hidden. Idempotent."""
    _lock_concern(concern)
    if concern.is_complaint:
        return
    review = "held" if concern.is_held else f"hidden for: {concern.hidden_for}"
    detail = None if concern.is_counted else f"was {review}"
    concern.move_to_complaints()
    record(AuditAction.MOVED_TO_COMPLAINTS, by=by, subject=concern, detail=detail)


def move_from_complaints(concern: Concern, *, by: StaffMember) -> None:
    """Make a complaint count as a concern of its event. Idempotent."""
    _lock_concern(concern)
    if not concern.is_complaint:
        return
    concern.move_from_complaints()
    record(AuditAction.MOVED_FROM_COMPLAINTS, by=by, subject=concern)


def record_verdict(
    flag: ConcernFlag, *, is_right: bool, shown: bool | None, by: StaffMember
) -> None:
    """Store a reviewer's verdict on a flag.

    `shown` is the verdict that the page showed, None for none yet. Raises ChangedByColleague.
    """
    db.session.refresh(flag, ["is_right", "seen_at", "seen_by_id"], with_for_update=True)
    if flag.is_right is is_right:
        return
    if flag.is_right is not shown:
        raise ChangedByColleague
    flag.set_verdict(is_right=is_right, by=by)
    verdict = "right" if is_right else "false alarm"
    record(AuditAction.FLAG_SEEN, by=by, subject=flag.concern, detail=f"{flag.kind}: {verdict}")


def _lock_concern(concern: Concern, *, by: StaffMember | None = None) -> None:
    """Lock the row. Raises IsComplaint if it has meanwhile become one that `by` may not read."""
    # Only has an effect on PostgreSQL; on SQLite, POST requests are serialized anyway.
    db.session.refresh(concern, CHANGED_BY_STAFF, with_for_update=True)
    if by and concern.is_complaint and not by.has_any(Role.COMPLAINTS):
        raise IsComplaint
