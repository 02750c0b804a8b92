"""What belongs to an event besides its own row: roster, series, contact details of residents."""

from sqlalchemy import String, Text, UniqueConstraint, false
from sqlalchemy.ext.associationproxy import AssociationProxy, association_proxy
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coffeecop.config.labels import N_, Labelled
from coffeecop.db import CreatedAt, HasId, Model
from coffeecop.engine.spoken_languages import SpokenLanguage
from coffeecop.engine.text import tokens
from coffeecop.models.keys import (
    AgencyId,
    ConcernId,
    EventId,
    RsvpId,
    ShownInPublic,
    StaffId,
    bounded,
    check,
    not_blank,
    partial_index,
    present,
    to,
)
from coffeecop.models.staff import StaffMember

LONGEST_LINE = 160


class RosterRole(Labelled):
    OFFICER = "officer", N_("officer")
    INTERPRETER = "interpreter", N_("interpreter")
    SOCIAL_WORKER = "social_worker", N_("social worker")
    ANIMAL_CONTROL = "animal_control", N_("animal control")
    PARTNER = "partner", N_("partner")


class RosterEntry(ShownInPublic, HasId, Model):
    """An officer or a partner who will be at an event; at most one officer is its host."""

    __tablename__ = "roster_entries"
    __table_args__ = (
        *present("name"),
        partial_index("uq_roster_entries_host", "event_id", where="is_host", unique=True),
        UniqueConstraint("event_id", "name"),
        check("host_is_officer", "NOT is_host OR role = 'officer'"),
    )

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

    def is_of(self, member: StaffMember) -> bool:
        """Return whether the name is this person's, with or without a rank."""
        own, name = tokens(member.name), tokens(self.name)
        shorter = min(len(own), len(name))
        return shorter > 0 and own[-shorter:] == name[-shorter:]

    @property
    def is_officer(self) -> bool:
        return self.role is RosterRole.OFFICER


class RosterLanguage(ShownInPublic, Model):
    __tablename__ = "roster_languages"

    roster_entry_id: Mapped[int] = mapped_column(to("roster_entries", "CASCADE"), primary_key=True)
    language: Mapped[SpokenLanguage] = mapped_column(primary_key=True)


class EventLine(Model):
    """What one of the staff heard at an event, in one line. Residents never read it."""

    __tablename__ = "event_lines"
    __table_args__ = (*not_blank("body"), *bounded(LONGEST_LINE, "body"))

    event_id: Mapped[EventId] = mapped_column(primary_key=True)
    staff_id: Mapped[StaffId] = mapped_column(primary_key=True, index=True)
    # None: this person was asked, and did not want to write one.
    body: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[CreatedAt]

    staff_member: Mapped[StaffMember] = relationship()


class BriefedOn(Labelled):
    """Of which events somebody gets a briefing the evening before."""

    ALL = "all", N_("Of each event")
    # Where they are on the roster.
    OWN = "own", N_("Where I am on the roster")
    NEVER = "never", N_("Never")


LONGEST_RULE = 200


class EventSeries(HasId, Model):
    """A rule by which events are repeated; each of them is a row of its own."""

    __tablename__ = "event_series"
    __table_args__ = tuple(present("rule"))

    agency_id: Mapped[AgencyId]
    # A recurrence rule (RFC 5545, 3.3.10), such as FREQ=WEEKLY;INTERVAL=6.
    rule: Mapped[str] = mapped_column(String(LONGEST_RULE))
    created_at: Mapped[CreatedAt]


class Contact(HasId, Model):
    """Contact details of the sender of an RSVP or a concern, stored apart from the content."""

    __tablename__ = "contacts"
    __table_args__ = (
        check("one_owner", "(rsvp_id IS NULL) <> (concern_id IS NULL)"),
        check("something_given", "name IS NOT NULL OR email IS NOT NULL OR phone IS NOT NULL"),
        check(
            "nothing_blank",
            "length(trim(coalesce(name, 'x'))) > 0 AND length(trim(coalesce(email, 'x'))) > 0 "
            "AND length(trim(coalesce(phone, 'x'))) > 0",
        ),
        check("news_has_email", "NOT wants_news OR email IS NOT NULL"),
    )

    rsvp_id: Mapped[RsvpId | None] = mapped_column(unique=True)
    concern_id: Mapped[ConcernId | None] = mapped_column(unique=True)
    name: Mapped[str | None] = mapped_column(String(120))
    email: Mapped[str | None] = mapped_column(String(254))
    phone: Mapped[str | None] = mapped_column(String(30))
    # Asked for a mail on what came of the event.
    wants_news: Mapped[bool] = mapped_column(default=False, server_default=false())
