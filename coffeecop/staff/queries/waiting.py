"""How much work waits: the numbers of the tabs above the list of concerns."""

from typing import NamedTuple

from sqlalchemy import ColumnElement, func, literal, select

from coffeecop.db import db
from coffeecop.models import Concern, ConcernFlag, Event, StaffMember
from coffeecop.models.concern_conditions import (
    flags_readable_by,
    in_event_stream,
    not_sorted,
    waits_for_answer,
)
from coffeecop.staff.queries.filters import given_to

# An exact higher number is not needed.
MOST_COUNTED = 99


class Waiting(NamedTuple):
    """Concerns that wait for somebody, each number counted up to MOST_COUNTED + 1."""

    to_answer: int
    urgent: int
    to_confirm: int
    given: int
    held: int


def waiting(member: StaffMember) -> Waiting:
    in_stream = (Event.agency_id == member.agency_id) & in_event_stream()
    is_held = Concern.is_held & Concern.withdrawn_at.is_(None)
    counts = (
        _count(in_stream & waits_for_answer()),
        _count_flagged(member),
        _count(in_stream & not_sorted()),
        _count(in_stream & given_to(member)),
        _count((Event.agency_id == member.agency_id) & is_held),
    )
    return Waiting(*db.session.execute(select(*counts)).one())


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    found = (
        select(literal(1).label("one"))
        .select_from(Concern)
        .join(Concern.event)
        .where(condition)
        .limit(MOST_COUNTED + 1)
        .subquery()
    )
    return select(func.count()).select_from(found).scalar_subquery()


def _count_flagged(member: StaffMember) -> ColumnElement[int]:
    # A subquery instead of a join, so that the plan starts with the few open flags.
    is_readable = (
        select(Concern.id)
        .join(Concern.event)
        .where(Concern.id == ConcernFlag.concern_id, flags_readable_by(member))
        .correlate(ConcernFlag)
        .exists()
    )
    found = (
        select(ConcernFlag.concern_id)
        .distinct()
        .where(ConcernFlag.seen_at.is_(None), is_readable)
        .limit(MOST_COUNTED + 1)
        .subquery()
    )
    return select(func.count()).select_from(found).scalar_subquery()
