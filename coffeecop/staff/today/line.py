"""For how long, and with which words to tap, Today asks what an officer heard at the last event."""

from datetime import timedelta

from coffeecop.db import now
from coffeecop.models import Event
from coffeecop.models.checklist import Checklist
from coffeecop.staff.summaries.groups import Group, groups_of
from coffeecop.staff.summaries.heat_map import HeatMap

ASKED_FOR = timedelta(days=14)
MOST_CHIPS = 4


def heard_at(last: Checklist | None) -> Event | None:
    """Return the event about which staff may still be asked."""
    return last.event if last and now() < last.event.ends_at + ASKED_FOR else None


def chips_of(event: Event, chart: HeatMap) -> list[Group]:
    """Return the largest groups of an event's concerns."""
    return groups_of(event, chart.topics, total=chart.column_total(event))[:MOST_CHIPS]
