"""How far a concern is, who takes care of it and by when, and who may read it."""

from datetime import date, datetime

from sqlalchemy import Text, false
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from coffeecop.db import now
from coffeecop.models.concern.parts import (
    LONGEST_BODY,
    OUT_STATES,
    WAITING_STATES,
    ConcernState,
    HiddenFor,
)
from coffeecop.models.keys import StaffId, bounded, check, not_blank
from coffeecop.models.staff import StaffMember

_WAITING = ", ".join(f"'{state}'" for state in WAITING_STATES)
CHECKS = (
    check("waits_only_while_open", f"waiting_since IS NULL OR state IN ({_WAITING})"),
    check(
        "asked_and_open_waits",
        f"asked_at IS NULL OR state NOT IN ({_WAITING}) OR waiting_since IS NOT NULL"
        " OR destroyed_at IS NOT NULL",
    ),
    check(
        "answered_has_answer",
        "state <> 'answered' OR first_answer_at IS NOT NULL OR destroyed_at IS NOT NULL",
    ),
    check(
        "declined_has_reason",
        "state <> 'declined' OR state_reason IS NOT NULL OR destroyed_at IS NOT NULL",
    ),
    check("hidden_has_reason", "(state = 'hidden') = (hidden_for IS NOT NULL)"),
    check(
        "complaint_not_in_stream",
        "NOT is_complaint OR NOT is_held AND state NOT IN ('hidden', 'passed_on')",
    ),
    check(
        "may_be_complaint_not_in_stream",
        "NOT may_be_complaint OR NOT is_complaint AND NOT is_held"
        " AND state NOT IN ('hidden', 'passed_on')",
    ),
    check(
        "sounds_like_complaint_in_stream",
        "NOT sounds_like_complaint OR NOT is_complaint AND NOT may_be_complaint",
    ),
    check("sustained_is_complaint", "NOT is_sustained OR is_complaint"),
    *not_blank("state_reason"),
    # What was said of a matter may be told as the reason, so it may be as long.
    *bounded(LONGEST_BODY, "state_reason"),
    check("deputy_has_assignee", "deputy_id IS NULL OR assigned_to_id IS NOT NULL"),
    check("deputy_is_another", "deputy_id <> assigned_to_id"),
    check(
        "put_away_has_an_end",
        "(put_away_at IS NULL) = (put_away_until IS NULL AND NOT put_away_for_next_event)",
    ),
    check("put_away_has_one_end", "put_away_until IS NULL OR NOT put_away_for_next_event"),
)


class StateMixin:
    """How far a concern is, and since when somebody waits for a word."""

    state: Mapped[ConcernState] = mapped_column(
        default=ConcernState.RECEIVED, server_default=ConcernState.RECEIVED.value
    )
    # None: as it came in.
    state_at: Mapped[datetime | None]
    # None: nobody of the staff.
    state_by_id: Mapped[StaffId | None]
    # Why the department cannot do it, as the resident reads it.
    state_reason: Mapped[str | None] = mapped_column(Text)
    hidden_for: Mapped[HiddenFor | None]
    # Set by `Concern` for what comes in.
    asked_at: Mapped[datetime | None]
    waiting_since: Mapped[datetime | None]
    # When somebody of the staff first did something with it.
    read_at: Mapped[datetime | None]
    first_answer_at: Mapped[datetime | None]
    # The day on which the resident first came back with the receipt.
    came_back_on: Mapped[date | None]

    @declared_attr
    def state_by(self) -> Mapped[StaffMember | None]:
        return relationship(foreign_keys="Concern.state_by_id")

    @property
    def is_withdrawn(self) -> bool:
        return self.state is ConcernState.WITHDRAWN

    @property
    def is_hidden(self) -> bool:
        return self.state is ConcernState.HIDDEN

    @property
    def is_in(self) -> bool:
        """Return whether it is neither withdrawn nor hidden."""
        return self.state not in OUT_STATES

    @property
    def waits(self) -> bool:
        return self.waiting_since is not None


class ReviewMixin(StateMixin):
    """Who takes care of a concern, and where it lies: held, with the complaints, put away."""

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
    # About an officer: kept out of the event, and only for staff who handle complaints.
    is_complaint: Mapped[bool] = mapped_column(default=False)
    # Sounds like it and names police, and nobody has said: complaint staff sort it first.
    may_be_complaint: Mapped[bool] = mapped_column(default=False, server_default=false())
    # Sounds like it, but tells of danger or names no police: all staff read it, and complaint
    # staff sort it.
    sounds_like_complaint: Mapped[bool] = mapped_column(default=False, server_default=false())
    # Misconduct was found: the schedule keeps it longer than other complaints.
    is_sustained: Mapped[bool] = mapped_column(default=False, server_default=false())
    # Held for review, if its event holds new submissions.
    is_held: Mapped[bool] = mapped_column(default=False)
    # When it was released from review or moved to or from the complaints. None: never.
    listed_at: Mapped[datetime | None]
    # When the concern was last classified; None: due, because the text or the topic list changed.
    suggested_at: Mapped[datetime | None]

    @declared_attr
    def assigned_to(self) -> Mapped[StaffMember | None]:
        return relationship(foreign_keys="Concern.assigned_to_id")

    @declared_attr
    def deputy(self) -> Mapped[StaffMember | None]:
        return relationship(foreign_keys="Concern.deputy_id")

    @property
    def is_counted(self) -> bool:
        """Return whether the concern counts: neither held nor hidden."""
        return not (self.is_held or self.is_hidden or self.may_be_complaint)

    @property
    def is_for_complaint_staff(self) -> bool:
        return self.is_complaint or self.may_be_complaint

    def snooze(self, until: datetime | None) -> None:
        """Put it away until a moment, or, if None, until the next event at the same venue."""
        self.put_away_at = now()
        self.put_away_until = until
        self.put_away_for_next_event = until is None

    def unsnooze(self) -> None:
        self.put_away_at = self.put_away_until = None
        self.put_away_for_next_event = False

    def relist(self) -> None:
        self.listed_at = now()
        # Read again: what the event's concerns name is counted again with it or without it.
        self.suggested_at = None
