import enum
from datetime import datetime

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coffeecop.db import CreatedAt, Model, now
from coffeecop.models.contact import Contact
from coffeecop.models.event import Event, Phase
from coffeecop.models.language import Language
from coffeecop.models.staff import Role, StaffMember
from coffeecop.models.topic import Topic

LONGEST_BODY = 4000


class Kind(enum.StrEnum):
    CONCERN = "concern"
    QUESTION = "question"
    IDEA = "idea"
    THANKS = "thanks"


class Outcome(enum.StrEnum):
    """What the resident asked for."""

    TALK = "talk"
    REPLY = "reply"
    KNOW = "know"
    ABOUT_OFFICER = "about_officer"


class ConcernStatus(enum.StrEnum):
    NEW = "new"
    TALKED_ABOUT = "talked_about"
    ANSWERED = "answered"
    CLOSED = "closed"


class AssignedBy(enum.StrEnum):
    RESIDENT = "resident"
    ENGINE = "engine"
    STAFF = "staff"


class Concern(Model):
    """Something a resident wants the department to hear, raised for one event."""

    __tablename__ = "concerns"
    __table_args__ = (
        CheckConstraint("length(trim(body)) > 0", name="body_present"),
        CheckConstraint(f"length(body) <= {LONGEST_BODY}", name="body_bounded"),
        CheckConstraint("length(trim(place)) > 0", name="place_not_blank"),
        CheckConstraint(
            "(status_by_id IS NULL) = (status_at IS NULL)", name="status_has_who_and_when"
        ),
        Index("ix_concerns_event_id_created_at", "event_id", "created_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    # None: it came in without a form or a receipt. An import makes keys from its file.
    form_key_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    receipt_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    body: Mapped[str] = mapped_column(Text)
    kind: Mapped[Kind] = mapped_column(default=Kind.CONCERN)
    phase: Mapped[Phase]
    outcome: Mapped[Outcome] = mapped_column(default=Outcome.KNOW)
    # Words, such as a street or a park; never a position.
    place: Mapped[str | None] = mapped_column(String(120))
    for_neighbour: Mapped[bool] = mapped_column(default=False)
    language: Mapped[Language]
    status: Mapped[ConcernStatus] = mapped_column(default=ConcernStatus.NEW)
    status_at: Mapped[datetime | None]
    status_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id", ondelete="RESTRICT"))
    created_at: Mapped[CreatedAt]

    event: Mapped[Event] = relationship()
    topic_rows: Mapped[list["ConcernTopic"]] = relationship(
        cascade="all, delete-orphan", back_populates="concern"
    )
    contact: Mapped[Contact | None] = relationship(cascade="all, delete-orphan", single_parent=True)
    status_by: Mapped[StaffMember | None] = relationship()

    @property
    def topics(self) -> list[Topic]:
        return sorted((row.topic for row in self.topic_rows), key=lambda topic: topic.position)

    @property
    def is_about_officer(self) -> bool:
        return self.outcome is Outcome.ABOUT_OFFICER

    def set_status(self, status: ConcernStatus, *, by: StaffMember) -> None:
        self.status = status
        self.status_at = now()
        self.status_by = by

    def set_topics(self, topics: list[Topic], *, by: StaffMember) -> None:
        """Leave exactly these topics; who assigned one that stays does not change."""
        kept = [row for row in self.topic_rows if row.topic in topics]
        known = {row.topic for row in kept}
        self.topic_rows = kept + [
            ConcernTopic(topic=topic, assigned_by=AssignedBy.STAFF, staff_id=by.id)
            for topic in topics
            if topic not in known
        ]


class ConcernTopic(Model):
    """A topic of a concern, and who said so."""

    __tablename__ = "concern_topics"
    __table_args__ = (
        CheckConstraint("(assigned_by = 'staff') = (staff_id IS NOT NULL)", name="staff_has_who"),
    )

    concern_id: Mapped[int] = mapped_column(
        ForeignKey("concerns.id", ondelete="CASCADE"), primary_key=True
    )
    topic_id: Mapped[int] = mapped_column(
        ForeignKey("topics.id", ondelete="RESTRICT"), primary_key=True, index=True
    )
    assigned_by: Mapped[AssignedBy]
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id", ondelete="RESTRICT"))
    created_at: Mapped[CreatedAt]

    concern: Mapped[Concern] = relationship(back_populates="topic_rows")
    topic: Mapped[Topic] = relationship()


def in_event_stream() -> ColumnElement[bool]:
    """Match the concerns that belong to an event: all but those about an officer."""
    return Concern.outcome != Outcome.ABOUT_OFFICER


def readable_by(staff_member: StaffMember) -> ColumnElement[bool]:
    """Match what this person may read, in a query that has joined the concern's event."""
    own = Event.agency_id == staff_member.agency_id
    return own if staff_member.has_any(Role.COMPLAINTS) else own & in_event_stream()
