"""Promises that are late or due soon, as columns of the statement with all counts of Today."""

from datetime import timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, RowMapping, func, select

from coffeecop.models import Promise, StaffMember
from coffeecop.models.promise import is_due_within, is_overdue_for

SOON = timedelta(days=7)


class PromisesDue(NamedTuple):
    overdue: int
    soon: int


def promise_columns(member: StaffMember) -> dict[str, ColumnElement[Any]]:
    conditions = {
        "promises_overdue": is_overdue_for(member),
        "promises_soon": is_due_within(member, SOON),
    }
    return {
        name: select(func.count(Promise.id)).where(condition).scalar_subquery()
        for name, condition in conditions.items()
    }


def read_promises(found: RowMapping) -> PromisesDue:
    return PromisesDue(found["promises_overdue"], found["promises_soon"])
