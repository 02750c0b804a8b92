"""The public record of an event: what came in and what became of it, as a chain of hashes.

An entry holds a salted commitment (Blum, 1981) and nothing of who or what. Its opening is kept
apart and is destroyed together with the concern.
"""

import enum
from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coffeecop.db import Model, stored_by_value
from coffeecop.models.hash_chain import ORIGIN
from coffeecop.models.keys import ConcernId, EventId


class RecordState(enum.StrEnum):
    """What became of a concern, as far as the public can count it."""

    WAITING = "waiting"
    ANSWERED = "answered"
    PASSED_ON = "passed_on"
    # Asked for no answer.
    NOTED = "noted"
    TAKEN_BACK = "taken_back"
    # Hidden for a reason from the list.
    HIDDEN = "hidden"
    # Destroyed at the end of its legal retention period.
    DESTROYED = "destroyed"


class PublicRecordEntry(Model):
    """A concern that came in, or went from one state to another."""

    __tablename__ = "public_record_entries"
    __table_args__ = (
        UniqueConstraint("event_id", "sequence"),
        CheckConstraint("sequence > 0", name="sequence_positive"),
        CheckConstraint("length(commitment) = 64", name="commitment_length"),
        CheckConstraint("length(hash) = 64", name="hash_length"),
        CheckConstraint("state_before <> state_after", name="state_changes"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
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
    # A day only: a time could be matched with who was seen typing.
    created_on: Mapped[date]

    opening: Mapped["PublicRecordOpening | None"] = relationship(viewonly=True)


class PublicRecordOpening(Model):
    """Which concern an entry is about, and the salt of its commitment."""

    __tablename__ = "public_record_openings"
    __table_args__ = (CheckConstraint("length(salt) = 64", name="salt_length"),)

    entry_id: Mapped[int] = mapped_column(
        ForeignKey("public_record_entries.id", ondelete="CASCADE"), primary_key=True
    )
    concern_id: Mapped[ConcernId] = mapped_column(index=True)
    salt: Mapped[str] = mapped_column(String(64))


class PublicRecordHead(Model):
    """The last entry's sequence and hash in an event's chain; whoever appends locks it."""

    __tablename__ = "public_record_heads"
    __table_args__ = (
        CheckConstraint("sequence >= 0", name="sequence_counted"),
        CheckConstraint("length(hash) = 64", name="hash_length"),
    )

    event_id: Mapped[EventId] = mapped_column(primary_key=True)
    sequence: Mapped[int] = mapped_column(default=0)
    hash: Mapped[str] = mapped_column(String(64), default=ORIGIN)


class PublicRecordRoot(Model):
    """The Merkle root over an event's first entries, published on a night."""

    __tablename__ = "public_record_roots"
    __table_args__ = (
        UniqueConstraint("event_id", "published_on"),
        CheckConstraint("size > 0", name="size_positive"),
        CheckConstraint("length(root) = 64", name="root_length"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[EventId]
    size: Mapped[int]
    root: Mapped[str] = mapped_column(String(64))
    published_on: Mapped[date]
