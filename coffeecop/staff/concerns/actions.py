from sqlalchemy import func, select
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
    FlagAction,
    HiddenFor,
    Message,
    Role,
    SavedFilter,
    StaffMember,
    Topic,
)
from coffeecop.models.audit import record
from coffeecop.models.conflicts import ChangedByColleague, ConcurrentSave
from coffeecop.models.idempotency import is_stored
from coffeecop.models.suggestion import has_open_flag, reclassify, state_of

MOST_FILTERS = 20
CHANGED_BY_STAFF = [
    "status",
    "is_held",
    "hidden_for",
    "hidden_at",
    "hidden_by_id",
    "is_complaint",
    "withdrawn_at",
    "assigned_to_id",
    "topics_checked_at",
    "topics_checked_by_id",
]


class CannotBeAnswered(Exception):
    """The concern was withdrawn or has no receipt, so the resident could not read an answer."""


class FlagNotDecided(Exception):
    """The concern has a flag that nobody has decided; that comes before its topics."""


class NameUsed(Exception):
    """The person has another filter with this name."""


class NothingToSave(Exception):
    """All concerns are shown, so there is no filter."""


class TooManyFilters(Exception):
    """The person keeps as many filters as one can."""


class IsComplaint(Exception):
    """A colleague moved the concern to complaints, and this change is no longer allowed."""


def change_topics(concern: Concern, *, shown: set[int], chosen: set[int], by: StaffMember) -> None:
    """Set the topics chosen by this person, or record that they confirmed the ones shown.

    A colleague's concurrent changes are kept. Topics that the engine suggested meanwhile were not
    shown, so they are not confirmed. Raises FlagNotDecided, ChangedByColleague, ConcurrentSave.
    """
    _lock_concern(concern, by=by)
    if has_open_flag(concern):
        raise FlagNotDecided
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
    # A further step locks the concern again, which reads it from the database.
    db.session.flush()


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


def assign_concern(concern: Concern, colleague: StaffMember, *, by: StaffMember) -> None:
    """Give the concern to a colleague. Raises IsComplaint if they may not read it. Idempotent."""
    _lock_concern(concern, by=by)
    if concern.is_complaint and not colleague.has_any(Role.COMPLAINTS):
        raise IsComplaint
    before = concern.assigned_to
    if before is colleague:
        return
    concern.assigned_to = colleague
    detail = f"{before.name if before else 'nobody'} > {colleague.name}"
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
    kinds = " ".join(flag.kind for flag in flags)
    record(AuditAction.FLAG_SEEN, by=by, subject=concern, detail=f"{kinds}: {action}")


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


def _lock_concern(concern: Concern, *, by: StaffMember | None = None) -> None:
    """Lock the row. Raises IsComplaint if it has meanwhile become one that `by` may not read."""
    # Only has an effect on PostgreSQL; on SQLite, POST requests are serialized anyway.
    db.session.refresh(concern, CHANGED_BY_STAFF, with_for_update=True)
    if by and concern.is_complaint and not by.has_any(Role.COMPLAINTS):
        raise IsComplaint
