"""What somebody who leaves had open goes to colleagues chosen then."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, func, select, update

from coffeecop.db import db, execute_bulk
from coffeecop.models import AuditAction, Concern, Role, StaffMember, StaffRole
from coffeecop.models.audit import record
from coffeecop.staff.queries.pending import given_to


class NobodyTakesOver(Exception):
    """Concerns are open with the person, and no colleague who may read them was chosen."""


class OpenWork(NamedTuple):
    """How many concerns are open with somebody; complaints are counted apart."""

    concerns: int
    complaints: int


class Successors(NamedTuple):
    concerns: StaffMember | None = None
    complaints: StaffMember | None = None


def open_work(member: StaffMember) -> OpenWork:
    complaints = func.count().filter(Concern.is_complaint)
    found = select(func.count() - complaints, complaints).where(_is_open_with(member))
    return OpenWork(*db.session.execute(found).one())


def possible_successors(member: StaffMember, *roles: Role) -> Sequence[StaffMember]:
    """Return active colleagues, with one of these roles if any are given."""
    colleagues = select(StaffMember).where(
        StaffMember.agency_id == member.agency_id,
        StaffMember.id != member.id,
        StaffMember.disabled_at.is_(None),
        StaffMember.is_demo.is_(False),
    )
    if roles:
        colleagues = colleagues.where(StaffMember.role_rows.any(StaffRole.role.in_(roles)))
    return db.session.scalars(colleagues.order_by(StaffMember.name, StaffMember.id)).all()


def hand_over(member: StaffMember, successors: Successors, *, by: StaffMember) -> None:
    """Give the person's open concerns to these colleagues. Raises NobodyTakesOver."""
    work = open_work(member)
    _give("concerns", work.concerns, member, successors.concerns, by=by)
    _give("complaints", work.complaints, member, successors.complaints, by=by)


def _give(
    what: str, number: int, member: StaffMember, successor: StaffMember | None, *, by: StaffMember
) -> None:
    if not number:
        return
    are_complaints = what == "complaints"
    if successor is None or not successor.is_active:
        raise NobodyTakesOver
    if are_complaints and not successor.has_any(Role.COMPLAINTS):
        raise NobodyTakesOver
    given = update(Concern).where(_is_open_with(member), Concern.is_complaint.is_(are_complaints))
    execute_bulk(given.values(assigned_to_id=successor.id))
    detail = f"{what}: {number} > {successor.name}"
    record(AuditAction.WORK_HANDED_OVER, by=by, subject=member, detail=detail)


def _is_open_with(member: StaffMember) -> ColumnElement[bool]:
    return and_(given_to(member), Concern.withdrawn_at.is_(None))
