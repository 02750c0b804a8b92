"""What queries ask of promises, as conditions in SQL."""

import enum
from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    and_,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coffeecop.db import CreatedAt, Model, db, now
from coffeecop.models.agency import Agency, Venue
from coffeecop.models.concern import Concern
from coffeecop.models.event import Event
from coffeecop.models.keys import AgencyId, ConcernId, ShownInPublic, StaffId, TopicId, Versioned
from coffeecop.models.staff import Role, StaffMember
from coffeecop.models.topics import Topic

LONGEST_PROMISE = 300
LONGEST_UPDATE = 1000
LARGEST_PHOTO = 2_000_000


class PromiseStatus(enum.StrEnum):
    OPEN = "open"
    KEPT = "kept"
    # The department cannot keep it, and says why.
    DROPPED = "dropped"


class Promise(ShownInPublic, Versioned, Model):
    """What the department said it would do: who, by when and at which venue."""

    __tablename__ = "promises"
    __table_args__ = (
        *(
            CheckConstraint(f"length(trim({name})) > 0", name=f"{name}_not_blank")
            for name in ("what", "public_en", "public_es", "outcome_en", "outcome_es")
        ),
        CheckConstraint("deputy_id <> owner_id", name="deputy_is_another"),
        CheckConstraint(
            "published_at IS NULL OR public_en IS NOT NULL OR public_es IS NOT NULL",
            name="published_has_text",
        ),
        CheckConstraint(
            "(status = 'open') = (closed_at IS NULL) "
            "AND (closed_at IS NULL) = (closed_by_id IS NULL)",
            name="closed_has_who_and_when",
        ),
        CheckConstraint(
            "status <> 'dropped' OR outcome_en IS NOT NULL OR outcome_es IS NOT NULL",
            name="dropped_has_reason",
        ),
        Index("ix_promises_agency_id_status_due_on", "agency_id", "status", "due_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[AgencyId]
    form_key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    # The event at which it was asked for; None: at none in particular.
    event_id: Mapped[int | None] = mapped_column(
        ForeignKey("events.id", ondelete="SET NULL"), index=True
    )
    venue_id: Mapped[int] = mapped_column(ForeignKey("venues.id", ondelete="RESTRICT"), index=True)
    topic_id: Mapped[TopicId | None] = mapped_column(index=True)
    # What staff call it among themselves.
    what: Mapped[str] = mapped_column(String(LONGEST_PROMISE))
    public_en: Mapped[str | None] = mapped_column(String(LONGEST_PROMISE))
    public_es: Mapped[str | None] = mapped_column(String(LONGEST_PROMISE))
    owner_id: Mapped[StaffId] = mapped_column(index=True)
    deputy_id: Mapped[StaffId | None]
    # A local date of the department.
    due_on: Mapped[date]
    published_at: Mapped[datetime | None]
    status: Mapped[PromiseStatus] = mapped_column(default=PromiseStatus.OPEN)
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[StaffId | None]
    # What was done, or why it cannot be.
    outcome_en: Mapped[str | None] = mapped_column(String(LONGEST_UPDATE))
    outcome_es: Mapped[str | None] = mapped_column(String(LONGEST_UPDATE))
    created_by_id: Mapped[StaffId]
    created_at: Mapped[CreatedAt]

    agency: Mapped[Agency] = relationship()
    event: Mapped[Event | None] = relationship()
    venue: Mapped[Venue] = relationship()
    topic: Mapped[Topic | None] = relationship()
    owner: Mapped[StaffMember] = relationship(foreign_keys="Promise.owner_id")
    deputy: Mapped[StaffMember | None] = relationship(foreign_keys="Promise.deputy_id")
    concerns: Mapped[list[Concern]] = relationship(secondary="promise_concerns")
    updates: Mapped[list["PromiseUpdate"]] = relationship(
        cascade="all, delete-orphan", order_by="PromiseUpdate.id"
    )
    photo: Mapped["PromisePhoto | None"] = relationship(
        cascade="all, delete-orphan", single_parent=True
    )

    @property
    def is_open(self) -> bool:
        return self.status is PromiseStatus.OPEN

    @property
    def is_kept(self) -> bool:
        return self.status is PromiseStatus.KEPT

    @property
    def is_public(self) -> bool:
        return self.published_at is not None

    @is_public.setter
    def is_public(self, is_public: bool) -> None:
        if is_public is not self.is_public:
            self.published_at = now() if is_public else None


class PromiseConcern(Model):
    """A concern that a promise was made for."""

    __tablename__ = "promise_concerns"

    promise_id: Mapped[int] = mapped_column(
        ForeignKey("promises.id", ondelete="CASCADE"), primary_key=True
    )
    concern_id: Mapped[ConcernId] = mapped_column(primary_key=True, index=True)


class PromiseUpdate(ShownInPublic, Model):
    """How far a promise is, as the public reads it once the promise is published."""

    __tablename__ = "promise_updates"
    __table_args__ = (
        *(
            CheckConstraint(f"length(trim({name})) > 0", name=f"{name}_not_blank")
            for name in ("body_en", "body_es")
        ),
        CheckConstraint("body_en IS NOT NULL OR body_es IS NOT NULL", name="has_text"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    promise_id: Mapped[int] = mapped_column(
        ForeignKey("promises.id", ondelete="CASCADE"), index=True
    )
    staff_id: Mapped[StaffId]
    form_key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    body_en: Mapped[str | None] = mapped_column(String(LONGEST_UPDATE))
    body_es: Mapped[str | None] = mapped_column(String(LONGEST_UPDATE))
    created_at: Mapped[CreatedAt]

    staff_member: Mapped[StaffMember] = relationship()


class PromisePhoto(ShownInPublic, Model):
    """A photo of what was done: a JPEG that the app encoded anew, without anything beside it."""

    __tablename__ = "promise_photos"
    __table_args__ = (
        CheckConstraint(f"length(content) BETWEEN 1 AND {LARGEST_PHOTO}", name="content_size"),
        CheckConstraint("width > 0 AND height > 0", name="size_positive"),
        *(
            CheckConstraint(f"length(trim({name})) > 0", name=f"{name}_not_blank")
            for name in ("alt_en", "alt_es")
        ),
        CheckConstraint("alt_en IS NOT NULL OR alt_es IS NOT NULL", name="has_text"),
    )

    promise_id: Mapped[int] = mapped_column(
        ForeignKey("promises.id", ondelete="CASCADE"), primary_key=True
    )
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    # SHA-256 of the content: part of its address, so that it can be cached for good.
    digest: Mapped[str] = mapped_column(String(64))
    width: Mapped[int]
    height: Mapped[int]
    # What is to be seen, for who cannot see it.
    alt_en: Mapped[str | None] = mapped_column(String(LONGEST_PROMISE))
    alt_es: Mapped[str | None] = mapped_column(String(LONGEST_PROMISE))
    created_at: Mapped[CreatedAt]


def concerns_member(member: StaffMember) -> ColumnElement[bool]:
    """Match what this person sees to: their own promises, or all for who runs events."""
    own = Promise.agency_id == member.agency_id
    if member.has_any(Role.ORGANIZER):
        return own
    return own & or_(Promise.owner_id == member.id, Promise.deputy_id == member.id)


def is_overdue_for(member: StaffMember) -> ColumnElement[bool]:
    return and_(
        concerns_member(member),
        Promise.status == PromiseStatus.OPEN,
        Promise.due_on < member.agency.today,
    )


def is_due_within(member: StaffMember, time: timedelta) -> ColumnElement[bool]:
    today = member.agency.today
    return and_(
        concerns_member(member),
        Promise.status == PromiseStatus.OPEN,
        Promise.due_on.between(today, today + time),
    )


class PromiseCounts(NamedTuple):
    """The promises made at events of one department, published or not."""

    made: int
    kept: int
    # With those that are overdue.
    open: int
    # Still open after the day on which they were due.
    overdue: int
    dropped: int


def promise_counts(event_ids: Collection[int]) -> PromiseCounts:
    agency = select(Agency).join(Event).where(Event.id.in_(event_ids)).limit(1)
    today = db.session.scalars(agency).one().today
    is_open = Promise.status == PromiseStatus.OPEN

    counts = select(
        func.count(),
        func.count().filter(Promise.status == PromiseStatus.KEPT),
        func.count().filter(is_open),
        func.count().filter(is_open, Promise.due_on < today),
        func.count().filter(Promise.status == PromiseStatus.DROPPED),
    ).where(Promise.event_id.in_(event_ids))
    return PromiseCounts(*db.session.execute(counts).one())
