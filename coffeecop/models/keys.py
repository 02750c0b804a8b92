"""The foreign keys, the partial indexes and the columns that several tables share."""

import enum
from datetime import datetime
from typing import Annotated

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from coffeecop.db import now

# Deleting an event, a concern or an RSVP deletes what belongs to it. Other rows cannot be deleted
# while something refers to them. Exceptions are written out at their columns.
EventId = Annotated[int, mapped_column(ForeignKey("events.id", ondelete="CASCADE"))]
ConcernId = Annotated[int, mapped_column(ForeignKey("concerns.id", ondelete="CASCADE"))]
RsvpId = Annotated[int, mapped_column(ForeignKey("rsvps.id", ondelete="CASCADE"))]
AgencyId = Annotated[int, mapped_column(ForeignKey("agencies.id", ondelete="RESTRICT"))]
StaffId = Annotated[int, mapped_column(ForeignKey("staff.id", ondelete="RESTRICT"))]
TopicId = Annotated[int, mapped_column(ForeignKey("topics.id", ondelete="RESTRICT"))]


def partial_index(name: str, column: str, *, where: str, unique: bool = False) -> Index:
    """Return an index of the rows that match a condition, the same on both databases."""
    matching = text(where)
    return Index(name, column, unique=unique, sqlite_where=matching, postgresql_where=matching)


class Language(enum.StrEnum):
    ENGLISH = "en"
    SPANISH = "es"


def years_after(moment: datetime, years: int) -> datetime:
    try:
        return moment.replace(year=moment.year + years)
    except ValueError:
        # February 29 has no anniversary in most years; use the next day, never an earlier one.
        return moment.replace(year=moment.year + years, month=3, day=1)


class Retirable:
    """A table whose rows are taken out of use; what refers to them stays."""

    retired_at: Mapped[datetime | None] = mapped_column()

    @property
    def is_in_use(self) -> bool:
        return self.retired_at is None

    @is_in_use.setter
    def is_in_use(self, is_in_use: bool) -> None:
        if is_in_use is not self.is_in_use:
            self.retired_at = None if is_in_use else now()
