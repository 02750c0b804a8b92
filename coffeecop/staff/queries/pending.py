"""What waits for somebody: flags, what a person was given, and what is overdue."""

import enum
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, or_

from coffeecop.models import Concern, ConcernFlag, StaffMember
from coffeecop.models.concern_conditions import is_open, waiting_since
from coffeecop.models.concern_parts import DONE

# What is forgotten rises: so long past its due date the deputy has it too.
DEPUTY_AFTER = timedelta(days=3)


class FlagFilter(enum.StrEnum):
    """YES: has a flag that is not called false. OPEN: has an unreviewed flag."""

    YES = "yes"
    OPEN = "open"


def is_flagged(wanted: FlagFilter) -> ColumnElement[bool]:
    if wanted is FlagFilter.OPEN:
        counts = ConcernFlag.seen_at.is_(None)
    else:
        counts = ConcernFlag.is_right.is_not(False)
    return exists().where(ConcernFlag.concern_id == Concern.id, counts).correlate(Concern)


def given_to(member: StaffMember) -> ColumnElement[bool]:
    """Match what this person takes care of, or must as a deputy, and what is still to be done."""
    takes_over = and_(
        Concern.deputy_id == member.id, Concern.due_on <= member.agency.today - DEPUTY_AFTER
    )
    return and_(or_(Concern.assigned_to_id == member.id, takes_over), is_open())


def is_overdue(day: date) -> ColumnElement[bool]:
    """Match what was due before this day and is still to be done."""
    return and_(Concern.due_on < day, is_open())


def to_answer_order(member: StaffMember) -> Sequence[Any]:
    """Urgent ones come first, then what did not get better, then what this person is late with."""
    is_late = given_to(member) & is_overdue(member.agency.today)
    urgent = case((is_flagged(FlagFilter.OPEN), 0), else_=1)
    is_better = Concern.reopened_at.is_(None)
    return urgent, is_better, case((is_late, 0), else_=1), waiting_since(), Concern.id


def overdue_first(day: date) -> ColumnElement[date]:
    return case((is_overdue(day), Concern.due_on)).asc().nulls_last()


def days_late(concern: Concern, waits: bool, day: date) -> int | None:
    """Return how long past its due date it is, negative before; None: no date, or it is done."""
    if concern.due_on is None or ((concern.status in DONE or concern.is_merged) and not waits):
        return None
    return (day - concern.due_on).days
