"""Changing one or many concerns in one step that can be undone."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import contains_eager, selectinload
from sqlalchemy.orm.exc import StaleDataError

from coffeecop.db import db, now
from coffeecop.models import (
    AssignedBy,
    AuditAction,
    ChangeKind,
    Concern,
    ConcernChange,
    ConcernChangeItem,
    ConcernStatus,
    HiddenFor,
    Role,
    StaffMember,
    Topic,
)
from coffeecop.models.audit import record
from coffeecop.models.concern.conditions import has_open_flag, readable_by
from coffeecop.models.keys import ChangedByColleague, ConcurrentSave
from coffeecop.models.suggestions import reclassify


class FlagNotDecided(Exception):
    """The concern has a flag that nobody has decided; that comes before its topics."""


class IsComplaint(Exception):
    """A colleague moved the concern to complaints, and this change is no longer allowed."""


def lock_concern(concern: Concern, *, by: StaffMember | None = None) -> None:
    """Lock the row. Raises IsComplaint if it has meanwhile become one that `by` may not read."""
    # Only has an effect on PostgreSQL; on SQLite, POST requests are serialized anyway.
    db.session.refresh(concern, CHANGED_BY_STAFF, with_for_update=True)
    if by and concern.is_complaint and not by.has_any(Role.COMPLAINTS):
        raise IsComplaint


def give_topic(concerns: Iterable[Concern], topic: Topic, *, by: StaffMember) -> None:
    """Add the topic to those chosen by people; it replaces those assigned by the engine."""
    for concern in concerns:
        remaining = [
            row.topic
            for row in concern.topic_rows
            if concern.topics_are_checked or row.assigned_by is not AssignedBy.ENGINE
        ]
        before = [each.key for each in concern.topics]
        concern.set_topics([*remaining, topic], by=by)
        detail = {"topics": [before, [each.key for each in concern.topics]]}
        record(AuditAction.TOPICS_CHANGED, by=by, subject=concern, detail=detail)


def change_topics(concern: Concern, *, shown: set[int], chosen: set[int], by: StaffMember) -> None:
    """Set the topics chosen by this person, or record that they confirmed the ones shown.

    A colleague's concurrent changes are kept. Topics that the engine suggested meanwhile were not
    shown, so they are not confirmed. Raises FlagNotDecided, ChangedByColleague, ConcurrentSave.
    """
    lock_concern(concern, by=by)
    if has_open_flag(concern):
        raise FlagNotDecided
    present = {row.topic_id for row in concern.topic_rows}
    wanted = _wanted_topics(concern, present, shown=shown, chosen=chosen)
    if wanted == present:
        _confirm_topics(concern, is_as_chosen=chosen == present, by=by)
        return
    either = select(Topic).where(Topic.id.in_(present | wanted))
    topics = db.session.scalars(either.order_by(Topic.position, Topic.id)).all()
    concern.set_topics([topic for topic in topics if topic.id in wanted], by=by)
    try:
        db.session.flush()
    except (IntegrityError, StaleDataError) as error:
        db.session.rollback()
        raise ConcurrentSave from error
    before, after = ([each.key for each in topics if each.id in ids] for ids in (present, wanted))
    record(AuditAction.TOPICS_CHANGED, by=by, subject=concern, detail={"topics": [before, after]})
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


# Columns that change together, so that they are also set back together, and how each is read.
GROUPS: Sequence[Mapping[str, Callable[[Any], Any]]] = (
    {
        "status": ConcernStatus,
        "status_at": datetime.fromisoformat,
        "status_by_id": int,
        "status_reason": str,
        "reopened_at": datetime.fromisoformat,
    },
    {"assigned_to_id": int, "deputy_id": int},
    {"due_on": date.fromisoformat},
    {
        "put_away_at": datetime.fromisoformat,
        "put_away_until": datetime.fromisoformat,
        "put_away_for_next_event": bool,
    },
    {
        "is_held": bool,
        "hidden_for": HiddenFor,
        "hidden_at": datetime.fromisoformat,
        "hidden_by_id": int,
    },
    {"merged_into_id": int, "merged_at": datetime.fromisoformat, "merged_by_id": int},
)
NEVER_OF_COMPLAINTS = {ChangeKind.HIDDEN, ChangeKind.MERGED}
COLUMNS = {name: read for group in GROUPS for name, read in group.items()}
CHANGED_BY_STAFF = [
    *COLUMNS,
    "is_complaint",
    "withdrawn_at",
    "topics_checked_at",
    "topics_checked_by_id",
]


class AlreadyDone(Exception):
    """The same form was sent before."""

    def __init__(self, change: ConcernChange) -> None:
        super().__init__(change.id)
        self.change = change


class UndoResult(NamedTuple):
    """The numbers of the concerns set back, and of those that a colleague has changed since."""

    undone: Sequence[int]
    left: Sequence[int]


@contextmanager
def undoable(
    kind: ChangeKind, concerns: Sequence[Concern], *, key_hash: str, by: StaffMember
) -> Iterator[ConcernChange]:
    """Lock the concerns, and note what the block changes in them.

    Raises AlreadyDone for a repeated `key_hash`, and IsComplaint if one of them has meanwhile
    become a complaint that `by` may not read, or that nobody may change like this.
    """
    locked = _lock([concern.id for concern in concerns])
    done = select(ConcernChange).where(ConcernChange.form_key_hash == key_hash)
    if change := db.session.scalars(done).one_or_none():
        raise AlreadyDone(change)
    is_allowed = kind not in NEVER_OF_COMPLAINTS and by.has_any(Role.COMPLAINTS)
    if not is_allowed and any(each.is_complaint for each in locked):
        raise IsComplaint
    before = {concern.id: _values(concern) for concern in locked}
    change = ConcernChange(staff_id=by.id, form_key_hash=key_hash, kind=kind)
    yield change
    # Relationships set their columns only now.
    db.session.flush()
    items = [_item(concern, before[concern.id]) for concern in locked]
    change.items = [item for item in items if item.after]
    db.session.add(change)
    db.session.flush()


def undo(change: ConcernChange, *, by: StaffMember) -> UndoResult:
    """Set back what the change did, but not where somebody has changed it since. Idempotent."""
    db.session.refresh(change, ["undone_at"], with_for_update=True)
    if change.undone_at:
        return UndoResult([], [])
    items, undone = {item.concern_id: item for item in change.items}, []
    for concern in _lock(list(items), readable_by(by)):
        if _set_back(concern, items[concern.id]):
            undone.append(concern.id)
            detail = {"change": change.kind}
            record(AuditAction.CHANGE_UNDONE, by=by, subject=concern, detail=detail)
    change.undone_at, change.undone_by_id = now(), by.id
    return UndoResult(undone, sorted(items.keys() - undone))


def _lock(ids: Sequence[int], *conditions: ColumnElement[bool]) -> Sequence[Concern]:
    """Lock these rows and read them anew, in the order of their ids against deadlocks."""
    return db.session.scalars(
        select(Concern)
        .join(Concern.event)
        .where(Concern.id.in_(ids), *conditions)
        .order_by(Concern.id)
        .options(contains_eager(Concern.event), selectinload(Concern.merged_concerns))
        .with_for_update(of=Concern)
        .execution_options(populate_existing=True)
    ).all()


def _set_back(concern: Concern, item: ConcernChangeItem) -> bool:
    values = _values(concern)
    if any(values[name] != value for name, value in item.after.items()):
        return False
    for name, value in item.before.items():
        setattr(concern, name, None if value is None else COLUMNS[name](value))
    if "hidden_at" in item.before and concern.is_counted:
        concern.list_anew()
    return True


def _values(concern: Concern) -> dict[str, Any]:
    """Return the columns as JSON holds them."""
    return {name: _as_json(getattr(concern, name)) for name in COLUMNS}


def _as_json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _item(concern: Concern, before: Mapping[str, Any]) -> ConcernChangeItem:
    after = _values(concern)
    changed = [
        name
        for group in GROUPS
        if any(before[each] != after[each] for each in group)
        for name in group
    ]
    return ConcernChangeItem(
        concern_id=concern.id,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
    )
