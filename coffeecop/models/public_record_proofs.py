"""What shows a resident that a concern is in the public record."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Row, select

from coffeecop.db import db
from coffeecop.models.concern import Concern
from coffeecop.models.merkle import inclusion_path
from coffeecop.models.public_record import (
    PublicRecordEntry,
    PublicRecordOpening,
    PublicRecordRoot,
)
from coffeecop.models.public_record_content import (
    chained_content,
    moved_content,
    received_content,
)
from coffeecop.models.public_record_roots import entries_until, leaves, newest_root


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
