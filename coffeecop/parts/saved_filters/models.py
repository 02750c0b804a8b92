"""Filters of concerns that people have named."""

from collections.abc import Sequence
from urllib.parse import parse_qsl

from sqlalchemy import String, Text, UniqueConstraint, bindparam, select
from sqlalchemy.orm import Mapped, mapped_column

from coffeecop.db import CreatedAt, HasId, Model, db
from coffeecop.models import StaffMember
from coffeecop.models.keys import StaffId, check, present

LONGEST_NAME = 40


class SavedFilter(HasId, Model):
    """A filter of concerns that a staff member has named; private to that person."""

    __tablename__ = "saved_filters"
    __table_args__ = (
        UniqueConstraint("staff_id", "name"),
        *present("name"),
        check("query_present", "length(query) > 0"),
    )

    staff_id: Mapped[StaffId]
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    # The query string of the list, with arguments that `ConcernFilter` knows.
    query: Mapped[str] = mapped_column(Text)
    created_at: Mapped[CreatedAt]

    @property
    def args(self) -> dict[str, str]:
        return dict(parse_qsl(self.query))


OWN = select(SavedFilter).filter_by(staff_id=bindparam("staff_id")).order_by(SavedFilter.name)


def saved_filters_of(member: StaffMember) -> Sequence[SavedFilter]:
    return db.session.scalars(OWN, {"staff_id": member.id}).all()
