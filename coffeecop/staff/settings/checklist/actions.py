"""Changing the department's checklist: one operation for all its lines."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from sqlalchemy import select

from coffeecop.db import db, now
from coffeecop.models import Agency, AuditAction, ChecklistItem, StaffMember
from coffeecop.models.audit import record
from coffeecop.models.conflicts import ChangedByColleague, Snapshot

LONGEST_DETAIL = 500


@dataclass(frozen=True)
class Line:
    """What can be changed of a line."""

    label: str | None
    days_before: int
    is_on_list: bool = True

    @classmethod
    def of(cls, item: ChecklistItem) -> Self:
        return cls(item.label, item.days_before, item.retired_at is None)


@dataclass(frozen=True)
class Lines(Snapshot):
    """All lines by the ids of their items."""

    by_id: Mapping[int, Line]

    @classmethod
    def of(cls, items: Sequence[ChecklistItem]) -> Self:
        return cls({item.id: Line.of(item) for item in items})


def checklist_items(agency: Agency, *, for_update: bool = False) -> Sequence[ChecklistItem]:
    """Return the lines in the order of their days, those off the list last.

    `for_update` locks the department, so that no line is added meanwhile.
    """
    if for_update:
        db.session.execute(select(Agency.id).where(Agency.id == agency.id).with_for_update())
    items = select(ChecklistItem).where(ChecklistItem.agency_id == agency.id)
    return db.session.scalars(
        items.order_by(
            ChecklistItem.retired_at.is_not(None),
            ChecklistItem.days_before.desc(),
            ChecklistItem.id,
        )
    ).all()


def change_checklist(
    items: Sequence[ChecklistItem],
    lines: Mapping[int, Line],
    added: Line | None,
    *,
    seen: str | None,
    by: StaffMember,
) -> None:
    """Change these lines, and add one. Raises ChangedByColleague if one changed since `seen`."""
    before = Lines.of(items)
    changes = [
        change for item in items if item.id in lines for change in _changes(item, lines[item.id])
    ]
    is_new = added is not None and added not in before.by_id.values()
    if not changes and not is_new:
        return
    if seen != before.fingerprint:
        raise ChangedByColleague
    for item in items:
        if item.id in lines:
            _write(item, lines[item.id])
    if added and is_new:
        db.session.add(
            ChecklistItem(agency_id=by.agency_id, label=added.label, days_before=added.days_before)
        )
        changes.append(f"is_added: {added.label}")
    detail = "; ".join(changes)[:LONGEST_DETAIL]
    record(AuditAction.CHECKLIST_CHANGED, by=by, subject=by.agency, detail=detail)


def _changes(item: ChecklistItem, line: Line) -> Iterator[str]:
    before = Line.of(item)
    if line.label != before.label:
        yield f"{item.name}: {before.label or 'usual_words'} -> {line.label or 'usual_words'}"
    if line.days_before != before.days_before:
        yield f"{item.name}: days_before {before.days_before} -> {line.days_before}"
    if line.is_on_list is not before.is_on_list:
        yield f"{item.name}: {'is_on_list' if line.is_on_list else 'is_off_list'}"


def _write(item: ChecklistItem, line: Line) -> None:
    item.label, item.days_before = line.label, line.days_before
    if line.is_on_list is not (item.retired_at is None):
        item.retired_at = None if line.is_on_list else now()
