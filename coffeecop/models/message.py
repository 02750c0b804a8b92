from typing import Any

from sqlalchemy import CheckConstraint, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coffeecop.db import CreatedAt, Model
from coffeecop.models.keys import ConcernId, StaffId
from coffeecop.models.staff import StaffMember

LONGEST_BODY = 4000


class Message(Model):
    __tablename__ = "messages"
    __table_args__ = (
        CheckConstraint("length(trim(body)) > 0", name="body_present"),
        CheckConstraint(f"length(body) <= {LONGEST_BODY}", name="body_bounded"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    concern_id: Mapped[ConcernId] = mapped_column(index=True)
    form_key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    # None: written by the resident.
    staff_id: Mapped[StaffId | None]
    body: Mapped[str] = mapped_column(Text)
    # The index finds what residents wrote since the last alert.
    created_at: Mapped[CreatedAt] = mapped_column(index=True)

    # Of any type: the module that defines it imports this one.
    concern: Mapped[Any] = relationship("Concern", back_populates="messages")
    staff_member: Mapped[StaffMember | None] = relationship()

    @property
    def is_from_staff(self) -> bool:
        return self.staff_id is not None
