"""Heat map of topics by event, or by another property of their concerns."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import joinedload

from coffeecop.db import db, now
from coffeecop.models import Event, EventStatus, Topic
from coffeecop.models.topics import OTHER
from coffeecop.staff.concern_list.work import events_of, sort_key, sort_key_of
from coffeecop.staff.summaries.counts import Share, TopicCounts, counts_with_topics

COLUMNS = 6
# With fewer points a chart shows nothing that its numbers do not.
LEAST_POINTS = 3


@dataclass(frozen=True)
class HeatMap:
    """Topics by event, or by another property. A cell is shaded by its share of its column."""

    # Those with concerns, in the order of the list.
    topics: Sequence[Topic]
    # Newest first, with those that have no concerns.
    events: Sequence[Event]
    # Only with concerns. Of events the oldest comes first: time runs from left to right.
    columns: Sequence[Any]
    counts: TopicCounts
    # The newest event of the map before this one; None if this is the first.
    earlier_id: int | None = None
    # What the columns are, as the filters of concerns name it.
    by: str = "event"

    @property
    def is_chart(self) -> bool:
        return len(self.columns) >= LEAST_POINTS

    @cached_property
    def rows(self) -> list[Topic | None]:
        """The topics with concerns, the largest first; None, no topic, comes last."""
        rows = [topic for topic in (*self.topics, None) if self.topic_total(topic)]
        return sorted(rows, key=lambda topic: (topic is None, -self.topic_total(topic)))

    def largest(self, most: int) -> list[Topic]:
        """Return the topics with the most concerns, without the catch-all, which tells nothing."""
        return [topic for topic in self.rows if topic and topic.key != OTHER][:most]

    @property
    def event_ids(self) -> str:
        return "-".join(str(event.id) for event in reversed(self.events))

    @property
    def total(self) -> int:
        return sum(self.counts.totals.values())

    def share(self, topic: Topic | None, column: Any) -> Share:
        return self.counts.share(topic, key_of(column))

    def topic_total(self, topic: Topic | None) -> int:
        return sum(self.share(topic, column).number for column in self.columns)

    def column_total(self, column: Any) -> int:
        return self.counts.totals.get(key_of(column), 0)

    def filters(self, column: Any) -> dict[str, Any]:
        """Return the filters of the list of a column's concerns."""
        return {"event": self.event_ids, self.by: key_of(column)}


def key_of(column: Any) -> Any:
    """Return what a column is counted by: the id of a row, or the value itself."""
    return getattr(column, "id", column)


def heat_map(agency_id: int, *, until: Event | None) -> HeatMap:
    """Return the map of the events up to `until`, or up to the newest."""
    charted = events_of(agency_id).where(_is_charted()).options(joinedload(Event.venue))
    if until:
        charted = charted.where(sort_key() <= sort_key_of(until))
    found = db.session.scalars(charted.limit(COLUMNS + 1)).all()
    events = found[:COLUMNS]
    earlier_id = found[COLUMNS].id if len(found) > COLUMNS else None
    topics, counts = counts_with_topics(events)
    columns = [event for event in reversed(events) if event.id in counts.totals]
    return HeatMap(topics, events, columns, counts, earlier_id)


def later_map_id(chart: HeatMap) -> int | None:
    """Return the newest event of the map after this one; None if this is the last."""
    if not chart.events:
        return None
    newest = chart.events[0]
    later = db.session.scalars(
        select(Event.id)
        .where(Event.agency_id == newest.agency_id, _is_charted(), sort_key() > sort_key_of(newest))
        .order_by(Event.starts_at, Event.id)
        .limit(COLUMNS)
    ).all()
    return later[-1] if later else None


def _is_charted() -> ColumnElement[bool]:
    """Exclude drafts of future events, which cannot have concerns."""
    return or_(Event.status != EventStatus.DRAFT, Event.starts_at <= now())
