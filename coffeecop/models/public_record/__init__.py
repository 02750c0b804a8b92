"""The public record of an event: what came in and what became of it, as a chain of hashes.

An entry holds a salted commitment (Blum, 1981) and nothing of who or what. Its opening is kept
apart and is destroyed together with the concern. docs/verify_record.py computes the same hashes and
commitments: never change them.
"""

import enum
import unicodedata
from collections.abc import Sequence
from datetime import date
from functools import cache
from hashlib import sha256
from typing import Any

from sqlalchemy import (
    BindParameter,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Row,
    Select,
    String,
    UniqueConstraint,
    and_,
    bindparam,
    case,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coffeecop.db import Model, db, stored_by_value
from coffeecop.models.concern import Concern
from coffeecop.models.concern.conditions import is_for_complaint_staff
from coffeecop.models.concern.parts import WAITING_STATES, ConcernState
from coffeecop.models.event import Event
from coffeecop.models.hash_chain import ORIGIN, Content, canonical
from coffeecop.models.keys import ConcernId, EventId


class RecordState(enum.StrEnum):
    """What became of a concern, as far as the public can count it."""

    WAITING = "waiting"
    # In writing.
    ANSWERED = "answered"
    TALKED_ABOUT = "talked_about"
    # Told why it cannot be done.
    DECLINED = "declined"
    PASSED_ON = "passed_on"
    # Asked for an answer, and was closed without a word.
    CLOSED = "closed"
    # Asked for no answer.
    NOTED = "noted"
    TAKEN_BACK = "taken_back"
    # Hidden for a reason from the list.
    HIDDEN = "hidden"
    # Destroyed at the end of its legal retention period, or typed in by mistake.
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


# Letters of a root on paper. They are few enough to type, and 80 bits are too many to try: another
# record with the same beginning is not to be found.
SHORT_SEAL = 20


class PublicRecordRoot(Model):
    """The Merkle root over an event's first entries, published on a night."""

    __tablename__ = "public_record_roots"
    __table_args__ = (
        UniqueConstraint("event_id", "published_on"),
        CheckConstraint("size > 0", name="size_positive"),
        CheckConstraint("length(root) = 64", name="root_length"),
        CheckConstraint("length(hash) = 64", name="hash_length"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
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


RECORDED_AS = {
    ConcernState.ANSWERED: RecordState.ANSWERED,
    ConcernState.TALKED_ABOUT: RecordState.TALKED_ABOUT,
    ConcernState.DECLINED: RecordState.DECLINED,
    ConcernState.PASSED_ON: RecordState.PASSED_ON,
}


def record_state() -> ColumnElement[RecordState]:
    """Return the state of a concern.

    Of complaints only what became one later, or may be one, is in the record; it waits until
    somebody handles it, so that no day tells when it became one.
    """
    is_untouched = Concern.state.in_(WAITING_STATES)
    asked_and_waits = is_untouched & Concern.asked_at.is_not(None)
    states = (
        (Concern.state == ConcernState.WITHDRAWN, RecordState.TAKEN_BACK),
        (Concern.state == ConcernState.HIDDEN, RecordState.HIDDEN),
        (asked_and_waits | Concern.is_held.is_(True), RecordState.WAITING),
        (is_for_complaint_staff() & is_untouched, RecordState.WAITING),
        (is_for_complaint_staff(), RecordState.PASSED_ON),
        *((Concern.state == state, recorded) for state, recorded in RECORDED_AS.items()),
        (
            (Concern.state == ConcernState.CLOSED) & Concern.asked_at.is_not(None),
            RecordState.CLOSED,
        ),
    )
    return case(
        *((condition, _literal(state)) for condition, state in states),
        else_=_literal(RecordState.NOTED),
    )


def is_in_stream() -> ColumnElement[bool]:
    """Match all but complaints: their number would follow from the record and the staff's lists."""
    return Concern.is_complaint.is_(False)


def last_state() -> ColumnElement[RecordState | None]:
    """Return the last state of a concern in the record; NULL if it is not in there."""
    return (
        _of_own(PublicRecordEntry.state_after)
        .order_by(PublicRecordEntry.sequence.desc())
        .limit(1)
        .scalar_subquery()
    )


def states_of(concern_ids: Sequence[int]) -> Sequence[Row[Any]]:
    """Return where these concerns are and were last recorded."""
    return db.session.execute(_states_wanted(), {"concern_ids": concern_ids}).all()


def events_of(concern_ids: Sequence[int]) -> Sequence[int]:
    return db.session.scalars(_events_wanted(), {"concern_ids": concern_ids}).all()


# Built once, as they run whenever a concern changes: building takes longer than running.
@cache
def _states_wanted() -> Select[Any]:
    first = _of_own(func.min(PublicRecordEntry.sequence)).scalar_subquery()
    return (
        select(Concern.id, Concern.event_id, Concern.body, Concern.kind, Event.time_zone)
        .add_columns(
            record_state().label("state"), last_state().label("recorded"), first.label("received")
        )
        .join(Event, Event.id == Concern.event_id)
        .where(_is_one_of(), or_(is_in_stream(), last_state().is_not(None)))
        .order_by(Concern.id)
    )


@cache
def _events_wanted() -> Select[Any]:
    return select(Concern.event_id).where(_is_one_of()).distinct()


def unrecorded(most: int, *, after: int = 0) -> list[int]:
    """Return concerns after this one whose state in the record is not the one that they have."""
    recorded = last_state()
    differ = or_(
        recorded.is_(None) & is_in_stream(),
        and_(recorded != record_state(), recorded != _literal(RecordState.DESTROYED)),
    )
    return list(
        db.session.scalars(
            select(Concern.id)
            .where(Concern.id > after, Concern.is_there(), differ)
            .order_by(Concern.id)
            .limit(most)
        )
    )


def _is_one_of() -> ColumnElement[bool]:
    ids: BindParameter[int] = bindparam("concern_ids", expanding=True)
    return Concern.id.in_(ids)


def _of_own(column: Any) -> Select[Any]:
    return (
        select(column)
        .join(PublicRecordOpening, PublicRecordOpening.entry_id == PublicRecordEntry.id)
        .where(PublicRecordOpening.concern_id == Concern.id)
        .correlate(Concern)
    )


def _literal(state: RecordState) -> ColumnElement[RecordState]:
    return literal(state, stored_by_value(RecordState))
