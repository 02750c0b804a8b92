"""What a concern is made of besides its own row: messages, notes, topics and flags."""

import enum
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coffeecop.config.labels import N_, Labelled
from coffeecop.db import CreatedAt, HasId, Model, now
from coffeecop.engine.examples import FlagKind, FlagLevel
from coffeecop.models.keys import (
    ConcernId,
    StaffId,
    TopicId,
    bounded,
    check,
    partial_index,
    present,
    to,
)
from coffeecop.models.staff import StaffMember
from coffeecop.models.topics import Topic


class ConcernState(Labelled):
    """How far a concern is. Only the verbs in coffeecop/concerns change it."""

    RECEIVED = "received", N_("Received")
    LOOKED_INTO = "looked_into", N_("Being looked into")
    # At an event.
    TALKED_ABOUT = "talked_about", N_("Talked about")
    # Staff had the last word in writing.
    ANSWERED = "answered", N_("Answered")
    # To an office outside the department.
    PASSED_ON = "passed_on", N_("Passed on")
    # The department cannot do it, and says why.
    DECLINED = "declined", N_("Cannot do")
    # Without a word.
    CLOSED = "closed", N_("Closed")
    # The resident took it back.
    WITHDRAWN = "withdrawn", N_("Taken back")
    HIDDEN = "hidden", N_("Hidden")


# Somebody may wait for a word only in these.
WAITING_STATES = (ConcernState.RECEIVED, ConcernState.LOOKED_INTO)
# There is still something to do for whoever takes care of it.
OPEN_STATES = (*WAITING_STATES, ConcernState.TALKED_ABOUT)
# It counts nowhere.
OUT_STATES = (ConcernState.WITHDRAWN, ConcernState.HIDDEN)


class ResidentState(Labelled):
    """What residents read of how far their concern is."""

    RECEIVED = "received", N_("Received")
    READ = "read", N_("Read")
    LOOKED_INTO = "looked_into", N_("Being looked into")
    TALKED_ABOUT = "talked_about", N_("Talked about")
    ANSWERED = "answered", N_("Answered")
    PASSED_ON = "passed_on", N_("Referred")
    DECLINED = "declined", N_("Cannot do")
    CLOSED = "closed", N_("Closed")


class ConcernSource(enum.StrEnum):
    """How a concern came in: from a resident's own device, said to an officer, or on paper."""

    RESIDENT = "resident"
    CAPTURE = "capture"
    PAPER = "paper"


class Better(Labelled):
    """The resident's follow-up weeks later: did it get better?"""

    YES = "yes", N_("Yes")
    SOMEWHAT = "somewhat", N_("A little")
    NO = "no", N_("No")


class HiddenFor(Labelled):
    """Why a held concern is hidden. Never because of the opinion in it."""

    SPAM = "spam", N_("Spam or advertising")
    DUPLICATE = "duplicate", N_("Sent more than once")
    PERSONAL_DATA = "personal_data", N_("Private details of somebody")
    THREAT = "threat", N_("A threat")


class FlagAction(Labelled):
    """What staff did about a flagged concern, or that there was nothing to do."""

    CALL = "call", N_("I called")
    REFER = "refer", N_("I passed it on")
    # Under the receipt.
    ANSWER = "answer", N_("I answered")
    NOTHING = "nothing", N_("Nothing needed")


class AssignedBy(enum.StrEnum):
    RESIDENT = "resident"
    ENGINE = "engine"
    STAFF = "staff"


LONGEST_BODY = 4000


class Message(HasId, Model):
    __tablename__ = "messages"
    __table_args__ = (
        *present("body"),
        *bounded(LONGEST_BODY, "body"),
        # Whoever asked is told each step of a matter once.
        Index("uq_messages_told_once", "matter_step_id", "concern_id", unique=True),
    )

    concern_id: Mapped[ConcernId] = mapped_column(index=True)
    form_key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    # None: written by the resident.
    staff_id: Mapped[StaffId | None]
    body: Mapped[str] = mapped_column(Text)
    # What was said of a matter, and told here to whoever asked.
    matter_step_id: Mapped[int | None] = mapped_column(to("matter_steps", "SET NULL"))
    # The index finds what residents wrote since the last alert.
    created_at: Mapped[CreatedAt] = mapped_column(index=True)

    staff_member: Mapped[StaffMember | None] = relationship()

    @property
    def is_from_staff(self) -> bool:
        return self.staff_id is not None


class ConcernNote(HasId, Model):
    """What staff write for each other; residents never read it."""

    __tablename__ = "concern_notes"
    __table_args__ = (*present("body"), *bounded(LONGEST_BODY, "body"))

    concern_id: Mapped[ConcernId] = mapped_column(index=True)
    staff_id: Mapped[StaffId]
    form_key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    body: Mapped[str] = mapped_column(Text)
    created_at: Mapped[CreatedAt]

    staff_member: Mapped[StaffMember] = relationship()


class ConcernTopic(Model):
    """A topic of a concern, and who assigned it."""

    __tablename__ = "concern_topics"
    __table_args__ = (check("staff_has_who", "(assigned_by = 'staff') = (staff_id IS NOT NULL)"),)

    concern_id: Mapped[ConcernId] = mapped_column(primary_key=True)
    topic_id: Mapped[TopicId] = mapped_column(primary_key=True, index=True)
    assigned_by: Mapped[AssignedBy]
    staff_id: Mapped[StaffId | None]
    created_at: Mapped[CreatedAt]

    topic: Mapped[Topic] = relationship()


class ConcernFlag(Model):
    """A flag that marks a concern for review."""

    __tablename__ = "concern_flags"
    __table_args__ = (
        check(
            "seen_has_who_when_and_whether_right",
            "(seen_at IS NULL) = (seen_by_id IS NULL) AND (seen_at IS NULL) = (is_right IS NULL)",
        ),
        check("taken_has_who", "(taken_at IS NULL) = (taken_by_id IS NULL)"),
        check(
            "action_fits_verdict",
            "action IS NULL OR is_right IS NOT NULL AND (action = 'nothing') = (NOT is_right)",
        ),
        partial_index("ix_concern_flags_to_see", "concern_id", where="seen_at IS NULL"),
    )

    concern_id: Mapped[ConcernId] = mapped_column(primary_key=True)
    kind: Mapped[FlagKind] = mapped_column(primary_key=True)
    level: Mapped[FlagLevel] = mapped_column(
        default=FlagLevel.NOW, server_default=FlagLevel.NOW.value
    )
    # The reviewer's verdict: did it need action? What was done is unknown for the oldest verdicts.
    is_right: Mapped[bool | None]
    action: Mapped[FlagAction | None]
    seen_at: Mapped[datetime | None]
    seen_by_id: Mapped[StaffId | None]
    # Who said that they look after it; nobody for half an hour: the alert goes again.
    taken_at: Mapped[datetime | None]
    taken_by_id: Mapped[StaffId | None]
    created_at: Mapped[CreatedAt]

    seen_by: Mapped[StaffMember | None] = relationship(foreign_keys="ConcernFlag.seen_by_id")
    taken_by: Mapped[StaffMember | None] = relationship(foreign_keys="ConcernFlag.taken_by_id")

    def decide(self, action: FlagAction, *, by: StaffMember) -> None:
        self.action = action
        self.is_right = action is not FlagAction.NOTHING
        self.seen_at = now()
        self.seen_by = by
        if self.taken_at is None:
            self.taken_at, self.taken_by = self.seen_at, by


def state_of(flags: Iterable[ConcernFlag]) -> str:
    """Return what is known of these flags, to detect a change by a colleague."""
    return " ".join(sorted(f"{flag.kind}={flag.action or flag.is_right}" for flag in flags))
