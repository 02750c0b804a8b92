"""Changing what residents read of each state: one operation for all of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from typing import Self

from sqlalchemy import select

from coffeecop.db import db
from coffeecop.models import Agency, AuditAction, ResidentState, StaffMember, StateWording
from coffeecop.models.audit import record
from coffeecop.models.conflicts import ChangedByColleague, Snapshot
from coffeecop.models.state_wording import TEXTS

LONGEST_DETAIL = 500


@dataclass(frozen=True)
class Wording:
    """The department's words for a state; all None: the usual words."""

    label_en: str | None = None
    label_es: str | None = None
    sentence_en: str | None = None
    sentence_es: str | None = None

    @classmethod
    def of(cls, row: StateWording) -> Self:
        return cls(*(getattr(row, name) for name in TEXTS))

    @property
    def is_usual(self) -> bool:
        return not any(astuple(self))


@dataclass(frozen=True)
class Wordings(Snapshot):
    by_state: Mapping[str, Wording]

    @classmethod
    def of(cls, rows: Sequence[StateWording]) -> Self:
        return cls({row.state.value: Wording.of(row) for row in rows})


def state_wordings(agency: Agency, *, for_update: bool = False) -> Sequence[StateWording]:
    """Return the wordings that are not the usual ones; `for_update` locks the department."""
    if for_update:
        db.session.execute(select(Agency.id).where(Agency.id == agency.id).with_for_update())
    own = select(StateWording).where(StateWording.agency_id == agency.id)
    return db.session.scalars(own.order_by(StateWording.state)).all()


def change_wordings(
    rows: Sequence[StateWording],
    wordings: Mapping[ResidentState, Wording],
    *,
    seen: str | None,
    by: StaffMember,
) -> None:
    """Give these states these words. Raises ChangedByColleague if one changed since `seen`."""
    stored = {row.state: row for row in rows}
    before = {state: Wording.of(row) for state, row in stored.items()}
    changes = [
        change
        for state, wording in wordings.items()
        for change in _changes(state, before.get(state, Wording()), wording)
    ]
    if not changes:
        return
    if seen != Wordings.of(rows).fingerprint:
        raise ChangedByColleague
    for state, wording in wordings.items():
        _write(stored.get(state), state, wording, by.agency_id)
    detail = "; ".join(changes)[:LONGEST_DETAIL]
    record(AuditAction.STATE_WORDING_CHANGED, by=by, subject=by.agency, detail=detail)


def _changes(state: ResidentState, before: Wording, after: Wording) -> Iterator[str]:
    if (before.label_en, before.label_es) != (after.label_en, after.label_es):
        old, new = before.label_en or "usual_words", after.label_en or "usual_words"
        yield f"state_{state}: {old} -> {new}"
    elif before != after:
        yield f"state_{state}: state_sentence"


def _write(
    row: StateWording | None, state: ResidentState, wording: Wording, agency_id: int
) -> None:
    if wording.is_usual:
        if row:
            db.session.delete(row)
        return
    row = row or StateWording(agency_id=agency_id, state=state)
    for name in TEXTS:
        setattr(row, name, getattr(wording, name))
    db.session.add(row)
