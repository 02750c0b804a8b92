"""Append to the public record what became of concerns, whenever the core tells of it."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date
from secrets import token_hex
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, insert, select
from sqlalchemy.exc import IntegrityError

from coffeecop.db import db, now
from coffeecop.models.concern import Concern
from coffeecop.models.hash_chain import ORIGIN, Content, append
from coffeecop.parts.public_record.models import (
    PublicRecordEntry,
    PublicRecordHead,
    PublicRecordOpening,
    RecordState,
    chained_content,
    commitment,
    moved_content,
    received_content,
)
from coffeecop.parts.public_record.states import events_of, states_of
from coffeecop.signals import concern_changed, concern_destroyed

AT_A_TIME = 500
# Built once, as it runs whenever a concern changes.
LOCKED_HEAD = (
    select(PublicRecordHead)
    .where(PublicRecordHead.event_id == bindparam("event_id"))
    .with_for_update()
    .execution_options(populate_existing=True)
)


@concern_changed.connect
def record_states(concern_ids: Sequence[int], *, on: date | None = None) -> None:
    """Append the concerns that came in or moved, today unless a day is given.

    The heads are locked before anything is read, so that no writer at the same time is missed; and
    after all else that the transaction locks, but for the head of the audit log.
    """
    db.session.flush()
    event_ids: set[int] = set()
    for ids in _some_at_a_time(concern_ids):
        event_ids.update(events_of(ids))
    heads = {event_id: _lock_head(event_id) for event_id in sorted(event_ids)}
    for ids in _some_at_a_time(concern_ids):
        moved = [row for row in states_of(ids) if row.state != row.recorded]
        is_there = [row for row in moved if row.recorded != RecordState.DESTROYED]
        _append(heads, [row for row in is_there if row.event_id in heads], on)


@concern_destroyed.connect
def record_destruction(concern: Concern) -> None:
    db.session.flush()
    heads = {event_id: _lock_head(event_id) for event_id in events_of([concern.id])}
    own = [row for row in states_of([concern.id]) if row.recorded]
    _append(heads, own, None, RecordState.DESTROYED)


def _some_at_a_time(concern_ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(concern_ids), AT_A_TIME):
        yield concern_ids[start : start + AT_A_TIME]


def _lock_head(event_id: int) -> PublicRecordHead:
    head = db.session.scalar(LOCKED_HEAD, {"event_id": event_id})
    if head is None:
        _insert_head(event_id)
        head = db.session.scalars(LOCKED_HEAD, {"event_id": event_id}).one()
    return head


def _insert_head(event_id: int) -> None:
    connection = db.session.connection()
    # Another transaction may be first.
    with suppress(IntegrityError), connection.begin_nested():
        connection.execute(
            insert(PublicRecordHead).values(event_id=event_id, sequence=0, hash=ORIGIN)
        )


def _append(
    heads: dict[int, PublicRecordHead],
    rows: Sequence[Any],
    on: date | None,
    state: RecordState | None = None,
) -> None:
    """Append the state that each concern has, or the state given.

    Of concerns that are destroyed nobody keeps the salts: the entries tell no more which they were.
    """
    moves = [(row, state or row.state, token_hex(32)) for row in rows]
    ids = _insert(
        heads,
        [
            PublicRecordEntry(
                event_id=row.event_id,
                state_before=row.recorded,
                state_after=after,
                commitment=commitment(salt, _opened(row, after)),
                created_on=on or now().astimezone(ZoneInfo(row.time_zone)).date(),
            )
            for row, after, salt in moves
        ],
    )
    openings = [
        {"entry_id": entry_id, "concern_id": row.id, "salt": salt}
        for entry_id, (row, _after, salt) in zip(ids, moves, strict=True)
    ]
    if openings and state is not RecordState.DESTROYED:
        db.session.execute(insert(PublicRecordOpening), openings)


def _opened(row: Any, state: RecordState) -> Content:
    if row.recorded:
        return moved_content(row.received, state)
    return received_content(row.body, row.kind)


def _insert(heads: dict[int, PublicRecordHead], entries: Sequence[PublicRecordEntry]) -> list[int]:
    """Insert the entries, all in one statement, and return their ids."""
    for entry in entries:
        append(heads[entry.event_id], [entry], chained_content)
    if not entries:
        return []
    columns = [column.name for column in PublicRecordEntry.__table__.columns if column.name != "id"]
    stored = db.session.execute(
        insert(PublicRecordEntry).returning(
            PublicRecordEntry.event_id, PublicRecordEntry.sequence, PublicRecordEntry.id
        ),
        [{name: getattr(entry, name) for name in columns} for entry in entries],
    )
    ids = {(event_id, sequence): entry_id for event_id, sequence, entry_id in stored}
    return [ids[entry.event_id, entry.sequence] for entry in entries]
