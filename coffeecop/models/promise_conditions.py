"""What queries ask of promises, as conditions in SQL."""

from datetime import timedelta

from sqlalchemy import ColumnElement, and_, or_

from coffeecop.models.promise import Promise, PromiseStatus
from coffeecop.models.staff import Role, StaffMember


def concerns_member(member: StaffMember) -> ColumnElement[bool]:
    """Match what this person sees to: their own promises, or all for who runs events."""
    own = Promise.agency_id == member.agency_id
    if member.has_any(Role.ORGANIZER):
        return own
    return own & or_(Promise.owner_id == member.id, Promise.deputy_id == member.id)


def is_overdue_for(member: StaffMember) -> ColumnElement[bool]:
    return and_(
        concerns_member(member),
        Promise.status == PromiseStatus.OPEN,
        Promise.due_on < member.agency.today,
    )


def is_due_within(member: StaffMember, time: timedelta) -> ColumnElement[bool]:
    today = member.agency.today
    return and_(
        concerns_member(member),
        Promise.status == PromiseStatus.OPEN,
        Promise.due_on.between(today, today + time),
    )
