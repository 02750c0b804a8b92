"""What a page showed of a concern, so that nobody overwrites what a colleague did meanwhile."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Self

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.orm import joinedload

from coffeecop.db import db
from coffeecop.models import AuditAction, AuditEntry, Concern, Message, StaffMember
from coffeecop.web.security import parse_id

# What a colleague did that nobody can overwrite; topics have a check of their own.
NOT_OVERWRITTEN = (
    AuditAction.CONTACT_OPENED,
    AuditAction.RECEIPT_LOOKED_UP,
    AuditAction.RECEIPT_SHOWN,
    AuditAction.TOPICS_CHANGED,
    AuditAction.TOPICS_CONFIRMED,
)
MOST_SHOWN = 3


@dataclass(frozen=True)
class Version:
    """The newest audit entry and the newest message of a concern; 0: none."""

    entry_id: int
    message_id: int

    @classmethod
    def read(cls, text: str | None) -> Self | None:
        """Return the version in the field of a form; None for anything else."""
        numbers = [0 if part == "0" else parse_id(part) for part in (text or "").split("-")]
        entry_id, message_id = numbers if len(numbers) == 2 else (None, None)
        return None if entry_id is None or message_id is None else cls(entry_id, message_id)

    def __str__(self) -> str:
        return f"{self.entry_id}-{self.message_id}"


class OthersChange(NamedTuple):
    """What somebody else did to a concern; without an entry: the resident wrote."""

    at: datetime
    entry: AuditEntry | None = None


def newest_entry() -> ScalarSelect[int]:
    of_concern = (
        AuditEntry.subject_table == Concern.__tablename__,
        AuditEntry.subject_id == Concern.id,
    )
    newest = select(func.coalesce(func.max(AuditEntry.id), 0)).where(*of_concern)
    return newest.correlate(Concern).scalar_subquery()


def newest_message() -> ScalarSelect[int]:
    newest = select(func.coalesce(func.max(Message.id), 0)).where(Message.concern_id == Concern.id)
    return newest.correlate(Concern).scalar_subquery()


def version_of(concern: Concern) -> Version:
    newest = select(newest_entry(), newest_message()).where(Concern.id == concern.id)
    return Version(*db.session.execute(newest).one())


def changes_since(seen: Version, concern: Concern, reader: StaffMember) -> Sequence[OthersChange]:
    """Return the newest of what others did since, oldest first, and what the resident wrote."""
    entries = db.session.scalars(
        select(AuditEntry)
        .where(
            AuditEntry.subject_table == Concern.__tablename__,
            AuditEntry.subject_id == concern.id,
            AuditEntry.id > seen.entry_id,
            AuditEntry.staff_id.is_distinct_from(reader.id),
            AuditEntry.action.not_in(NOT_OVERWRITTEN),
        )
        .order_by(AuditEntry.id.desc())
        .limit(MOST_SHOWN)
        .options(joinedload(AuditEntry.staff_member))
    ).all()
    wrote_at = db.session.scalar(
        select(func.max(Message.created_at, type_=Message.created_at.type)).where(
            Message.concern_id == concern.id,
            Message.id > seen.message_id,
            Message.staff_id.is_(None),
        )
    )
    changes = [OthersChange(entry.created_at, entry) for entry in entries]
    return sorted(
        [*changes, *([OthersChange(wrote_at)] if wrote_at else [])], key=lambda each: each.at
    )
