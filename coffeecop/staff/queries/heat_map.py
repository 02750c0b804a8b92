"""Heat map of topics by event, and from it the trends by topic and the topics by venue."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import joinedload

from coffeecop.db import db, now
from coffeecop.models import Event, EventStatus, Topic, Venue
from coffeecop.models.topic import topics_of
from coffeecop.staff.queries.event_counts import TopicCounts, topic_counts
from coffeecop.staff.queries.events import events_of, sort_key, sort_key_of
from coffeecop.staff.queries.shares import Change, Share, change

COLUMNS = 6
TOP_TOPICS = 5


@dataclass(frozen=True)
class HeatMap:
    """Topics by event, and the ids for paging to earlier and later events."""

    topics: Sequence[Topic]
    events: Sequence[Event]
    counts: TopicCounts
    earlier_id: int | None
    later_id: int | None

    @cached_property
    def rows(self) -> list[Topic | None]:
        """The topics with concerns; None stands for no topic."""
        rows = [*self.topics, None]
        return [topic for topic in rows if self.topic_total(topic)]

    @property
    def event_ids(self) -> str:
        return "-".join(str(event.id) for event in self.events)

    @cached_property
    def most(self) -> int:
        """The largest count, which scales the colors."""
        return max(
            (self.count(topic, event) for topic in self.topics for event in self.events), default=1
        )

    @property
    def total(self) -> int:
        return sum(self.event_total(event) for event in self.events)

    def count(self, topic: Topic | None, event: Event) -> int:
        return self.counts.by_topic.get((topic.id if topic else None, event.id), 0)

    def topic_total(self, topic: Topic | None) -> int:
        return sum(self.count(topic, event) for event in self.events)

    def event_total(self, event: Event) -> int:
        return self.counts.totals.get(event.id, 0)

    def top_topics(self, events: Sequence[Event]) -> list[tuple[Topic, int]]:
        counts = [(topic, sum(self.count(topic, each) for each in events)) for topic in self.topics]
        raised = [(topic, count) for topic, count in counts if count]
        return sorted(raised, key=lambda pair: -pair[1])[:TOP_TOPICS]


def heat_map(agency_id: int, *, until: Event | None, also: Event | None) -> HeatMap:
    """Return the map of the events up to `until`; also count `also`, even if not among them."""
    events, earlier_id = _events_until(agency_id, until)
    shown = {event.id for event in (*events, also) if event}
    return HeatMap(
        topics=topics_of(agency_id),
        events=events,
        counts=topic_counts(shown),
        earlier_id=earlier_id,
        later_id=_later_id(agency_id, events[0]) if events else None,
    )


def _events_until(agency_id: int, until: Event | None) -> tuple[Sequence[Event], int | None]:
    query = events_of(agency_id).where(_is_charted()).options(joinedload(Event.venue))
    if until:
        query = query.where(sort_key() <= sort_key_of(until))
    found = db.session.scalars(query.limit(COLUMNS + 1)).all()
    earlier_id = found[COLUMNS].id if len(found) > COLUMNS else None
    return found[:COLUMNS], earlier_id


def _later_id(agency_id: int, newest: Event) -> int | None:
    """Return the newest event of the next chart; None if this is the last."""
    later = db.session.scalars(
        select(Event.id)
        .where(Event.agency_id == agency_id, _is_charted(), sort_key() > sort_key_of(newest))
        .order_by(Event.starts_at, Event.id)
        .limit(COLUMNS)
    ).all()
    return later[-1] if later else None


def _is_charted() -> ColumnElement[bool]:
    """Exclude drafts of future events, which cannot have concerns."""
    return or_(Event.status != EventStatus.DRAFT, Event.starts_at <= now())


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


def trends(chart: HeatMap) -> Trends | None:
    """Return the topics' trends; None if fewer than two events have concerns."""
    events = [event for event in reversed(chart.events) if chart.event_total(event)]
    topics = [topic for topic in chart.rows if topic]
    if len(events) < 2 or not topics:
        return None
    totals = [(event, chart.event_total(event)) for event in events]
    return Trends(
        events,
        [
            Trend(topic, [Share(chart.count(topic, event), total) for event, total in totals])
            for topic in topics
        ],
    )


@dataclass(frozen=True)
class VenueRow:
    """The concerns raised at one venue's events."""

    venue: Venue
    events: Sequence[Event]
    concerns: int
    # The most frequent topic and its count; None without topics.
    top: tuple[Topic, int] | None


def by_venue(chart: HeatMap) -> list[VenueRow]:
    """Return the venues with concerns, in descending order of their number."""
    events: dict[Venue, list[Event]] = defaultdict(list)
    for event in chart.events:
        events[event.venue].append(event)
    rows = [
        VenueRow(
            venue,
            held,
            sum(chart.event_total(event) for event in held),
            next(iter(chart.top_topics(held)), None),
        )
        for venue, held in events.items()
    ]
    return sorted((row for row in rows if row.concerns), key=lambda row: -row.concerns)
