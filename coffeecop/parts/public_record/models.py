"""The public record of an event: what came in and what became of it, as a chain of hashes.

An entry holds a salted commitment (Blum, 1981) and nothing of who or what. Its opening is kept
apart and is destroyed together with the concern. docs/verify_record.py computes the same hashes and
commitments: never change them.
"""

import enum
import unicodedata
from datetime import date
from hashlib import sha256
from typing import Any

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from coffeecop.db import HasId, Model, stored_by_value
from coffeecop.models.hash_chain import ORIGIN, Content, canonical
from coffeecop.models.keys import SECRET, ConcernId, EventId, check, to

NAME = "public_record"


class RecordState(enum.StrEnum):
    """What became of a concern, as far as the public can count it, in the order of the sentence."""

    # In writing.
    ANSWERED = "answered"
    TALKED_ABOUT = "talked_about"
    # Told why it cannot be done.
    DECLINED = "declined"
    PASSED_ON = "passed_on"
    WAITING = "waiting"
    # Asked for an answer, and was closed without a word.
    CLOSED = "closed"
    # Asked for no answer.
    NOTED = "noted"
    TAKEN_BACK = "taken_back"
    # Hidden for a reason from the list.
    HIDDEN = "hidden"
    # Destroyed at the end of its legal retention period, or typed in by mistake.
    DESTROYED = "destroyed"


class PublicRecordEntry(HasId, Model):
    """A concern that came in, or went from one state to another."""

    __tablename__ = "public_record_entries"
    __table_args__ = (
        UniqueConstraint("event_id", "sequence"),
        check("sequence_positive", "sequence > 0"),
        check("commitment_length", "length(commitment) = 64"),
        check("hash_length", "length(hash) = 64"),
        check("state_changes", "state_before <> state_after"),
    )

    event_id: Mapped[EventId]
    # Its place in the event's chain, without gaps.
    sequence: Mapped[int]
    # None: it came in.
    state_before: Mapped[RecordState | None] = mapped_column(
        stored_by_value(RecordState, "recordstatebefore")
    )
    state_after: Mapped[RecordState]
    commitment: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))
    # A day only: a time could be matched with whoever was seen typing.
    created_on: Mapped[date]


class PublicRecordOpening(Model):
    """Which concern an entry is about, and the salt of its commitment."""

    __tablename__ = "public_record_openings"
    __table_args__ = (check("salt_length", "length(salt) = 64"),)

    entry_id: Mapped[int] = mapped_column(to("public_record_entries", "CASCADE"), primary_key=True)
    concern_id: Mapped[ConcernId] = mapped_column(index=True)
    salt: Mapped[str] = mapped_column(String(64), info=SECRET)


class PublicRecordHead(Model):
    """The last entry's sequence and hash in an event's chain; whoever appends locks it."""

    __tablename__ = "public_record_heads"
    __table_args__ = (
        check("sequence_counted", "sequence >= 0"),
        check("hash_length", "length(hash) = 64"),
    )

    event_id: Mapped[EventId] = mapped_column(primary_key=True)
    sequence: Mapped[int] = mapped_column(default=0)
    hash: Mapped[str] = mapped_column(String(64), default=ORIGIN)


# Letters of a root on paper. They are few enough to type, and 80 bits are too many to try: another
# record with the same beginning is not to be found.
SHORT_SEAL = 20


class PublicRecordRoot(HasId, Model):
    """The Merkle root over an event's first entries, published on a night."""

    __tablename__ = "public_record_roots"
    __table_args__ = (
        UniqueConstraint("event_id", "published_on"),
        check("size_positive", "size > 0"),
        check("root_length", "length(root) = 64"),
        check("hash_length", "length(hash) = 64"),
    )

    event_id: Mapped[EventId]
    size: Mapped[int]
    root: Mapped[str] = mapped_column(String(64))
    published_on: Mapped[date]
    # Covers the root before it too: one that is removed later leaves a gap.
    hash: Mapped[str] = mapped_column(String(64))

    @property
    def short_seal(self) -> str:
        """Return its beginning as people type it: 12:9f2c-61a3-b4c5-d6e7-8f90."""
        groups = (self.root[at : at + 4] for at in range(0, SHORT_SEAL, 4))
        return f"{self.size}:{'-'.join(groups)}"


def chained_content(entry: Any) -> Content:
    """Return what the hash of an entry, or of a row with its columns, covers."""
    return {
        "event": entry.event_id,
        "sequence": entry.sequence,
        "day": entry.created_on.isoformat(),
        "state_before": entry.state_before and str(entry.state_before),
        "state_after": str(entry.state_after),
        "commitment": entry.commitment,
    }


def commitment(salt: str, opened: Content) -> str:
    return sha256(bytes.fromhex(salt) + canonical(opened)).hexdigest()


def received_content(text: str, kind: str) -> Content:
    """Return what the first entry about a concern commits to."""
    return {"kind": str(kind), "text": hash_text(text)}


def moved_content(received: int, state: str) -> Content:
    """Return what a later entry commits to: which concern, by its first entry, and its state."""
    return {"received": received, "state": str(state)}


def hash_text(text: str) -> str:
    """Return the hash of the words, so that a copy with other line breaks has the same."""
    words = " ".join(unicodedata.normalize("NFC", text).split())
    return sha256(words.encode()).hexdigest()
