import enum
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coffeecop.db import CreatedAt, Model
from coffeecop.models.keys import AgencyId, StaffId
from coffeecop.models.staff import StaffMember


class TopicChangeKind(enum.StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    MERGED = "merged"
    SPLIT = "split"
    RETIRED = "retired"
    RESTORED = "restored"


class TopicChange(Model):
    """A change of the topic list, kept for some days, to show what it moved and to undo it."""

    __tablename__ = "topic_changes"
    __table_args__ = (
        CheckConstraint("(undone_at IS NULL) = (undone_by_id IS NULL)", name="undone_has_who"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[AgencyId] = mapped_column(index=True)
    staff_id: Mapped[StaffId]
    kind: Mapped[TopicChangeKind]
    # None once the undo of an addition has removed the topic.
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("topics.id", ondelete="SET NULL"))
    # The rows of the list, and of the topics of concerns and themes, by table.
    before: Mapped[Mapping[str, Any]] = mapped_column(JSON, deferred=True)
    after: Mapped[Mapping[str, Any]] = mapped_column(JSON, deferred=True)
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[StaffId | None]
    created_at: Mapped[CreatedAt]

    staff_member: Mapped[StaffMember] = relationship(foreign_keys="TopicChange.staff_id")
