"""Changing one or many concerns in one step that can be undone."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import contains_eager, selectinload

from coffeecop.db import db, now
from coffeecop.models import (
    AuditAction,
    ChangeKind,
    Concern,
    ConcernChange,
    ConcernChangeItem,
    ConcernStatus,
    HiddenFor,
    Role,
    StaffMember,
)
from coffeecop.models.audit import record
from coffeecop.models.concern_conditions import readable_by
from coffeecop.staff.concern_changes import IsComplaint

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
    items = {item.concern_id: item for item in change.items}
    undone = [
        concern.id
        for concern in _lock(list(items), readable_by(by))
        if _set_back(concern, items[concern.id])
    ]
    for concern_id in undone:
        record(
            AuditAction.CHANGE_UNDONE,
            by=by,
            subject=db.session.get_one(Concern, concern_id),
            detail={"change": change.kind},
        )
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
