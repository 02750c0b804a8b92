"""Who needs a second factor and until when it must be set up; recovery codes."""

from datetime import timedelta

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    String,
    UniqueConstraint,
    and_,
    exists,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column, selectinload

from coffeecop.db import CreatedAt, Model, db, now
from coffeecop.models.agency import Agency
from coffeecop.models.staff import Role, StaffMember, StaffRole

ROLES_WITH_SECOND_FACTOR = frozenset({Role.ADMIN, Role.COMPLAINTS, Role.RECORDS})
TIME_TO_SET_UP = timedelta(hours=24)


class RecoveryCode(Model):
    """A code that replaces one of the phone. Using it deletes the row."""

    __tablename__ = "recovery_codes"
    __table_args__ = (UniqueConstraint("staff_id", "code_hash"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"))
    code_hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[CreatedAt]


def needs_second_factor(member: StaffMember) -> bool:
    return member.agency.second_factor_for_all or member.has_any(*ROLES_WITH_SECOND_FACTOR)


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


def renew_due_date(member: StaffMember) -> None:
    """Call it when a person signs in, or when what they need or have has changed."""
    # Who has no password signs in elsewhere, or not yet.
    is_due = member.password_hash and needs_second_factor(member) and not member.has_second_factor
    soon = member.second_factor_due_at or now() + TIME_TO_SET_UP
    member.second_factor_due_at = soon if is_due else None


def renew_due_dates(agency: Agency) -> None:
    own = select(StaffMember).where(StaffMember.agency_id == agency.id)
    for member in db.session.scalars(own.options(selectinload(StaffMember.role_rows))):
        renew_due_date(member)
