"""The next event and the last one, each with its checklist, of one statement."""

from typing import NamedTuple

from sqlalchemy import func, or_

from coffeecop.models import Event, EventStatus
from coffeecop.models.checklist import (
    Checklist,
    checklists,
)
from coffeecop.models.event import last_event_id, soonest_event_id


class NextAndLast(NamedTuple):
    """A draft is next only if nothing is published. The last one is told for 30 days."""

    next: Checklist | None
    last: Checklist | None

    @property
    def upcoming(self) -> Event | None:
        """The published event that is next or happens now."""
        return self.next.event if self.next and self.next.event.is_published else None


def next_and_last(agency_id: int) -> NextAndLast:
    published = soonest_event_id(agency_id, Event.status == EventStatus.PUBLISHED)
    next_id = func.coalesce(published, soonest_event_id(agency_id))
    found = checklists(or_(Event.id == next_id, Event.id == last_event_id(agency_id)))
    by_time = {each.event.is_over: each for each in found}
    return NextAndLast(by_time.get(False), by_time.get(True))
