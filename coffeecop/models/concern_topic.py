from typing import Any

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coffeecop.db import CreatedAt, Model
from coffeecop.models.concern_enums import AssignedBy
from coffeecop.models.keys import ConcernId, StaffId, TopicId
from coffeecop.models.topics import Topic


class ConcernTopic(Model):
    """A topic of a concern, and who assigned it."""

    __tablename__ = "concern_topics"
    __table_args__ = (
        CheckConstraint("(assigned_by = 'staff') = (staff_id IS NOT NULL)", name="staff_has_who"),
    )

    concern_id: Mapped[ConcernId] = mapped_column(primary_key=True)
    topic_id: Mapped[TopicId] = mapped_column(primary_key=True, index=True)
    assigned_by: Mapped[AssignedBy]
    staff_id: Mapped[StaffId | None]
    created_at: Mapped[CreatedAt]

    # Of any type: the module that defines it imports this one.
    concern: Mapped[Any] = relationship("Concern", back_populates="topic_rows")
    topic: Mapped[Topic] = relationship()
