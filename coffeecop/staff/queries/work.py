"""How much work waits for staff: numbers for the navigation and for Today."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, select

from coffeecop.db import db
from coffeecop.models import Concern, ConcernFlag, Event, StaffMember
from coffeecop.models.concern_conditions import (
    flags_readable_by,
    in_event_stream,
    is_not_merged,
    not_sorted,
    waits_for_answer,
)
from coffeecop.staff.queries.events import active_event_ids
from coffeecop.staff.queries.filters import MOST_EVENTS, given_to
from coffeecop.staff.queries.paging import number_up_to

# An exact higher number is not needed.
MOST_COUNTED = 99


@dataclass(frozen=True)
class WorkCounts:
    """Numbers of concerns, each counted up to MOST_COUNTED + 1."""

    # The events whose concerns are counted, and whether there are concerns of others.
    event_ids: tuple[int, ...]
    leaves_out_events: bool
    urgent: int
    to_answer: int
    to_confirm: int
    to_review: int
    # Concerns with a flag that nobody has decided, also those that are held, hidden or complaints.
    unseen_flags: int
    # Given to this person.
    given: int

    @property
    def args(self) -> dict[str, str]:
        """The query arguments that limit a list of concerns to the events counted here."""
        return {"event": "-".join(map(str, self.event_ids))} if self.leaves_out_events else {}


def count_work(member: StaffMember) -> WorkCounts:
    """Count what waits at the events with the newest concerns, and unreviewed flags everywhere.

    Limited to some events, so that the cost does not grow with the number of concerns.
    """
    active = active_event_ids(member.agency_id)
    counted = active[:MOST_EVENTS]
    queries = {
        "urgent": _flagged(member),
        "to_answer": _concerns(counted, in_event_stream(), waits_for_answer()),
        "to_confirm": _concerns(counted, in_event_stream(), not_sorted()),
        "to_review": _concerns(counted, Concern.is_held.is_(True), Concern.withdrawn_at.is_(None)),
        "unseen_flags": _unseen(flags_readable_by(member)).group_by(ConcernFlag.concern_id),
        "given": select(Concern).where(in_event_stream(), given_to(member), is_not_merged()),
    }
    counts = (number_up_to(MOST_COUNTED + 1, query).label(name) for name, query in queries.items())
    numbers = db.session.execute(select(*counts)).mappings().one()
    return WorkCounts(tuple(counted), len(active) > len(counted), **numbers)


def _concerns(event_ids: Any, *conditions: ColumnElement[bool]) -> Select[Any]:
    return select(Concern).where(Concern.event_id.in_(event_ids), *conditions)


def _flagged(member: StaffMember) -> Select[Any]:
    counted = _unseen(Event.agency_id == member.agency_id, in_event_stream())
    return counted.group_by(ConcernFlag.concern_id)


def _unseen(*conditions: ColumnElement[bool]) -> Select[Any]:
    """Select the unreviewed flags of concerns that meet the conditions."""
    # A subquery instead of a join, so that the plan starts with the few open flags.
    concern = (
        exists()
        .where(Concern.id == ConcernFlag.concern_id, Event.id == Concern.event_id, *conditions)
        .correlate(ConcernFlag)
    )
    return select(ConcernFlag.concern_id).where(ConcernFlag.seen_at.is_(None), concern)
