from typing import NamedTuple

from sqlalchemy import func, select

from coffeecop.db import db
from coffeecop.models import Arrival, CountedBy, Event, Kept, StaffMember
from coffeecop.models.concern.counts import kept_counts, with_kept_counts


class Headcount(NamedTuple):
    """How many people were counted, and by whom."""

    by_officers: int
    at_door: int

    @property
    def total(self) -> int:
        return self.by_officers + self.at_door


def headcount(event: Event) -> Headcount:
    people = dict(
        db.session.execute(
            select(Arrival.counted_by, func.sum(Arrival.people))
            .where(Arrival.event_id == event.id)
            .group_by(Arrival.counted_by)
        ).all()
    )
    for _event_id, (counted_by,), number in kept_counts(
        "event_id", with_kept_counts(event), Kept.ARRIVALS
    ):
        people[CountedBy(counted_by)] = people.get(CountedBy(counted_by), 0) + number
    return Headcount(people.get(CountedBy.STAFF, 0), people.get(CountedBy.DOOR, 0))


def last_tap(event: Event, member: StaffMember) -> Arrival | None:
    own = select(Arrival).where(Arrival.event_id == event.id, Arrival.staff_id == member.id)
    return db.session.scalar(own.order_by(Arrival.id.desc()).limit(1))
