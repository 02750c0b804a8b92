"""What belongs to an event besides its own row: roster, series, contact details of residents."""

import enum
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from dateutil.rrule import rrulestr
from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint, false
from sqlalchemy.ext.associationproxy import AssociationProxy, association_proxy
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coffeecop.db import CreatedAt, Model
from coffeecop.engine.spoken_languages import SpokenLanguage
from coffeecop.models.keys import (
    AgencyId,
    ConcernId,
    EventId,
    RsvpId,
    ShownInPublic,
    StaffId,
    partial_index,
)
from coffeecop.models.staff import StaffMember

LONGEST_LINE = 160


class RosterRole(enum.StrEnum):
    OFFICER = "officer"
    INTERPRETER = "interpreter"
    SOCIAL_WORKER = "social_worker"
    ANIMAL_CONTROL = "animal_control"
    PARTNER = "partner"


class RosterEntry(ShownInPublic, Model):
    """An officer or a partner who will be at an event; at most one officer is its host."""

    __tablename__ = "roster_entries"
    __table_args__ = (
        CheckConstraint("length(trim(name)) > 0", name="name_present"),
        partial_index("uq_roster_entries_host", "event_id", where="is_host", unique=True),
        UniqueConstraint("event_id", "name"),
        CheckConstraint("NOT is_host OR role = 'officer'", name="host_is_officer"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[EventId] = mapped_column(index=True)
    # As displayed, with the rank. Not linked to an account: an officer on a roster needs none.
    name: Mapped[str] = mapped_column(String(80))
    is_host: Mapped[bool] = mapped_column(default=False)
    role: Mapped[RosterRole] = mapped_column(
        default=RosterRole.OFFICER, server_default=RosterRole.OFFICER.value
    )

    language_rows: Mapped[set["RosterLanguage"]] = relationship(
        cascade="all, delete-orphan", lazy="joined"
    )
    languages: AssociationProxy[set[SpokenLanguage]] = association_proxy(
        "language_rows", "language", creator=lambda language: RosterLanguage(language=language)
    )

    @property
    def is_officer(self) -> bool:
        return self.role is RosterRole.OFFICER


class RosterLanguage(ShownInPublic, Model):
    __tablename__ = "roster_languages"

    roster_entry_id: Mapped[int] = mapped_column(
        ForeignKey("roster_entries.id", ondelete="CASCADE"), primary_key=True
    )
    language: Mapped[SpokenLanguage] = mapped_column(primary_key=True)


class EventLine(Model):
    """What one of the staff heard at an event, in one line. Residents never read it."""

    __tablename__ = "event_lines"
    __table_args__ = (
        CheckConstraint("length(trim(body)) > 0", name="body_not_blank"),
        CheckConstraint(f"length(body) <= {LONGEST_LINE}", name="body_bounded"),
    )

    event_id: Mapped[EventId] = mapped_column(primary_key=True)
    staff_id: Mapped[StaffId] = mapped_column(primary_key=True, index=True)
    # None: this person was asked, and did not want to write one.
    body: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[CreatedAt]

    staff_member: Mapped[StaffMember] = relationship()


LONGEST_RULE = 200
LAST = -1
# As RFC 5545 names them, in the order of date.weekday().
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True)
class Recurrence:
    """Every so many weeks; or the nth weekday of each month, or of one month every year."""

    weeks: int | None = None
    # LAST: of its weekdays in the month.
    nth: int | None = None
    weekday: int | None = None
    month: int | None = None

    @property
    def rule(self) -> str:
        """Return it as in RFC 5545, 3.3.10."""
        if self.weekday is None:
            return f"FREQ=WEEKLY;INTERVAL={self.weeks}"
        day = f"BYDAY={self.nth}{WEEKDAYS[self.weekday]}"
        return f"FREQ=YEARLY;{day};BYMONTH={self.month}" if self.month else f"FREQ=MONTHLY;{day}"

    @classmethod
    def parse(cls, rule: str) -> "Recurrence":
        # Imported here because it takes a tenth of the app's memory and is rarely needed.
        from icalendar import vRecur

        parts = vRecur.from_ical(rule)
        if "BYDAY" not in parts:
            return cls(weeks=parts.get("INTERVAL", [1])[0])
        day = parts["BYDAY"][0]
        month = int(parts["BYMONTH"][0]) if "BYMONTH" in parts else None
        return cls(nth=day.relative, weekday=WEEKDAYS.index(day.weekday), month=month)

    def days_after(self, after: date, *, start: date) -> Iterator[date]:
        """Return the days after a day, without end, of what began on `start`."""
        moments = rrulestr(self.rule, dtstart=datetime.combine(start, time()))
        for moment in moments.xafter(datetime.combine(after, time())):
            yield moment.date()


def monthly_and_yearly(day: date) -> list[Recurrence]:
    """Return those that this day is one of. A fifth weekday is the last; a fourth may be."""
    nth = (day.day - 1) // 7 + 1
    is_last = (day + timedelta(weeks=1)).month != day.month
    places = [*([nth] if nth < 5 else []), *([LAST] if is_last else [])]
    return [
        Recurrence(nth=place, weekday=day.weekday(), month=month)
        for month in (None, day.month)
        for place in places
    ]


class EventSeries(Model):
    """A rule by which events are repeated; each of them is a row of its own."""

    __tablename__ = "event_series"
    __table_args__ = (CheckConstraint("length(trim(rule)) > 0", name="rule_present"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[AgencyId]
    # A recurrence rule (RFC 5545, 3.3.10), such as FREQ=WEEKLY;INTERVAL=6.
    rule: Mapped[str] = mapped_column(String(LONGEST_RULE))
    created_at: Mapped[CreatedAt]

    @property
    def recurrence(self) -> Recurrence:
        return Recurrence.parse(self.rule)


class Contact(Model):
    """Contact details of the sender of an RSVP or a concern, stored apart from the content."""

    __tablename__ = "contacts"
    __table_args__ = (
        CheckConstraint("(rsvp_id IS NULL) <> (concern_id IS NULL)", name="one_owner"),
        CheckConstraint(
            "name IS NOT NULL OR email IS NOT NULL OR phone IS NOT NULL", name="something_given"
        ),
        CheckConstraint(
            "length(trim(coalesce(name, 'x'))) > 0 AND length(trim(coalesce(email, 'x'))) > 0 "
            "AND length(trim(coalesce(phone, 'x'))) > 0",
            name="nothing_blank",
        ),
        CheckConstraint("NOT wants_news OR email IS NOT NULL", name="news_has_email"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    rsvp_id: Mapped[RsvpId | None] = mapped_column(unique=True)
    concern_id: Mapped[ConcernId | None] = mapped_column(unique=True)
    name: Mapped[str | None] = mapped_column(String(120))
    email: Mapped[str | None] = mapped_column(String(254))
    phone: Mapped[str | None] = mapped_column(String(30))
    # Asked for a mail on what came of the event.
    wants_news: Mapped[bool] = mapped_column(default=False, server_default=false())
