"""The audit log: what staff and commands did, as a chain of hashes."""

import enum
import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Index, String, Text, event, insert
from sqlalchemy.orm import Mapped, Mapper, Session, mapped_column, object_session, relationship

from coffeecop.db import CreatedAt, HasId, Model, db
from coffeecop.models.hash_chain import ORIGIN, Content, Head, append
from coffeecop.models.keys import AgencyId, StaffId, check
from coffeecop.models.staff import StaffMember

# Key of `Session.info` for the entries of the transaction.
UNCHAINED = "unchained_audit_entries"
# By field: a value, [before, after], or None where the name of the field says it all.
Detail = Mapping[str, Any]
LONGEST_VALUE = 80


class AuditEntry(HasId, Model):
    """An auditable action by staff or by a command on the server."""

    __tablename__ = "audit_entries"
    __table_args__ = (
        Index("ix_audit_entries_subject", "subject_table", "subject_id"),
        check("sequence_positive", "sequence > 0"),
        check("sequence_has_hash", "(sequence IS NULL) = (hash IS NULL)"),
        check("hash_length", "length(hash) = 64"),
    )

    # Its place in the chain, without gaps; None only until the transaction ends.
    sequence: Mapped[int | None] = mapped_column(unique=True)
    hash: Mapped[str | None] = mapped_column(String(64))
    agency_id: Mapped[AgencyId | None] = mapped_column(index=True)
    # None: done by a command on the server.
    staff_id: Mapped[StaffId | None] = mapped_column(index=True)
    action: Mapped[str] = mapped_column(String(32))
    subject_table: Mapped[str | None] = mapped_column(String(40))
    subject_id: Mapped[int | None]
    # A Detail as JSON, as text because the hash covers what is stored; never a resident's text.
    detail: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[CreatedAt]

    staff_member: Mapped[StaffMember | None] = relationship()

    @property
    def details(self) -> Detail:
        """The detail; empty for one of the time before it was JSON."""
        try:
            found = json.loads(self.detail or "{}")
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}


class AuditHead(HasId, Model):
    """The single row with the last entry's sequence and hash; whoever appends locks it."""

    __tablename__ = "audit_head"
    __table_args__ = (
        check("only_one", "id = 1"),
        check("sequence_counted", "sequence >= 0"),
        check("hash_length", "length(hash) = 64"),
    )

    sequence: Mapped[int] = mapped_column(default=0)
    hash: Mapped[str] = mapped_column(String(64), default=ORIGIN)


@event.listens_for(AuditHead.__table__, "after_create")
def _add_the_head(table: Any, connection: Any, **_: Any) -> None:
    connection.execute(insert(table).values(id=1))


def record(
    action: enum.StrEnum,
    *,
    by: StaffMember | None,
    subject: "object | None" = None,
    detail: Detail | None = None,
) -> None:
    """Add an entry to the current transaction. Flush a new subject first, so that it has an id."""
    db.session.add(
        AuditEntry(
            action=action,
            agency_id=by.agency_id if by else getattr(subject, "agency_id", None),
            staff_id=by.id if by else None,
            subject_table=getattr(subject, "__tablename__", None),
            subject_id=getattr(subject, "id", None),
            detail=json.dumps(detail, ensure_ascii=False, default=str) if detail else None,
        )
    )


def changes(values: Mapping[str, tuple[Any, Any]]) -> Detail:
    """Return the values before and after; of long texts and of lists only that they changed."""
    return {
        field: list(pair) if all(map(_is_short, pair)) else None for field, pair in values.items()
    }


def _is_short(value: object) -> bool:
    return not isinstance(value, (list, tuple)) and len(str(value)) <= LONGEST_VALUE


def audit_head() -> Head:
    """Return the head of the chain, for a place where nobody can change it, such as a mail."""
    head = db.session.get_one(AuditHead, 1, populate_existing=True)
    return Head(head.sequence, head.hash)


def chained_content(entry: Any) -> Content:
    """Return what the hash of an entry, or of a row with its columns, covers. Never change it."""
    return {
        "sequence": entry.sequence,
        "id": entry.id,
        "agency_id": entry.agency_id,
        "staff_id": entry.staff_id,
        "action": str(entry.action),
        "subject_table": entry.subject_table,
        "subject_id": entry.subject_id,
        "detail": entry.detail,
        "created_at": entry.created_at.isoformat(timespec="microseconds"),
    }


@event.listens_for(AuditEntry, "after_insert")
def _note_entry(_mapper: Mapper[AuditEntry], _connection: Connection, entry: AuditEntry) -> None:
    session = object_session(entry)
    if session:
        session.info.setdefault(UNCHAINED, []).append(entry)


@event.listens_for(db.session, "before_commit")
def append_to_chain(session: Session) -> None:
    """Give the transaction's entries their places in the chain.

    The lock on the head comes after all other locks, so that it is short and in no deadlock.
    """
    session.flush()
    # What was rolled back is no longer in the session.
    entries = [entry for entry in session.info.pop(UNCHAINED, ()) if entry in session]
    if not entries:
        return
    head = session.get_one(AuditHead, 1, with_for_update=True, populate_existing=True)
    append(head, entries, chained_content)
