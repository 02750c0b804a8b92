"""How many people may come: the lowest to the highest that past events say about the RSVPs of now.

Where more came than had said so, as many come again without saying so; where fewer came, the same
share comes. Who drops in does not depend on who wrote, so one ratio for all would be wrong.
"""

from collections.abc import Sequence
from math import ceil, floor
from typing import NamedTuple

from sqlalchemy import func, select

from coffeecop.db import db, now
from coffeecop.models import Event, EventStatus, Rsvp, RsvpStatus

# With fewer there is no range to speak of.
LEAST_COUNTED = 3
# The newest: how many come changes over the years.
MOST_COUNTED = 12


class CountedEvent(NamedTuple):
    """A past event: how many people had said that they may come, and how many were counted."""

    expected: int
    heads: int
    is_here: bool = False

    def heads_for(self, people: int) -> float:
        """Return how many would come if `people` may come and all else is as it was.

        As many come again without saying so; or, where fewer came than had said so, the same share.
        """
        if not people:
            return self.heads
        if self.heads < self.expected:
            return people * self.heads / self.expected
        return people + self.heads - self.expected


class ExpectedHeads(NamedTuple):
    least: int
    most: int
    # How many past events the range is from, and whether all were at this venue.
    events: int
    is_from_here: bool


def expected_heads(people: int, past: Sequence[CountedEvent]) -> ExpectedHeads | None:
    """Return the range for `people` who may come; None with too few counted events."""
    here = [each for each in past if each.is_here]
    is_from_here = len(here) >= LEAST_COUNTED
    used = here if is_from_here else past
    if len(used) < LEAST_COUNTED:
        return None
    heads = [each.heads_for(people) for each in used]
    return ExpectedHeads(floor(min(heads)), ceil(max(heads)), len(used), is_from_here)


def counted_events(event: Event) -> list[CountedEvent]:
    """Return the newest past events whose heads were counted, those at the same venue first."""
    expected = (
        select(func.coalesce(func.sum(Rsvp.party_size), 0))
        .where(Rsvp.event_id == Event.id, Rsvp.status == RsvpStatus.COMING)
        .correlate(Event)
        .scalar_subquery()
    )
    is_here = Event.venue_id == event.venue_id
    rows = db.session.execute(
        select(expected, Event.heads_counted, is_here)
        .where(
            Event.agency_id == event.agency_id,
            Event.id != event.id,
            Event.status == EventStatus.PUBLISHED,
            Event.ends_at <= now(),
            Event.heads_counted.is_not(None),
        )
        .order_by(is_here.desc(), Event.starts_at.desc(), Event.id.desc())
        .limit(MOST_COUNTED)
    )
    return [CountedEvent(*row) for row in rows]
