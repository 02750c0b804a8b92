"""What a digest tells of promises: to owners and deputies of theirs, to organizers of all."""

from sqlalchemy import func, select

from coffeecop.db import db
from coffeecop.models import Promise, StaffMember
from coffeecop.models.promise import is_overdue_for


def count_overdue_promises(member: StaffMember) -> int:
    overdue = select(func.count(Promise.id)).where(is_overdue_for(member))
    return db.session.scalar(overdue) or 0
