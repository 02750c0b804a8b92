"""Locks of concerns: first their events, then they themselves by id, so that none waits in a ring.

They have an effect on PostgreSQL alone; on SQLite a POST holds the write lock already.
"""

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import contains_eager, selectinload

from coffeecop.db import db
from coffeecop.models import Concern, Event, StaffMember


class IsComplaint(Exception):
    """The concern is one of the complaints, and this person or this step may not change it."""


def lock_concerns(
    concern_ids: Iterable[int], *conditions: ColumnElement[bool]
) -> Sequence[Concern]:
    """Lock these, and return them as they are now, by id."""
    ids = sorted(set(concern_ids))
    events = select(Concern.event_id).where(Concern.id.in_(ids))
    # As weak a lock as does: what comes in for the event meanwhile refers to its row.
    db.session.execute(
        select(Event.id)
        .where(Event.id.in_(events))
        .order_by(Event.id)
        .with_for_update(key_share=True)
    )
    return db.session.scalars(
        select(Concern)
        .join(Concern.event)
        .where(Concern.id.in_(ids), *conditions)
        .order_by(Concern.id)
        .options(contains_eager(Concern.event), selectinload(Concern.messages))
        .with_for_update(of=Concern)
        .execution_options(populate_existing=True)
    ).all()


def lock_concern(concern: Concern, *, by: StaffMember | None = None) -> None:
    """Lock it and read it anew. Raises IsComplaint if `by` may not read it any more."""
    lock_concerns([concern.id])
    if by and concern.is_for_complaint_staff and not by.reads_complaints:
        raise IsComplaint
