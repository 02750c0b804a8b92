"""Find what was changed behind the program's back: in logs, states and the database's file."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from sqlalchemy import func, select

from coffeecop.db import db
from coffeecop.models import AuditAction, AuditEntry, AuditHead
from coffeecop.models.audit import chained_content
from coffeecop.models.hash_chain import ORIGIN, Head, Link, faults, in_sentences
from coffeecop.parts import run_hooks
from coffeecop.parts.doctor.states import matter_faults, state_faults
from coffeecop.parts.hooks import When

AT_A_TIME = 1000
BATCHES_BETWEEN_PROGRESS = 50


class Verification(NamedTuple):
    # The last entry.
    head: Head
    # In plain sentences.
    faults: list[str]


def verify(
    anchors: Sequence[Head] = (), *, progress: Callable[[int], None] = lambda count: None
) -> Verification:
    """Check the audit log against its hashes and these heads, and the database against itself.

    Entries may be added meanwhile: what is noted before the last entry is read is not later than
    it, and what is noted afterwards is not earlier.
    """
    before = _noted_head()
    last = _last_entry()
    after = _noted_head()
    found = in_sentences(faults(_links(last, progress)))
    found += _differences(before, last, "the database's own note")
    for anchor in anchors:
        found += _differences(anchor, last, f"the head {anchor}")
    found += _outside_the_chain(last, after)
    found += run_hooks(When.VERIFIED, None)
    return Verification(last, [*found, *state_faults(), *matter_faults(), *_damage()])


def _noted_head() -> Head:
    noted = db.session.get(AuditHead, 1, populate_existing=True)
    return Head(noted.sequence, noted.hash) if noted else Head(0, ORIGIN)


def _last_entry() -> Head:
    columns = AuditEntry.__table__.columns
    last = db.session.execute(
        select(columns.sequence, columns.hash)
        .where(AuditEntry.sequence.is_not(None))
        .order_by(AuditEntry.sequence.desc())
        .limit(1)
    ).first()
    return Head(*last) if last else Head(0, ORIGIN)


def _links(last: Head, progress: Callable[[int], None]) -> Iterator[Link]:
    """Yield the entries of the chain, some at a time, since a log grows for years."""
    seen, batches = 0, 0
    columns = AuditEntry.__table__.columns
    chained = select(*columns).order_by(AuditEntry.sequence).limit(AT_A_TIME)
    while rows := db.session.execute(
        chained.where(AuditEntry.sequence > seen, AuditEntry.sequence <= last.sequence)
    ).all():
        for row in rows:
            is_destroyed = row.action == AuditAction.DESTROYED
            content = None if is_destroyed else chained_content(row)
            yield Link(row.sequence, row.hash, content)
        seen, batches = rows[-1].sequence, batches + 1
        if batches % BATCHES_BETWEEN_PROGRESS == 0:
            progress(seen)


def _differences(head: Head, last: Head, source: str) -> Iterator[str]:
    """Yield how the log differs from a head that was told earlier."""
    if last.sequence < head.sequence:
        yield (
            f"The end of the log is missing: its last entry is {last.sequence}, but {source} says "
            f"that there was an entry {head.sequence}."
        )
        return
    there = select(AuditEntry.hash).where(AuditEntry.sequence == head.sequence)
    found = db.session.scalar(there)
    if found and not found.startswith(head.hash):
        yield (
            f"Entry {head.sequence} is not the one of {source}: it was rewritten, or an entry "
            "before it was."
        )


def _outside_the_chain(last: Head, noted: Head) -> Iterator[str]:
    """Yield which entries another program has added."""
    if last.sequence > noted.sequence:
        yield (
            f"Entries {noted.sequence + 1} to {last.sequence} are more than the database's own "
            "note says: another program added them, or changed the note."
        )
    without_number = select(func.count()).where(AuditEntry.sequence.is_(None))
    if number := db.session.scalar(without_number):
        yield f"Another program has added entries, which have no number: {number} of them."


def _damage() -> Iterator[str]:
    """Yield what is wrong with the file of SQLite; PostgreSQL checks itself as it runs."""
    if db.engine.dialect.name != "sqlite":
        return
    connection = db.session.connection()
    for (line,) in connection.exec_driver_sql("PRAGMA integrity_check"):
        if line != "ok":
            yield f"The database file is damaged: {line}."
    broken = {row[0] for row in connection.exec_driver_sql("PRAGMA foreign_key_check")}
    yield from (f"Rows of {table} refer to rows that are not there." for table in sorted(broken))
