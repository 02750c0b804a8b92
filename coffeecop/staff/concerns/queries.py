from collections.abc import Sequence
from functools import cache

from sqlalchemy import Select, bindparam, exists, select
from sqlalchemy.orm import contains_eager, joinedload

from coffeecop.db import db
from coffeecop.models import (
    AuditAction,
    AuditEntry,
    Concern,
    ConcernFlag,
    Event,
    Message,
    Role,
    StaffMember,
)
from coffeecop.models.concern.conditions import is_readable

NAME = StaffMember.name
PEOPLE = (
    Concern.assigned_to,
    Concern.deputy,
    Concern.entered_by,
    Concern.state_by,
    Concern.topics_checked_by,
)
SHOWN = (
    # The agency is there with the person who reads; of others a page has the name.
    contains_eager(Concern.event).joinedload(Event.venue),
    joinedload(Concern.contact),
    *(joinedload(each).load_only(NAME) for each in PEOPLE),
    joinedload(Concern.flag_rows).joinedload(ConcernFlag.seen_by).load_only(NAME),
    joinedload(Concern.flag_rows).joinedload(ConcernFlag.taken_by).load_only(NAME),
    joinedload(Concern.messages).joinedload(Message.staff_member).load_only(NAME),
)


@cache
def _readable(reads_complaints: bool) -> Select[Concern]:
    own = Concern.id == bindparam("concern_id"), Event.agency_id == bindparam("agency_id")
    found = select(Concern).join(Concern.event).where(*own, is_readable(reads_complaints))
    return found.options(*SHOWN)


def readable_concern(concern_id: int, member: StaffMember) -> Concern | None:
    own = {"concern_id": concern_id, "agency_id": member.agency_id}
    return db.session.scalars(_readable(member.reads_complaints), own).unique().one_or_none()


def concern_moved_by_staff(concern_id: int, agency_id: int) -> Concern | None:
    """Return a complaint that staff, not its resident, moved to the complaints."""
    moved = exists().where(
        AuditEntry.subject_table == Concern.__tablename__,
        AuditEntry.subject_id == Concern.id,
        AuditEntry.action == AuditAction.MOVED_TO_COMPLAINTS,
    )
    return db.session.scalars(
        select(Concern)
        .join(Concern.event)
        .where(
            Concern.id == concern_id,
            Concern.is_complaint.is_(True),
            Event.agency_id == agency_id,
            moved,
        )
    ).one_or_none()


COLLEAGUES = (
    select(StaffMember)
    .where(
        StaffMember.agency_id == bindparam("agency_id"),
        StaffMember.disabled_at.is_(None),
        StaffMember.is_demo.is_(False) | (StaffMember.id == bindparam("member_id")),
    )
    .order_by(StaffMember.name, StaffMember.id)
)


def colleagues(member: StaffMember, concern: Concern | None = None) -> Sequence[StaffMember]:
    """Return who can be given this concern, or any that is not a complaint."""
    may_read = COLLEAGUES
    if concern and concern.is_for_complaint_staff:
        may_read = may_read.where(StaffMember.role_rows.any(role=Role.COMPLAINTS))
    own = {"agency_id": member.agency_id, "member_id": member.id}
    return db.session.scalars(may_read, own).all()
