from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coffeecop.db import Model, now
from coffeecop.models.keys import StaffId
from coffeecop.models.staff import StaffMember

LONGEST_NOTE = 1000


class TopicNote(Model):
    """Facts about a topic that answer likely questions, kept by staff for the briefing.

    Not columns of the topic: a changed topic is classified anew.
    """

    __tablename__ = "topic_notes"
    __table_args__ = (
        CheckConstraint("length(trim(body)) > 0", name="body_present"),
        CheckConstraint(f"length(body) <= {LONGEST_NOTE}", name="body_bounded"),
    )

    topic_id: Mapped[int] = mapped_column(
        ForeignKey("topics.id", ondelete="RESTRICT"), primary_key=True
    )
    body: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[datetime] = mapped_column(default=now)
    changed_by_id: Mapped[StaffId]

    changed_by: Mapped[StaffMember] = relationship()
