from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from coffeecop.db import db, now
from coffeecop.models import Agency, StaffLink, StaffMember, StaffSession
from coffeecop.models.staff import has_real_staff
from coffeecop.web.tokens import hash_token


def sole_agency() -> Agency | None:
    """Return the only agency; None if there is not exactly one."""
    agencies = db.session.scalars(select(Agency).limit(2)).all()
    return agencies[0] if len(agencies) == 1 else None


def usable_link(token: str) -> StaffLink | None:
    link = db.session.scalars(
        select(StaffLink)
        .where(StaffLink.token_hash == hash_token(token))
        .options(joinedload(StaffLink.staff_member).joinedload(StaffMember.agency))
    ).one_or_none()
    if link is None or not link.is_usable:
        return None
    if link.staff_member is None:
        # The first administrator's link, which is in the log, is void once there is an account.
        return None if has_real_staff() else link
    return link if link.staff_member.is_active else None


def staff_of(agency: Agency) -> Sequence[StaffMember]:
    return db.session.scalars(
        select(StaffMember)
        .where(StaffMember.agency_id == agency.id, StaffMember.is_demo.is_(False))
        .options(selectinload(StaffMember.role_rows))
        .order_by(StaffMember.disabled_at.is_not(None), StaffMember.name, StaffMember.id)
    ).all()


def open_sessions(current: StaffSession) -> Sequence[StaffSession]:
    """Return the sessions of the owner of this one; this one first, then the newest."""
    return db.session.scalars(
        select(StaffSession)
        .where(StaffSession.staff_id == current.staff_id, StaffSession.expires_at > now())
        .order_by(StaffSession.id != current.id, StaffSession.created_at.desc())
    ).all()


def session_of(member: StaffMember, session_id: int) -> StaffSession | None:
    own = select(StaffSession).filter_by(id=session_id, staff_id=member.id)
    return db.session.scalars(own).one_or_none()


def count_open_sessions(member: StaffMember) -> int:
    are_open = (StaffSession.staff_id == member.id, StaffSession.expires_at > now())
    return db.session.scalar(select(func.count(StaffSession.id)).where(*are_open)) or 0
