"""What the record of an event says, and the proof that a concern is in it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Row, Select, exists, select

from coffeecop.db import db
from coffeecop.models import Concern, Event
from coffeecop.parts.public_record.models import (
    PublicRecordEntry,
    PublicRecordOpening,
    PublicRecordRoot,
    RecordState,
    chained_content,
    commitment,
    moved_content,
    received_content,
)
from coffeecop.parts.public_record.roots import (
    entries_until,
    inclusion_path,
    leaves,
    newest_root,
    roots_of,
)


class Proof(NamedTuple):
    root: PublicRecordRoot
    # The entries about the concern that the root covers, each with its opening.
    rows: Sequence[Row[PublicRecordEntry, PublicRecordOpening]]

    @property
    def entries(self) -> list[PublicRecordEntry]:
        return [entry for entry, _opening in self.rows]


def proof_of(concern: Concern) -> Proof | None:
    """Return the proof by the newest root; None until a root covers the concern."""
    root = newest_root(concern.event_id)
    if root is None:
        return None
    own = (
        select(PublicRecordEntry, PublicRecordOpening)
        .join(PublicRecordOpening, PublicRecordOpening.entry_id == PublicRecordEntry.id)
        .where(
            PublicRecordOpening.concern_id == concern.id, PublicRecordEntry.sequence <= root.size
        )
        .order_by(PublicRecordEntry.sequence)
    )
    rows = db.session.execute(own).all()
    return Proof(root, rows) if rows else None


def proof_file(concern: Concern, proof: Proof) -> dict[str, Any]:
    """Return what docs/verify_record.py checks: no word of the concern, but what commits to it."""
    root, rows = proof
    all_leaves = leaves(entries_until(root.event_id, root.size))
    return {
        "root": {"day": root.published_on.isoformat(), "size": root.size, "root": root.root},
        "entries": [
            {
                "entry": chained_content(entry),
                "salt": opening.salt,
                "opens": opened_content(entry, concern.body, concern.kind, rows[0][0].sequence),
                "path": inclusion_path(all_leaves, entry.sequence - 1),
            }
            for entry, opening in rows
        ],
    }


def opened_content(entry: PublicRecordEntry, body: str, kind: str, received: int) -> dict[str, Any]:
    """Return what an entry commits to, if the concern is as it came in."""
    if entry.state_before is None:
        return dict(received_content(body, kind))
    return dict(moved_content(received, entry.state_after))


def with_openings(event_id: int, size: int, *columns: Any) -> Select[Any]:
    """Select these of an event's first entries, each with its concern's id and salt, if kept."""
    opening = PublicRecordOpening
    return (
        select(*columns, opening.concern_id, opening.salt)
        .outerjoin_from(PublicRecordEntry, opening, opening.entry_id == PublicRecordEntry.id)
        .where(PublicRecordEntry.event_id == event_id, PublicRecordEntry.sequence <= size)
        .order_by(PublicRecordEntry.sequence)
    )


def counts_until(event_id: int, size: int) -> dict[str, int]:
    """Return how many came in, where they are, and how many of them the database lacks."""
    moves = PublicRecordEntry.state_before, PublicRecordEntry.state_after
    found = db.session.execute(with_openings(event_id, size, *moves)).all()
    # The last state of each.
    states = {row.concern_id: row.state_after for row in found if row.concern_id}
    counts = Counter(states.values())
    counts[RecordState.DESTROYED] = sum(row.state_after is RecordState.DESTROYED for row in found)
    received = sum(row.state_before is None for row in found)
    return {
        "received": received,
        **{str(state): counts[state] for state in RecordState},
        "missing": received - counts.total(),
    }


def record_file(event: Event, root: PublicRecordRoot) -> dict[str, Any]:
    """Return all that a root covers, as docs/verify_record.py reads it."""
    entries, roots = entries_until(event.id, root.size), reversed(roots_of(event.id))
    return {
        "event": {"id": event.id, "slug": event.slug},
        "counts": counts_until(event.id, root.size),
        "roots": [
            {"day": str(each.published_on), "size": each.size, "root": each.root, "hash": each.hash}
            for each in roots
        ],
        "entries": [{**chained_content(entry), "hash": entry.hash} for entry in entries],
    }


def is_corrected(event_id: int, size: int) -> bool:
    """Return whether the record once said "answered" of what was not, and says so no more."""
    corrections = exists().where(
        PublicRecordEntry.event_id == event_id,
        PublicRecordEntry.sequence <= size,
        PublicRecordEntry.state_before == RecordState.ANSWERED,
        # Nothing that was answered in writing can become these.
        PublicRecordEntry.state_after.in_([RecordState.TALKED_ABOUT, RecordState.CLOSED]),
    )
    return bool(db.session.scalar(select(corrections)))


def received_until(root: PublicRecordRoot) -> Sequence[Any]:
    """Return the entries about what came in; what was destroyed since has no opening."""
    said = PublicRecordEntry.sequence, PublicRecordEntry.created_on, PublicRecordEntry.commitment
    entries = with_openings(root.event_id, root.size, *said)
    return db.session.execute(entries.where(PublicRecordEntry.state_before.is_(None))).all()


def opening_of(row: Any, concern: Concern) -> Mapping[str, str] | None:
    """Return what opens such an entry; None if the words or the kind were changed since."""
    if commitment(row.salt, received_content(concern.body, concern.kind)) != row.commitment:
        return None
    return {"salt": row.salt, "kind": str(concern.kind), "text": concern.body}
