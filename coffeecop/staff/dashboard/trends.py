"""Topic trends from event to event, and topics by venue, computed from the heat map."""

from collections.abc import Sequence
from dataclasses import dataclass

from coffeecop.models import Event, Topic, Venue
from coffeecop.staff.queries.heat_map import HeatMap
from coffeecop.staff.queries.shares import Change, Share, change


@dataclass(frozen=True)
class Trend:
    """One topic's share of each event's concerns, the oldest event first."""

    topic: Topic
    shares: list[Share]

    @property
    def change(self) -> Change:
        return change(self.shares[-1], self.shares[-2])


@dataclass(frozen=True)
class Trends:
    events: Sequence[Event]
    topics: Sequence[Trend]

    @property
    def most(self) -> float:
        """The largest share, which scales the bars."""
        return max(share.number / share.of for trend in self.topics for share in trend.shares)


@dataclass(frozen=True)
class VenueRow:
    """The concerns raised at one venue's events."""

    venue: Venue
    events: Sequence[Event]
    concerns: int
    # The most frequent topic and its count; None without topics.
    top: tuple[Topic, int] | None


def trends(chart: HeatMap) -> Trends | None:
    """Return the topics' trends; None if fewer than two events have concerns."""
    events = [event for event in reversed(chart.events) if chart.event_total(event)]
    topics = [topic for topic in chart.rows if topic]
    if len(events) < 2 or not topics:
        return None
    return Trends(
        events,
        [
            Trend(
                topic,
                [Share(chart.count(topic, event), chart.event_total(event)) for event in events],
            )
            for topic in topics
        ],
    )


def by_venue(chart: HeatMap) -> list[VenueRow]:
    """Return the venues with concerns, in descending order of their number."""
    events: dict[Venue, list[Event]] = {}
    for event in chart.events:
        events.setdefault(event.venue, []).append(event)
    rows = [_venue_row(chart, venue, held) for venue, held in events.items()]
    return sorted((row for row in rows if row.concerns), key=lambda row: -row.concerns)


def _venue_row(chart: HeatMap, venue: Venue, events: Sequence[Event]) -> VenueRow:
    counts = [(topic, sum(chart.count(topic, event) for event in events)) for topic in chart.topics]
    raised = [pair for pair in counts if pair[1]]
    return VenueRow(
        venue,
        events,
        sum(chart.event_total(event) for event in events),
        max(raised, key=lambda pair: pair[1], default=None),
    )
