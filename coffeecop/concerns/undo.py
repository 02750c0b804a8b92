"""Changing one or many concerns in one step, and taking that back by the verbs of the other way."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import select

from coffeecop.concerns.assignment import Assignment, set_assignment
from coffeecop.concerns.locks import IsComplaint, lock_concerns
from coffeecop.concerns.states import CannotFollow, changed, enter, notify_once
from coffeecop.concerns.verbs import SomebodyWaits, hide, set_state, show
from coffeecop.db import db, now
from coffeecop.models import (
    AuditAction,
    ChangeKind,
    Concern,
    ConcernChange,
    ConcernChangeItem,
    HiddenFor,
    Matter,
    MatterConcern,
    StaffMember,
)
from coffeecop.models.audit import record
from coffeecop.models.concern.conditions import readable_by
from coffeecop.models.concern.parts import ConcernState

# What is noted of a concern before and after a step.
NOTED = (
    "state",
    "state_at",
    "state_by_id",
    "hidden_for",
    "is_held",
    "assigned_to_id",
    "deputy_id",
    "due_on",
    "put_away_at",
    "put_away_until",
    "put_away_for_next_event",
)


# The matters of what is hidden, each with whether it belonged: noted before alone.
MATTERS = "matters"


class AlreadyDone(Exception):
    """The same form was sent before."""

    def __init__(self, change: ConcernChange) -> None:
        super().__init__(change.id)
        self.change = change


class UndoResult(NamedTuple):
    """The numbers of the concerns taken back, and of those that must stay as they are now."""

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
    locked = lock_concerns(concern.id for concern in concerns)
    done = select(ConcernChange).where(ConcernChange.form_key_hash == key_hash)
    if change := db.session.scalars(done).one_or_none():
        raise AlreadyDone(change)
    is_allowed = kind is not ChangeKind.HIDDEN and by.reads_complaints
    if not is_allowed and any(each.is_for_complaint_staff for each in locked):
        raise IsComplaint
    before = {concern.id: _noted(concern) for concern in locked}
    if kind is ChangeKind.HIDDEN:
        _note_matters(before)
    change = ConcernChange(staff_id=by.id, form_key_hash=key_hash, kind=kind)
    with notify_once():
        yield change
    db.session.flush()
    items = [_item(concern, before[concern.id]) for concern in locked]
    change.items = [item for item in items if item.after]
    db.session.add(change)
    db.session.flush()


def change_undoably(
    kind: ChangeKind,
    concerns: Sequence[Concern],
    verb: Callable[..., None],
    value: Any,
    *,
    key_hash: str,
    by: StaffMember,
) -> ConcernChange:
    """Do it to each, or return what the same form did before. Raises as `undoable` and the verb."""
    try:
        with undoable(kind, concerns, key_hash=key_hash, by=by) as change:
            for concern in concerns:
                verb(concern, value, by=by)
    except AlreadyDone as done:
        return done.change
    return change


def change_all(
    kind: ChangeKind,
    concerns: Sequence[Concern],
    verb: Callable[..., None],
    value: Any,
    *,
    key_hash: str,
    by: StaffMember,
) -> tuple[ConcernChange, dict[int, Exception]]:
    """Do it to each of which the state allows it; return why others stay as they are, by id."""
    left: dict[int, Exception] = {}

    def change_or_leave(concern: Concern, value: Any, *, by: StaffMember) -> None:
        try:
            verb(concern, value, by=by)
        except (CannotFollow, SomebodyWaits) as error:
            left[concern.id] = error

    return change_undoably(kind, concerns, change_or_leave, value, key_hash=key_hash, by=by), left


def undo(change: ConcernChange, *, by: StaffMember) -> UndoResult:
    """Take back what the change did, where that may be done now. Idempotent."""
    db.session.refresh(change, ["undone_at"], with_for_update=True)
    if change.undone_at:
        return UndoResult([], [])
    items, undone = {item.concern_id: item for item in change.items}, []
    _lock_matters(each for item in change.items for each, _belongs in item.before.get(MATTERS, ()))
    unchanged = [
        concern
        for concern in lock_concerns(items, readable_by(by))
        if _is_unchanged(change.kind, concern, items[concern.id])
    ]
    with notify_once():
        for concern in unchanged:
            if _take_back(change.kind, concern, items[concern.id], by=by):
                undone.append(concern.id)
                detail = {"change": change.kind}
                record(AuditAction.CHANGE_UNDONE, by=by, subject=concern, detail=detail)
    if undone:
        change.undone_at, change.undone_by_id = now(), by.id
    return UndoResult(sorted(undone), sorted(items.keys() - undone))


def _is_unchanged(kind: ChangeKind, concern: Concern, item: ConcernChangeItem) -> bool:
    """Return whether it is as the change left it, where the change may be taken back at all."""
    values = _noted(concern)
    if any(values.get(name) != value for name, value in item.after.items()):
        return False
    if concern.is_for_complaint_staff and kind is ChangeKind.HIDDEN:
        return False
    return concern.is_in or bool(item.after.get("hidden_for"))


def _take_back(
    kind: ChangeKind, concern: Concern, item: ConcernChangeItem, *, by: StaffMember
) -> bool:
    """Return whether the verb of the other way could be done."""
    before = {**_noted(concern), **item.before}
    try:
        _INVERSE[kind](concern, before, by)
    except (CannotFollow, IsComplaint, SomebodyWaits):
        return False
    return True


def _assign_back(concern: Concern, before: dict[str, Any], by: StaffMember) -> None:
    people = [_person(before[name]) for name in ("assigned_to_id", "deputy_id")]
    assignee, deputy = people
    if any(each and not each.is_active for each in people):
        raise CannotFollow
    # A colleague has chosen a deputy meanwhile.
    if deputy and assignee in (None, deputy):
        raise CannotFollow
    due_on = before["due_on"] and date.fromisoformat(before["due_on"])
    set_assignment(concern, Assignment(assignee, deputy, due_on), by=by)


def _wake_up(concern: Concern, before: dict[str, Any], by: StaffMember) -> None:
    for name in ("put_away_at", "put_away_until"):
        setattr(concern, name, _moment(before[name]))
    concern.put_away_for_next_event = before["put_away_for_next_event"]


def _set_back(concern: Concern, before: dict[str, Any], by: StaffMember) -> None:
    set_state(concern, ConcernState(before["state"]), by=by)


def _show_again(concern: Concern, before: dict[str, Any], by: StaffMember) -> None:
    if before["hidden_for"]:
        hide(concern, HiddenFor(before["hidden_for"]), by=by)
        return
    show(concern, by=by)
    concern.is_held = before["is_held"]
    state = ConcernState(before["state"])
    if state is not ConcernState.PASSED_ON:
        # Nothing has come in since, so nobody waits who did not wait then.
        enter(concern, state, by=_person(before["state_by_id"]))
        concern.state_at = _moment(before["state_at"])
    changed(concern.id)
    _join_again(concern, before.get(MATTERS, ()), by)
    _wake_up(concern, before, by)
    # Whoever has left meanwhile does not get it back; nobody else does either.
    with suppress(CannotFollow):
        _assign_back(concern, before, by)


def _note_matters(before: Mapping[int, dict[str, Any]]) -> None:
    """Note also what was said of their matters, which what is hidden leaves."""
    rows = select(MatterConcern).where(MatterConcern.concern_id.in_(before))
    for row in db.session.scalars(rows.order_by(MatterConcern.matter_id)):
        before[row.concern_id].setdefault(MATTERS, []).append([row.matter_id, row.belongs])


def _lock_matters(matter_ids: Iterable[int]) -> None:
    """Lock them before their concerns, as the verbs of matters do."""
    own = select(Matter.id).where(Matter.id.in_({*matter_ids}))
    db.session.execute(own.order_by(Matter.id).with_for_update())


def _join_again(concern: Concern, said: Iterable[Sequence[Any]], by: StaffMember) -> None:
    """Let what was said of its matters be so again, of those that are still there."""
    for matter_id, belongs in said:
        if db.session.get(Matter, matter_id):
            ids = {"matter_id": matter_id, "concern_id": concern.id}
            db.session.add(MatterConcern(**ids, belongs=belongs, staff_id=by.id))


_INVERSE: dict[ChangeKind, Callable[[Concern, dict[str, Any], StaffMember], None]] = {
    ChangeKind.ASSIGNED: _assign_back,
    ChangeKind.DUE: _assign_back,
    ChangeKind.SNOOZED: _wake_up,
    ChangeKind.STATUS: _set_back,
    ChangeKind.HIDDEN: _show_again,
}


def _person(staff_id: int | None) -> StaffMember | None:
    return db.session.get_one(StaffMember, staff_id) if staff_id else None


def _moment(noted: str | None) -> datetime | None:
    return datetime.fromisoformat(noted) if noted else None


def _noted(concern: Concern) -> dict[str, Any]:
    """Return the columns as JSON holds them."""
    return {name: _as_json(getattr(concern, name)) for name in NOTED}


def _as_json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _item(concern: Concern, before: dict[str, Any]) -> ConcernChangeItem:
    after = _noted(concern)
    changed = [name for name in NOTED if before[name] != after[name]]
    kept = [*changed, MATTERS] if MATTERS in before else changed
    return ConcernChangeItem(
        concern_id=concern.id,
        before={name: before[name] for name in kept},
        after={name: after[name] for name in changed},
    )
