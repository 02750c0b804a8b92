from urllib.parse import parse_qsl

from sqlalchemy import CheckConstraint, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from coffeecop.db import CreatedAt, Model
from coffeecop.models.keys import StaffId

LONGEST_NAME = 40


class SavedFilter(Model):
    """A filter of concerns that a staff member has named; private to that person."""

    __tablename__ = "saved_filters"
    __table_args__ = (
        UniqueConstraint("staff_id", "name"),
        CheckConstraint("length(trim(name)) > 0", name="name_present"),
        CheckConstraint("length(query) > 0", name="query_present"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[StaffId]
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    # The query string of the list, with arguments that `ConcernFilter` knows.
    query: Mapped[str] = mapped_column(Text)
    created_at: Mapped[CreatedAt]

    @property
    def args(self) -> dict[str, str]:
        return dict(parse_qsl(self.query))
