"""The map of topics by another property than the event, and which topics rose and fell."""

from collections import Counter
from dataclasses import replace
from fractions import Fraction
from typing import Any

from coffeecop.models import Concern, Kind, Language, Phase, Topic
from coffeecop.staff.concern_list.filters import language_of_text
from coffeecop.staff.summaries.counts import Share, TopicCounts, topic_counts
from coffeecop.staff.summaries.heat_map import HeatMap

# What the switch offers: what a map can be by, as the filters of concerns name it.
SWITCH = ("event", "venue", "kind", "language", "phase")
PROPERTIES: dict[str, tuple[Any, Any]] = {
    "phase": (Phase, Concern.phase),
    "kind": (Kind, Concern.kind),
    "language": (Language, language_of_text()),
}
# Of so many topics a map is read at once; the rest is a tap away.
MOST_ROWS = 10
# A topic rose or fell if so many concerns, and so large a part of the newest event, make up the
# difference: of fewer it cannot be told.
LEAST_CONCERNS, LEAST_PART = Fraction(3), Fraction(1, 10)


def by_property(chart: HeatMap, by: str) -> HeatMap:
    """Return the concerns of a map of events by something else."""
    if by == "event":
        return chart
    if by == "venue":
        counts = _venue_counts(chart)
        venues = dict.fromkeys(event.venue for event in chart.columns)
        columns = sorted(venues, key=lambda venue: -counts.totals[venue.id])
    else:
        values, column = PROPERTIES[by]
        counts = topic_counts([event.id for event in chart.columns], column)
        columns = [value for value in values if value in counts.totals]
    return replace(chart, by=by, columns=columns, counts=counts)


def _venue_counts(chart: HeatMap) -> TopicCounts:
    venue_ids = {event.id: event.venue_id for event in chart.columns}
    by_topic, totals, with_topic = Counter[Any](), Counter[Any](), Counter[Any]()
    for (topic_id, event_id), number in chart.counts.by_topic.items():
        by_topic[topic_id, venue_ids[event_id]] += number
    for event_id, number in chart.counts.totals.items():
        totals[venue_ids[event_id]] += number
    for event_id, number in chart.counts.sorted.items():
        with_topic[venue_ids[event_id]] += number
    return TopicCounts(by_topic, totals, with_topic)


def largest_rows(chart: HeatMap) -> list[Topic | None]:
    """Return the largest topics; no topic stays, since somebody has to sort that."""
    rows = chart.rows
    return [topic for place, topic in enumerate(rows) if place < MOST_ROWS or topic is None]


def changes(chart: HeatMap) -> dict[Topic | None, tuple[bool, Share]]:
    """Return the topics that rose (True) or fell at the newest event, with their shares of it."""
    if not chart.is_chart:
        return {}
    *earlier, newest = chart.columns
    of = sum(chart.column_total(event) for event in earlier)
    found: dict[Topic | None, tuple[bool, Share]] = {}
    for topic in chart.topics:
        share = chart.share(topic, newest)
        before = chart.topic_total(topic) - share.number
        difference = share.number - Fraction(before * share.of, of)
        if abs(difference) >= max(LEAST_CONCERNS, LEAST_PART * share.of):
            found[topic] = (difference > 0, share)
    return found
