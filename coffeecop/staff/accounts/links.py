"""One-time links with which people set their password."""

import secrets
from datetime import timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import joinedload

from coffeecop.db import db, now
from coffeecop.models import AuditAction, StaffLink, StaffMember
from coffeecop.models.agency import sole_agency
from coffeecop.models.audit import record
from coffeecop.models.staff import has_real_staff
from coffeecop.staff.accounts.forms import FirstAdministratorForm, LinkForm
from coffeecop.staff.identity.passwords import personal_words_of
from coffeecop.web.tokens import hash_token

LINK_LIFETIME = timedelta(hours=24)


class LinkGone(Exception):
    """The link was used or expired in the meantime."""


def make_link(member: StaffMember | None, *, by: StaffMember | None = None) -> str:
    """Return the token of a new one-time link; invalidate the person's earlier ones.

    Without a member, it is the link with which the first administrator is set up.
    """
    staff_id = member.id if member else None
    record(AuditAction.LINK_MADE, by=by, subject=member)
    delete_unused_links(staff_id)
    token = secrets.token_urlsafe(24)
    db.session.add(
        StaffLink(staff_id=staff_id, token_hash=hash_token(token), expires_at=now() + LINK_LIFETIME)
    )
    return token


def delete_unused_links(staff_id: int | None) -> None:
    own = StaffLink.staff_id.is_not_distinct_from(staff_id)
    db.session.execute(delete(StaffLink).where(own, StaffLink.used_at.is_(None)))


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


def consume_link(token: str) -> StaffLink:
    if usable_link(token) is None:
        raise LinkGone
    # This atomic update decides which of two concurrent requests may use the link.
    used = db.session.scalar(
        update(StaffLink)
        .where(StaffLink.token_hash == hash_token(token), StaffLink.used_at.is_(None))
        .values(used_at=now())
        .returning(StaffLink.id)
    )
    link = used and db.session.get(StaffLink, used)
    if not link:
        raise LinkGone
    return link


def form_of_link(link: StaffLink) -> LinkForm | FirstAdministratorForm:
    if member := link.staff_member:
        known = personal_words_of(member)
        form = LinkForm(known=known, has_second_factor=member.has_second_factor)
        form.member = member
        return form
    agency = sole_agency()
    known = [agency.name, agency.name_es or ""] if agency else []
    return FirstAdministratorForm(asks_agency=agency is None, known=known)
