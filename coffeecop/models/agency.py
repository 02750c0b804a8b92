"""A department with its venues, its services and the shares of its community."""

import enum
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import JSON, String, Text, UniqueConstraint, false, select, true
from sqlalchemy.orm import Mapped, mapped_column

from coffeecop.config.labels import N_, Labelled
from coffeecop.db import CreatedAt, HasId, Model, db, now
from coffeecop.models.keys import AgencyId, ShownInPublic, Versioned, check, not_blank, present

MOST_COMPLAINT_DAYS = 365
MOST_ACCOMMODATION_DAYS = 30
MOST_GRACE_DAYS = 90


class RosterShown(Labelled):
    """What residents see of a roster: all names, the host's and a number, or a number."""

    NAMES = "names", N_("All names: Sgt. Diaz, Officer Lee and Ana Gomez (interpreter)")
    HOST = "host", N_("The name of the host: Sgt. Diaz, one officer and an interpreter")
    NUMBER = "number", N_("No names: Two officers and an interpreter")


class Agency(ShownInPublic, HasId, Model):
    __tablename__ = "agencies"
    __table_args__ = (
        *present("name"),
        *not_blank(
            "accommodation_en",
            "accommodation_es",
            "complaint_forms",
            "complaint_unit_en",
            "complaint_unit_es",
            "event_title_es",
            "opening_en",
            "opening_es",
            "name_es",
        ),
        check(
            "accommodation_days_range",
            f"accommodation_days BETWEEN 0 AND {MOST_ACCOMMODATION_DAYS}",
        ),
        check("complaint_days_range", f"complaint_days BETWEEN 1 AND {MOST_COMPLAINT_DAYS}"),
        check("promise_grace_days_range", f"promise_grace_days BETWEEN 0 AND {MOST_GRACE_DAYS}"),
        check("report_months_range", "report_months BETWEEN 1 AND 12"),
    )

    slug: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    name_es: Mapped[str | None] = mapped_column(String(120))
    # What its events are called in Spanish that have no Spanish title of their own.
    event_title_es: Mapped[str | None] = mapped_column(String(120))
    time_zone: Mapped[str] = mapped_column(String(60))
    # Optional contact details for residents.
    phone: Mapped[str | None] = mapped_column(String(30))
    website: Mapped[str | None] = mapped_column(String(300))
    complaint_url: Mapped[str | None] = mapped_column(String(300))
    # What it calls those who handle complaints about officers, such as Professional Standards.
    complaint_unit_en: Mapped[str | None] = mapped_column(String(60))
    complaint_unit_es: Mapped[str | None] = mapped_column(String(60))
    complaint_phone: Mapped[str | None] = mapped_column(String(30))
    # Within which they look at a new one.
    complaint_days: Mapped[int] = mapped_column(default=30, server_default="30")
    # A line a language: its name and the address of the complaint form.
    complaint_forms: Mapped[str | None] = mapped_column(Text)
    takes_anonymous_complaints: Mapped[bool] = mapped_column(default=True, server_default=true())
    # Whom staff call when somebody may be in danger.
    crisis_phone: Mapped[str | None] = mapped_column(String(30))
    advocate_phone: Mapped[str | None] = mapped_column(String(30))
    outside_complaint_name: Mapped[str | None] = mapped_column(String(120))
    outside_complaint_url: Mapped[str | None] = mapped_column(String(300))
    roster_shown: Mapped[RosterShown] = mapped_column(
        default=RosterShown.HOST, server_default=RosterShown.HOST.value
    )
    # Whom to ask for an interpreter or help to get in, and how many days before an event at the
    # latest. Without texts of its own the department has the usual ones.
    accommodation_email: Mapped[str | None] = mapped_column(String(254))
    accommodation_days: Mapped[int] = mapped_column(default=3, server_default="3")
    accommodation_en: Mapped[str | None] = mapped_column(String(300))
    accommodation_es: Mapped[str | None] = mapped_column(String(300))
    # The sentence with which officers open a talk; None: the usual one.
    opening_en: Mapped[str | None] = mapped_column(String(300))
    opening_es: Mapped[str | None] = mapped_column(String(300))
    # After so many days an overdue promise is shown as such in public.
    promise_grace_days: Mapped[int] = mapped_column(default=14, server_default="14")
    # Within so many months after the last report the next one is due; None: no rhythm.
    report_months: Mapped[int | None]
    # Otherwise only some roles do; see models/staff.py.
    second_factor_for_all: Mapped[bool] = mapped_column(default=False, server_default=false())
    # Names of the parts that it does without; see coffeecop/parts.
    parts_off: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    # Incremented when the topic list changes; see models/installation.py.
    topic_list_version: Mapped[int] = mapped_column(default=0, server_default="0")
    created_at: Mapped[CreatedAt]

    @property
    def name_en(self) -> str:
        """The name that `localized` falls back to."""
        return self.name

    @property
    def forms_by_language(self) -> list[tuple[str, str]]:
        lines = (line.rpartition(" ") for line in (self.complaint_forms or "").splitlines())
        return [(language, address) for language, _space, address in lines]

    def has_on(self, part: str) -> bool:
        return part not in self.parts_off

    @property
    def today(self) -> date:
        """Return the day that it is in its time zone."""
        return now().astimezone(ZoneInfo(self.time_zone)).date()


def sole_agency() -> Agency | None:
    """Return the only agency; None if there is not exactly one."""
    agencies = db.session.scalars(select(Agency).limit(2)).all()
    return agencies[0] if len(agencies) == 1 else None


def agencies_with(part: str) -> list[Agency]:
    agencies = db.session.scalars(select(Agency).order_by(Agency.name, Agency.id))
    return [each for each in agencies if each.has_on(part)]


def lock_agency(agency_id: int) -> None:
    """Serialize changes of data that the agency shares, such as its topic list, until commit.

    On SQLite, POST requests are serialized anyway.
    """
    # key_share still lets others insert rows that refer to the agency, such as audit entries.
    own = select(Agency.id).where(Agency.id == agency_id)
    db.session.execute(own.with_for_update(key_share=True))


class Venue(ShownInPublic, HasId, Model):
    __tablename__ = "venues"
    __table_args__ = (
        UniqueConstraint("agency_id", "name", "street", "city"),
        *present("name", "street", "city"),
    )

    agency_id: Mapped[AgencyId]
    name: Mapped[str] = mapped_column(String(120))
    street: Mapped[str] = mapped_column(String(120))
    city: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[CreatedAt]

    @property
    def address(self) -> str:
        return f"{self.street}, {self.city}"


class Service(ShownInPublic, Versioned, HasId, Model):
    """What the department does for people, and how to reach it."""

    __tablename__ = "services"
    __table_args__ = (
        *present("name_en", "name_es"),
        *not_blank("description_en", "description_es"),
        check("can_be_reached", "phone IS NOT NULL OR url IS NOT NULL OR email IS NOT NULL"),
    )

    agency_id: Mapped[AgencyId] = mapped_column(index=True)
    position: Mapped[int] = mapped_column(default=0)
    name_en: Mapped[str] = mapped_column(String(80))
    name_es: Mapped[str] = mapped_column(String(80))
    description_en: Mapped[str | None] = mapped_column(String(300))
    description_es: Mapped[str | None] = mapped_column(String(300))
    phone: Mapped[str | None] = mapped_column(String(30))
    url: Mapped[str | None] = mapped_column(String(300))
    email: Mapped[str | None] = mapped_column(String(254))
    created_at: Mapped[CreatedAt]


class ShareKind(enum.StrEnum):
    LANGUAGE = "language"
    AREA = "area"


class CommunityShare(Versioned, HasId, Model):
    """The share of the community that speaks a language or lives in an area.

    The department types it in once, from a census. Nothing of the kind is stored of a person.
    """

    __tablename__ = "community_shares"
    __table_args__ = (
        UniqueConstraint("agency_id", "kind", "name"),
        *present("name"),
        check("percent_range", "percent BETWEEN 0 AND 100"),
        *not_blank("place_names"),
        check("place_names_of_an_area", "kind = 'area' OR place_names IS NULL"),
    )

    agency_id: Mapped[AgencyId]
    kind: Mapped[ShareKind]
    # The code of a language, or what people call the area.
    name: Mapped[str] = mapped_column(String(60))
    percent: Mapped[int]
    # Streets, parks and other places in the area by which concerns are known, one per line.
    place_names: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[CreatedAt]
