"""What somebody who leaves had open goes to colleagues chosen then."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from sqlalchemy import ColumnElement, Update, and_, case, func, null, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute

from coffeecop.db import db, execute_bulk
from coffeecop.models import AuditAction, Concern, Matter, Role, StaffMember
from coffeecop.models.audit import record
from coffeecop.models.concern.conditions import is_for_complaint_staff, is_open
from coffeecop.models.staff import active_staff

People = tuple[InstrumentedAttribute[Any], InstrumentedAttribute[Any]]


class NotDone(Exception):
    """It cannot be done to this person now; `words` say why to whoever asked."""

    words: LazyString


class NobodyTakesOver(NotDone):
    """Work is open with the person, and no colleague who may do it was chosen."""

    words = _l("They got new work in the meantime. Choose who takes it over.")


class OpenWork(NamedTuple):
    """How much is open with somebody, also as a deputy; complaints are counted apart."""

    concerns: int
    complaints: int
    # That they promised to do, or are the deputy for.
    matters: int


class Successors(NamedTuple):
    concerns: StaffMember | None = None
    complaints: StaffMember | None = None
    matters: StaffMember | None = None


def open_work(member: StaffMember) -> OpenWork:
    complaints = func.count().filter(is_for_complaint_staff())
    found = select(func.count() - complaints, complaints).where(_is_open_with(member))
    matters = select(func.count(Matter.id)).where(_is_done_by(member))
    return OpenWork(*db.session.execute(found).one(), db.session.scalar(matters) or 0)


def possible_successors(member: StaffMember, *roles: Role) -> Sequence[StaffMember]:
    """Return active colleagues, with one of these roles if any are given."""
    return [each for each in active_staff(member.agency_id, *roles) if each.id != member.id]


def hand_over(member: StaffMember, successors: Successors, *, by: StaffMember) -> None:
    """Give the person's open work to these colleagues. Raises NobodyTakesOver."""
    work = open_work(member)
    for what, number, successor in zip(work._fields, work, successors, strict=True):
        if not number:
            continue
        if successor is None or not successor.is_active:
            raise NobodyTakesOver
        if what == "complaints" and not successor.reads_complaints:
            raise NobodyTakesOver
        execute_bulk(_replacing(what, member, successor))
        detail = {what: number, "successor": successor.name}
        record(AuditAction.WORK_HANDED_OVER, by=by, subject=member, detail=detail)


def _replacing(what: str, member: StaffMember, successor: StaffMember) -> Update:
    """Return the statement that puts the successor in the person's place, also as a deputy."""
    if what == "matters":
        changed = update(Matter).where(_is_done_by(member))
        people: People = (Matter.owner_id, Matter.deputy_id)
    else:
        are_complaints = is_for_complaint_staff()
        if what == "concerns":
            are_complaints = ~are_complaints
        changed = update(Concern).where(_is_open_with(member), are_complaints)
        people = (Concern.assigned_to_id, Concern.deputy_id)
    keeper, deputy = people
    # Nobody is their own deputy.
    is_in_it_already = or_(keeper == successor.id, deputy == successor.id)
    return changed.values(
        {
            keeper: case((keeper == member.id, successor.id), else_=keeper),
            deputy: case(
                (is_in_it_already, null()), (deputy == member.id, successor.id), else_=deputy
            ),
        }
    )


def _is_open_with(member: StaffMember) -> ColumnElement[bool]:
    has_it = or_(Concern.assigned_to_id == member.id, Concern.deputy_id == member.id)
    return and_(has_it, is_open())


def _is_done_by(member: StaffMember) -> ColumnElement[bool]:
    # Nobody does what is not promised, or was done.
    return or_(Matter.owner_id == member.id, Matter.deputy_id == member.id)
