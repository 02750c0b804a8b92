"""Staff members with their roles, sessions, links and recovery codes; who needs a second factor."""

import enum
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, String, UniqueConstraint, and_, exists, false, or_, select
from sqlalchemy.ext.associationproxy import AssociationProxy, association_proxy
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship, selectinload

from coffeecop.config.labels import N_, Labelled
from coffeecop.db import CreatedAt, HasId, Model, db, now
from coffeecop.models.agency import Agency
from coffeecop.models.keys import AgencyId, Language, Versioned, check, not_blank, present, to


class Role(Labelled):
    OFFICER = "officer", N_("Officer")
    ORGANIZER = "organizer", N_("Organizer")
    COMPLAINTS = "complaints", N_("Complaints")
    RECORDS = "records", N_("Records")
    ADMIN = "admin", N_("Administrator")


class Browser(enum.StrEnum):
    CHROME = "Chrome"
    EDGE = "Edge"
    FIREFOX = "Firefox"
    OPERA = "Opera"
    SAFARI = "Safari"
    SAMSUNG = "Samsung Internet"


class Device(enum.StrEnum):
    ANDROID = "Android"
    CHROMEBOOK = "Chromebook"
    IPAD = "iPad"
    IPHONE = "iPhone"
    LINUX = "Linux"
    MAC = "Mac"
    WINDOWS = "Windows"


class StaffMember(Versioned, HasId, Model):
    __tablename__ = "staff"
    __table_args__ = (
        check("email_lower", "email = lower(email)"),
        check("email_form", "email LIKE '%_@_%'"),
        *present("name"),
        check(
            "second_factor_whole",
            "(second_factor_secret IS NULL) = (second_factor_counter IS NULL)",
        ),
        check(
            "second_factor_due_while_missing",
            "second_factor_secret IS NULL OR second_factor_due_at IS NULL",
        ),
        check(
            "short_password_has_second_factor",
            "second_factor_secret IS NOT NULL OR NOT has_short_password",
        ),
        UniqueConstraint("provider_issuer", "provider_subject"),
        check(
            "provider_issuer_and_subject", "(provider_issuer IS NULL) = (provider_subject IS NULL)"
        ),
        *not_blank("provider_subject"),
    )

    agency_id: Mapped[AgencyId] = mapped_column(index=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    # None: use the browser's language.
    language: Mapped[Language | None]
    # None until the person has used a one-time link.
    password_hash: Mapped[str | None] = mapped_column(String(200))
    # Shorter than a password without a second factor may be.
    has_short_password: Mapped[bool] = mapped_column(default=False, server_default=false())
    # Encrypted with a key derived from SECRET_KEY.
    second_factor_secret: Mapped[str | None] = mapped_column(String(255))
    # The time step of the last accepted code: that code and those before it are used up.
    second_factor_counter: Mapped[int | None]
    # From then on every page leads to the set-up. None: it is not needed, or it is set up.
    second_factor_due_at: Mapped[datetime | None]
    # Who the person is at the department's OpenID Connect provider. None until the first sign-in
    # there; from then on these decide, and not the e-mail address.
    provider_issuer: Mapped[str | None] = mapped_column(String(255))
    provider_subject: Mapped[str | None] = mapped_column(String(255))
    disabled_at: Mapped[datetime | None]
    # Made up for whoever looks around, not a real person. A part may let them sign in.
    is_demo: Mapped[bool] = mapped_column(default=False, server_default=false())
    created_at: Mapped[CreatedAt]

    agency: Mapped[Agency] = relationship()
    role_rows: Mapped[set["StaffRole"]] = relationship(cascade="all, delete-orphan")
    roles: AssociationProxy[set[Role]] = association_proxy(
        "role_rows", "role", creator=lambda role: StaffRole(role=role)
    )

    @property
    def is_active(self) -> bool:
        return self.disabled_at is None

    @property
    def is_linked_to_provider(self) -> bool:
        return self.provider_subject is not None

    @property
    def is_admin(self) -> bool:
        return self.has_any(Role.ADMIN)

    @property
    def is_organizer(self) -> bool:
        return self.has_any(Role.ORGANIZER)

    @property
    def reads_complaints(self) -> bool:
        return self.has_any(Role.COMPLAINTS)

    @hybrid_property
    def has_second_factor(self) -> bool:
        return self.second_factor_secret is not None

    @has_second_factor.inplace.expression
    @classmethod
    def _has_second_factor(cls) -> ColumnElement[bool]:
        return cls.second_factor_secret.is_not(None)

    @property
    def second_factor_is_overdue(self) -> bool:
        return self.second_factor_due_at is not None and self.second_factor_due_at <= now()

    @property
    def needs_second_factor(self) -> bool:
        return self.agency.second_factor_for_all or self.has_any(*ROLES_WITH_SECOND_FACTOR)

    def renew_due_date(self) -> None:
        """Call it when a person signs in, or when what they need or have has changed."""
        # Whoever has no password signs in elsewhere, or not yet.
        is_due = self.password_hash and self.needs_second_factor and not self.has_second_factor
        soon = self.second_factor_due_at or now() + TIME_TO_SET_UP
        self.second_factor_due_at = soon if is_due else None

    def has_any(self, *roles: Role) -> bool:
        return not self.roles.isdisjoint(roles)

    def link_to_provider(self, issuer: str, subject: str) -> None:
        self.provider_issuer, self.provider_subject = issuer, subject

    def disable(self) -> None:
        self.disabled_at = self.disabled_at or now()

    def enable(self) -> None:
        self.disabled_at = None


class StaffRole(Model):
    __tablename__ = "staff_roles"

    staff_id: Mapped[int] = mapped_column(to("staff", "CASCADE"), primary_key=True)
    role: Mapped[Role] = mapped_column(primary_key=True)


class StaffSession(HasId, Model):
    """A signed-in browser. Deleting the row signs it out, even if the cookie was copied."""

    __tablename__ = "staff_sessions"
    __table_args__ = (check("ends_after_start", "expires_at > created_at"),)

    staff_id: Mapped[int] = mapped_column(to("staff", "CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    # Chosen at sign-in. Without it, the session also ends after a while without use.
    is_own_device: Mapped[bool] = mapped_column(default=False, server_default=false())
    # Signed in through the provider, which asked for the second factor.
    via_provider: Mapped[bool] = mapped_column(default=False, server_default=false())
    # None: not one that we know. Never the User-Agent header, which can identify a person.
    browser: Mapped[Browser | None]
    device: Mapped[Device | None]
    expires_at: Mapped[datetime]
    # When the person last typed their password or a code here; signing in counts.
    confirmed_at: Mapped[CreatedAt]
    # When it was last used to save something; up to five minutes too early.
    last_used_at: Mapped[CreatedAt]
    created_at: Mapped[CreatedAt]

    staff_member: Mapped[StaffMember] = relationship()


class StaffLink(HasId, Model):
    """A one-time link to set a password.

    Without a staff member it is the first administrator's link, printed at start.
    """

    __tablename__ = "staff_links"
    __table_args__ = (check("ends_after_start", "expires_at > created_at"),)

    staff_id: Mapped[int | None] = mapped_column(to("staff", "CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]

    staff_member: Mapped[StaffMember | None] = relationship()

    @property
    def is_usable(self) -> bool:
        return self.used_at is None and now() < self.expires_at


def somebody_handles_complaints(agency_id: int) -> bool:
    """Return whether an active staff member can read concerns about officers."""
    return bool(db.session.scalar(select(has_complaints_staff(agency_id))))


def has_complaints_staff(agency_id: int) -> ColumnElement[bool]:
    """Return the same as a condition."""
    holder = StaffRole.staff_id == StaffMember.id, StaffRole.role == Role.COMPLAINTS
    return exists().where(*holder, *_works_for(agency_id))


def has_real_staff() -> bool:
    """Return whether anybody has an account who is not made up."""
    real = select(StaffMember.id).where(StaffMember.is_demo.is_(False))
    return db.session.scalar(real.limit(1)) is not None


def active_staff(agency_id: int, *roles: Role) -> Sequence[StaffMember]:
    """Return who can be given work, by name: with one of these roles if any are given."""
    active = select(StaffMember).where(*_works_for(agency_id))
    if roles:
        active = active.where(StaffMember.role_rows.any(StaffRole.role.in_(roles)))
    return db.session.scalars(active.order_by(StaffMember.name, StaffMember.id)).all()


def _works_for(agency_id: int) -> tuple[ColumnElement[bool], ...]:
    own, is_made_up = StaffMember.agency_id == agency_id, StaffMember.is_demo
    return own, StaffMember.disabled_at.is_(None), is_made_up.is_(False)


def staff_member_by_email(email: str) -> StaffMember | None:
    return db.session.scalars(select(StaffMember).filter_by(email=email.lower())).one_or_none()


ROLES_WITH_SECOND_FACTOR = frozenset({Role.ADMIN, Role.COMPLAINTS, Role.RECORDS})
TIME_TO_SET_UP = timedelta(hours=24)


class RecoveryCode(HasId, Model):
    """A code that replaces one of the phone. Using it deletes the row."""

    __tablename__ = "recovery_codes"
    __table_args__ = (UniqueConstraint("staff_id", "code_hash"),)

    staff_id: Mapped[int] = mapped_column(to("staff", "CASCADE"))
    code_hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[CreatedAt]


def misses_second_factor() -> ColumnElement[bool]:
    """Return the condition that an active staff member with a password needs one and has none."""
    has_role = StaffRole.staff_id == StaffMember.id, StaffRole.role.in_(ROLES_WITH_SECOND_FACTOR)
    asks_all = Agency.id == StaffMember.agency_id, Agency.second_factor_for_all
    return and_(
        StaffMember.disabled_at.is_(None),
        StaffMember.password_hash.is_not(None),
        ~StaffMember.has_second_factor,
        or_(exists().where(*has_role), exists().where(*asks_all)),
    )


def renew_due_dates(agency: Agency) -> None:
    own = select(StaffMember).where(StaffMember.agency_id == agency.id)
    for member in db.session.scalars(own.options(selectinload(StaffMember.role_rows))):
        member.renew_due_date()
