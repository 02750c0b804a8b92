from collections.abc import Sequence

from sqlalchemy import select
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


def live_sessions(member: StaffMember) -> Sequence[StaffSession]:
    return db.session.scalars(
        select(StaffSession)
        .where(StaffSession.staff_id == member.id, StaffSession.expires_at > now())
        .order_by(StaffSession.created_at.desc())
    ).all()
