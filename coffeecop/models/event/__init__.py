import enum
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Index,
    Select,
    String,
    Text,
    UniqueConstraint,
    select,
    true,
)
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coffeecop.config.labels import N_, Labelled
from coffeecop.db import CreatedAt, HasId, Model, current_time, now
from coffeecop.models.agency import Agency, Venue
from coffeecop.models.event.parts import EventSeries, RosterEntry
from coffeecop.models.keys import AgencyId, ShownInPublic, StaffId, Versioned, check, to
from coffeecop.models.staff import StaffMember

# Time after an event during which people remember it well enough to rate it.
SURVEY_OPEN_AFTER = timedelta(days=30)
# How long staff are asked what is to be done after an event.
ASKED_AFTER = timedelta(days=30)


class EventStatus(enum.StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    CANCELLED = "cancelled"


class Phase(Labelled):
    BEFORE = "before", N_("Before the event")
    AT = "at", N_("At the event")
    AFTER = "after", N_("After the event")


class NotADraft(Exception):
    """Only a draft can be published."""


class NotPublished(Exception):
    """Only a published event can be cancelled."""


class IsOver(Exception):
    """What has taken place cannot be cancelled."""


class Event(ShownInPublic, Versioned, HasId, Model):
    """A Coffee with a Cop event, at one venue on one day."""

    __tablename__ = "events"
    __table_args__ = (
        check("title_present", "length(trim(title_en)) > 0"),
        check("slug_form", "length(slug) > 0 AND slug = lower(slug)"),
        check("ends_after_start", "ends_at > starts_at"),
        check("capacity_positive", "capacity > 0"),
        check(
            "seats_within_capacity",
            "seats_taken >= 0 AND (capacity IS NULL OR seats_taken <= capacity)",
        ),
        check(
            "published_has_when",
            "(status = 'draft') = (published_at IS NULL) "
            "AND (published_by_id IS NULL OR published_at IS NOT NULL)",
        ),
        check(
            "cancelled_has_when",
            "(status = 'cancelled') = (cancelled_at IS NOT NULL) "
            "AND (cancelled_by_id IS NULL OR cancelled_at IS NOT NULL)",
        ),
        check("series_has_date", "(series_id IS NULL) = (series_date IS NULL)"),
        check("heads_not_negative", "heads_counted >= 0"),
        check(
            "heads_counted_has_who_and_when",
            "(heads_counted IS NULL) = (heads_counted_at IS NULL) "
            "AND (heads_counted_at IS NULL) = (heads_counted_by_id IS NULL)",
        ),
        UniqueConstraint("series_id", "series_date"),
        Index("ix_events_agency_id_starts_at", "agency_id", "starts_at"),
        Index("ix_events_status_starts_at", "status", "starts_at"),
    )

    agency_id: Mapped[AgencyId]
    venue_id: Mapped[int] = mapped_column(to("venues", "RESTRICT"), index=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    # The series that it was made for, and its local date by the rule, even if it has moved since.
    series_id: Mapped[int | None] = mapped_column(to("event_series", "RESTRICT"))
    series_date: Mapped[date | None]

    title_en: Mapped[str] = mapped_column(String(120))
    title_es: Mapped[str | None] = mapped_column(String(120))
    description_en: Mapped[str | None] = mapped_column(Text)
    description_es: Mapped[str | None] = mapped_column(Text)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    time_zone: Mapped[str] = mapped_column(String(60))
    # The first announced time and place, where they have changed since.
    moved_from_starts_at: Mapped[datetime | None]
    moved_from_ends_at: Mapped[datetime | None]
    moved_from_place: Mapped[str | None] = mapped_column(Text)
    # None: unlimited.
    capacity: Mapped[int | None]
    # Denormalized from the RSVPs; only written together with one.
    seats_taken: Mapped[int] = mapped_column(default=0)

    # New concerns are held for review before they count.
    holds_submissions: Mapped[bool] = mapped_column(default=False)
    # When somebody last asked for the poster to print.
    poster_printed_at: Mapped[datetime | None]
    # About how many people came, as staff counted afterwards.
    heads_counted: Mapped[int | None]
    heads_counted_at: Mapped[datetime | None]
    heads_counted_by_id: Mapped[StaffId | None]

    status: Mapped[EventStatus] = mapped_column(default=EventStatus.DRAFT)
    # Otherwise residents see nothing of it: it was entered when it was over.
    has_page: Mapped[bool] = mapped_column(default=True, server_default=true())
    # Calendar clients only accept a changed entry with a higher SEQUENCE (RFC 5545, 3.8.7.4).
    sequence: Mapped[int] = mapped_column(default=0)
    published_at: Mapped[datetime | None]
    # published_by and cancelled_by are None if a command on the server did it.
    published_by_id: Mapped[StaffId | None]
    cancelled_at: Mapped[datetime | None]
    cancelled_by_id: Mapped[StaffId | None]
    created_at: Mapped[CreatedAt]

    agency: Mapped[Agency] = relationship()
    venue: Mapped[Venue] = relationship()
    series: Mapped[EventSeries | None] = relationship()
    heads_counted_by: Mapped[StaffMember | None] = relationship(
        foreign_keys="Event.heads_counted_by_id"
    )
    roster: Mapped[list[RosterEntry]] = relationship(
        cascade="all, delete-orphan", order_by="RosterEntry.is_host.desc(), RosterEntry.id"
    )

    @hybrid_property
    def is_public(self) -> bool:
        return (self.status != EventStatus.DRAFT) & self.has_page

    @property
    def is_draft(self) -> bool:
        return self.status is EventStatus.DRAFT

    @property
    def is_published(self) -> bool:
        return self.status is EventStatus.PUBLISHED

    @property
    def is_cancelled(self) -> bool:
        return self.status is EventStatus.CANCELLED

    @property
    def has_begun(self) -> bool:
        return now() >= self.starts_at

    @property
    def is_over(self) -> bool:
        return now() >= self.ends_at

    @property
    def takes_rsvps(self) -> bool:
        return self.is_published and not self.is_over

    @property
    def day(self) -> date:
        """Return the local date on which the event begins."""
        return self.starts_at.astimezone(ZoneInfo(self.time_zone)).date()

    @property
    def place(self) -> str:
        return f"{self.venue.name}, {self.venue.address}"

    @property
    def seats_left(self) -> int | None:
        return None if self.capacity is None else self.capacity - self.seats_taken

    @property
    def host(self) -> RosterEntry | None:
        return next((entry for entry in self.roster if entry.is_host), None)

    def phase_at(self, moment: datetime) -> Phase:
        if moment < self.starts_at:
            return Phase.BEFORE
        return Phase.AT if moment < self.ends_at else Phase.AFTER

    def publish(self, *, by: StaffMember) -> None:
        if not self.is_draft:
            raise NotADraft
        self.status = EventStatus.PUBLISHED
        self.published_at = now()
        self.published_by_id = by.id

    def set_moved_from(self, *, starts_at: datetime, ends_at: datetime, place: str) -> None:
        """Store the first announced time and place, given their values before this change.

        Only the first announcement counts, however often the event moves. A value that is again as
        announced is cleared.
        """
        start = self.moved_from_starts_at or starts_at
        end = self.moved_from_ends_at or ends_at
        announced_place = self.moved_from_place or place
        self.moved_from_starts_at = start if start != self.starts_at else None
        self.moved_from_ends_at = end if end != self.ends_at else None
        self.moved_from_place = announced_place if announced_place != self.place else None

    def cancel(self, *, by: StaffMember) -> None:
        """Raises NotPublished, IsOver."""
        if not self.is_published:
            raise NotPublished
        if self.is_over:
            raise IsOver
        self.status = EventStatus.CANCELLED
        self.cancelled_at = now()
        self.cancelled_by_id = by.id
        self.sequence += 1


def soonest_event_id(
    agency_id: int | BindParameter[int], *conditions: ColumnElement[bool]
) -> ColumnElement[int]:
    """Select the event that is next or happens now, a draft too."""
    events = select(Event.id).where(
        Event.agency_id == agency_id,
        Event.status != EventStatus.CANCELLED,
        Event.ends_at > current_time(),
        *conditions,
    )
    return _first(events.order_by(Event.starts_at, Event.id))


def last_event_id(agency_id: int | BindParameter[int]) -> ColumnElement[int]:
    """Select the event that was last, as long as something may be asked about it."""
    events = select(Event.id).where(
        Event.agency_id == agency_id,
        Event.status == EventStatus.PUBLISHED,
        Event.ends_at <= current_time(),
        Event.ends_at > current_time(-ASKED_AFTER),
    )
    return _first(events.order_by(Event.starts_at.desc(), Event.id.desc()))


def _first(events: Select[int]) -> ColumnElement[int]:
    return events.limit(1).scalar_subquery()
