from datetime import datetime

from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from coffeecop.db import now
from coffeecop.models.concern_enums import HiddenFor
from coffeecop.models.concern_triage import TriageMixin
from coffeecop.models.keys import StaffId
from coffeecop.models.staff import StaffMember


class NotReviewed(Exception):
    """Complaints are never held or hidden."""


class ReviewMixin(TriageMixin):
    """Who may read a concern: whether it is held, hidden or a complaint."""

    # About an officer: kept out of the event, and only for staff who handle complaints.
    is_complaint: Mapped[bool] = mapped_column(default=False)
    # Held for review, if its event holds new submissions.
    is_held: Mapped[bool] = mapped_column(default=False)
    hidden_for: Mapped[HiddenFor | None]
    hidden_at: Mapped[datetime | None]
    hidden_by_id: Mapped[StaffId | None]
    # When it was released from review or moved to or from the complaints. None: never.
    listed_at: Mapped[datetime | None]
    # When the concern was last classified; None: due, because the text or the topic list changed.
    suggested_at: Mapped[datetime | None]

    @declared_attr
    def hidden_by(self) -> Mapped[StaffMember | None]:
        return relationship(foreign_keys="Concern.hidden_by_id")

    @property
    def is_hidden(self) -> bool:
        return self.hidden_at is not None

    @property
    def is_counted(self) -> bool:
        """Return whether the concern counts: neither held nor hidden."""
        return not (self.is_held or self.is_hidden)

    def hide(self, reason: HiddenFor, *, by: StaffMember) -> None:
        if self.is_complaint:
            raise NotReviewed
        self.is_held = False
        self.hidden_for = reason
        self.hidden_at = now()
        self.hidden_by = by
        self.leave_merge()

    def release(self) -> None:
        """Make the concern count, whether it was held or hidden."""
        self._end_review()
        self.list_anew()

    def move_to_complaints(self) -> None:
        self.is_complaint = True
        self.leave_merge()
        # Whoever has it may not read complaints.
        self.assigned_to_id = self.deputy_id = None
        self._end_review()
        self.list_anew()

    def move_from_complaints(self) -> None:
        self.is_complaint = False
        self.list_anew()

    def _end_review(self) -> None:
        self.is_held = False
        self.hidden_for = self.hidden_at = self.hidden_by = None

    def list_anew(self) -> None:
        self.listed_at = now()
        # Classified anew, so that the event's themes are sought again with it or without it.
        self.suggested_at = None
