from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from coffeecop.db import CreatedAt, Model
from coffeecop.models.keys import AgencyId

LONGEST_RULE = 200


class EventSeries(Model):
    """A rule by which events are repeated; each of them is a row of its own."""

    __tablename__ = "event_series"
    __table_args__ = (CheckConstraint("length(trim(rule)) > 0", name="rule_present"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[AgencyId]
    # A recurrence rule (RFC 5545, 3.3.10), such as FREQ=WEEKLY;INTERVAL=6.
    rule: Mapped[str] = mapped_column(String(LONGEST_RULE))
    created_at: Mapped[CreatedAt]
