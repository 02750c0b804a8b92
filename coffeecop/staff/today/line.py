"""For how long, and with which words to tap, Today asks what an officer heard at the last event."""

from collections.abc import Sequence
from datetime import timedelta

from coffeecop.db import now
from coffeecop.models import Event
from coffeecop.models.checklist import Checklist
from coffeecop.models.topics import OTHER
from coffeecop.staff.summaries.heat_map import HeatMap
from coffeecop.staff.summaries.quotes import Subject
from coffeecop.staff.summaries.summary import themes_of

ASKED_FOR = timedelta(days=14)
# They fit in two rows on a phone.
MOST_CHIPS = 4


def heard_at(last: Checklist | None) -> Event | None:
    """Return the event about which staff may still be asked."""
    return last.event if last and now() < last.event.ends_at + ASKED_FOR else None


def chips_of(event: Event, chart: HeatMap) -> Sequence[Subject]:
    """Return the largest topics and themes of an event, as far as they have names."""
    # The catch-all topic tells nothing.
    topics = [topic for topic in chart.topics if topic.key != OTHER]
    sizes: dict[Subject, int] = {topic: chart.share(topic, event).number for topic in topics}
    sizes |= {each.theme: each.concerns for each in themes_of(event) if each.theme.name}
    raised = [subject for subject, size in sizes.items() if size]
    return sorted(raised, key=lambda subject: -sizes[subject])[:MOST_CHIPS]
