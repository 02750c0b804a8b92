import enum
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coffeecop.db import CreatedAt, Model
from coffeecop.models.keys import ConcernId, StaffId
from coffeecop.models.staff import StaffMember


class ChangeKind(enum.StrEnum):
    """What was done to one or many concerns at once, and can be undone."""

    ASSIGNED = "assigned"
    DUE = "due"
    PUT_AWAY = "put_away"
    STATUS = "status"
    HIDDEN = "hidden"
    MERGED = "merged"
    REFERRED = "referred"
    TOPICS = "topics"


class ConcernChange(Model):
    """What a staff member did to one or many concerns in one step."""

    __tablename__ = "concern_changes"
    __table_args__ = (
        CheckConstraint("(undone_at IS NULL) = (undone_by_id IS NULL)", name="undone_has_who"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[StaffId] = mapped_column(index=True)
    form_key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    kind: Mapped[ChangeKind]
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[StaffId | None]
    created_at: Mapped[CreatedAt]

    staff_member: Mapped[StaffMember] = relationship(foreign_keys="ConcernChange.staff_id")
    items: Mapped[list["ConcernChangeItem"]] = relationship(
        cascade="all, delete-orphan", order_by="ConcernChangeItem.concern_id"
    )


class ConcernChangeItem(Model):
    """A concern that was changed, and the changed columns before and after; never a text."""

    __tablename__ = "concern_change_items"

    change_id: Mapped[int] = mapped_column(
        ForeignKey("concern_changes.id", ondelete="CASCADE"), primary_key=True
    )
    concern_id: Mapped[ConcernId] = mapped_column(primary_key=True, index=True)
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    after: Mapped[dict[str, Any]] = mapped_column(JSON)
