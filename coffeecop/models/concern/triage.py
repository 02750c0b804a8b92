"""Who takes care of a concern and by when, what it was merged with, and how it went on."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Text, false
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from coffeecop.db import now
from coffeecop.models.concern.parts import HiddenFor
from coffeecop.models.keys import StaffId
from coffeecop.models.staff import StaffMember

LONGEST_REASON = 1000
CHECKS = (
    CheckConstraint("deputy_id IS NULL OR assigned_to_id IS NOT NULL", name="deputy_has_assignee"),
    CheckConstraint("deputy_id <> assigned_to_id", name="deputy_is_another"),
    CheckConstraint(
        "(put_away_at IS NULL) = (put_away_until IS NULL AND NOT put_away_for_next_event)",
        name="put_away_has_an_end",
    ),
    CheckConstraint(
        "put_away_until IS NULL OR NOT put_away_for_next_event", name="put_away_has_one_end"
    ),
    CheckConstraint("merged_into_id <> id", name="merged_into_another"),
    CheckConstraint(
        "merged_into_id IS NULL OR merged_at IS NOT NULL AND merged_by_id IS NOT NULL",
        name="merged_has_who_and_when",
    ),
    CheckConstraint("length(trim(status_reason)) > 0", name="status_reason_not_blank"),
    CheckConstraint(f"length(status_reason) <= {LONGEST_REASON}", name="status_reason_bounded"),
    CheckConstraint(
        "status <> 'declined' OR status_reason IS NOT NULL", name="declined_has_reason"
    ),
)


class TriageMixin:
    """Who takes care of a concern, and what it waits for."""

    # The colleague who was given it; None: nobody in particular.
    assigned_to_id: Mapped[StaffId | None]
    # Takes over when what is due is not done.
    deputy_id: Mapped[StaffId | None]
    # A local date of the event's department.
    due_on: Mapped[date | None]
    # Out of the lists until then, or until the next event at the same venue.
    put_away_at: Mapped[datetime | None]
    put_away_until: Mapped[datetime | None]
    put_away_for_next_event: Mapped[bool] = mapped_column(default=False, server_default=false())
    # Says the same as that concern, which is answered for both. Both texts stay.
    merged_into_id: Mapped[int | None] = mapped_column(
        ForeignKey("concerns.id", ondelete="SET NULL"), index=True
    )
    merged_at: Mapped[datetime | None]
    merged_by_id: Mapped[StaffId | None]
    # Why the department cannot do it, as the resident reads it.
    status_reason: Mapped[str | None] = mapped_column(Text)
    # When the resident said that it did not get better, until staff answer or close it anew.
    reopened_at: Mapped[datetime | None]
    # The day on which the resident first came back with the receipt.
    came_back_on: Mapped[date | None]

    @declared_attr
    def assigned_to(self) -> Mapped[StaffMember | None]:
        return relationship(foreign_keys="Concern.assigned_to_id")

    @declared_attr
    def deputy(self) -> Mapped[StaffMember | None]:
        return relationship(foreign_keys="Concern.deputy_id")

    @declared_attr
    def merged_by(self) -> Mapped[StaffMember | None]:
        return relationship(foreign_keys="Concern.merged_by_id")

    # Of any type: the class that has this mixin imports it.
    @declared_attr
    def merged_into(self) -> Mapped[Any]:
        return relationship(
            "Concern",
            foreign_keys="Concern.merged_into_id",
            remote_side="Concern.id",
            back_populates="merged_concerns",
        )

    @declared_attr
    def merged_concerns(self) -> Mapped[list[Any]]:
        """Return those that say the same, and for which this one stands."""
        return relationship(
            "Concern",
            foreign_keys="Concern.merged_into_id",
            back_populates="merged_into",
            order_by="Concern.id",
            passive_deletes=True,
        )

    def snooze(self, until: datetime | None) -> None:
        """Put it away until a moment, or, if None, until the next event at the same venue."""
        self.put_away_at = now()
        self.put_away_until = until
        self.put_away_for_next_event = until is None

    @property
    def is_merged(self) -> bool:
        return self.merged_into_id is not None

    def merge_into(self, main: "TriageMixin", *, by: StaffMember) -> None:
        """Let another concern stand for this one and for all that it stands for."""
        for each in [self, *self.merged_concerns]:
            each.merged_into = main
            each.merged_at = now()
            each.merged_by = by

    def separate(self) -> None:
        """Let it stand for itself again."""
        self.merged_into = self.merged_at = self.merged_by = None

    def leave_merge(self) -> None:
        """Let it, and each that it stands for, stand for itself."""
        for each in [self, *self.merged_concerns]:
            each.separate()


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
