from typing import NamedTuple

from sqlalchemy import func, select

from coffeecop.db import db
from coffeecop.models.agency import Agency
from coffeecop.models.event import Event
from coffeecop.models.promise import Promise, PromiseStatus


class PromiseCounts(NamedTuple):
    """The promises made at an event, published or not."""

    made: int
    kept: int
    # With those that are overdue.
    open: int
    # Still open after the day on which they were due.
    overdue: int
    dropped: int


def promise_counts(event_id: int) -> PromiseCounts:
    agency = db.session.scalars(select(Agency).join(Event).where(Event.id == event_id)).one()
    is_open = Promise.status == PromiseStatus.OPEN

    counts = select(
        func.count(),
        func.count().filter(Promise.status == PromiseStatus.KEPT),
        func.count().filter(is_open),
        func.count().filter(is_open, Promise.due_on < agency.today),
        func.count().filter(Promise.status == PromiseStatus.DROPPED),
    ).where(Promise.event_id == event_id)
    return PromiseCounts(*db.session.execute(counts).one())
