"""Heat map of topics by event, or by another property of their concerns, and what rose and fell."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Any, NamedTuple

from flask import url_for
from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from coffeecop.db import current_time, db
from coffeecop.models import Concern, Event, EventStatus, Kind, Language, Matter, Phase, Topic
from coffeecop.models.topics import OTHER
from coffeecop.staff.concern_list.conditions import language_of_text
from coffeecop.staff.concern_list.work import AGENCY_ID, SORT_KEY, THIS_KEY, events_of, values_of
from coffeecop.staff.summaries.counts import (
    Share,
    Subject,
    TopicCounts,
    counts_with_topics,
    topic_counts,
)

COLUMNS = 6
# With fewer points a chart shows nothing that its numbers do not.
LEAST_POINTS = 3
# Of fewer concerns at an event a share says little.
LEAST_SHADED = 10
# What a map can be by, as the filters of concerns name it.
SWITCH = ("event", "venue", "kind", "language", "phase")
PROPERTIES: dict[str, tuple[Any, Any]] = {
    "phase": (Phase, Concern.phase),
    "kind": (Kind, Concern.kind),
    "language": (Language, language_of_text()),
}
# Of so many a map is read at once; the rest is a tap away.
MOST_MATTERS, MOST_TOPICS = 3, 6
# It rose or fell if so many concerns, and so large a part of the newest event, make up the
# difference: of fewer it cannot be told.
LEAST_CONCERNS, LEAST_PART = Fraction(3), Fraction(1, 10)
MOST_CHANGES = 3


class Change(NamedTuple):
    """What rose or fell at the newest event, and its shares of that and of those before."""

    subject: Topic | Matter
    rose: bool
    newest: Share
    before: Share


class Cell(NamedTuple):
    number: int
    # Of its color.
    step: int
    # The list of its concerns; empty where there are none.
    url: str


@dataclass(frozen=True)
class HeatMap:
    """Matters and topics by event, or by another property. A cell is shaded by its share."""

    # Those with concerns: topics in the order of the list, the largest matters first.
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
    matters: Sequence[Matter] = ()

    @cached_property
    def is_chart(self) -> bool:
        return sum(bool(self.column_total(each)) for each in self.columns) >= LEAST_POINTS

    @cached_property
    def rows(self) -> list[Subject]:
        """The matters and topics with concerns, the largest first; None, no topic, comes last."""
        rows = [topic for topic in (*self.topics, None) if self.total_of(topic)]
        return [*self.matters, *sorted(rows, key=lambda row: (row is None, -self.total_of(row)))]

    @property
    def largest_rows(self) -> list[Subject]:
        """Return the largest; no topic stays, since somebody has to sort that."""
        topics = [row for row in self.rows if isinstance(row, Topic)][:MOST_TOPICS]
        rest = [None] if None in self.rows else []
        return [*self.matters[:MOST_MATTERS], *topics, *rest]

    def largest(self, most: int) -> list[Topic]:
        """Return the topics with the most concerns, without the catch-all, which tells nothing."""
        topics = (row for row in self.rows if isinstance(row, Topic))
        return [topic for topic in topics if topic.key != OTHER][:most]

    @property
    def event_ids(self) -> str:
        return "-".join(str(event.id) for event in reversed(self.events))

    @property
    def total(self) -> int:
        return sum(self.counts.totals.values())

    def share(self, row: Subject, column: Any) -> Share:
        return self.counts.share(row, key_of(column))

    def cells(self, row: Subject) -> Iterator[Cell]:
        only: dict[str, Any] = {"topic": "none"}
        if row:
            only = {"matter" if isinstance(row, Matter) else "sure": row.id}
        for column in self.columns:
            share, filters = self.share(row, column), {**self.filters(column), **only}
            yield Cell(
                share.number,
                share.step if self.is_shaded(row, column) else 0,
                url_for("staff_concerns.index", **filters) if share.number else "",
            )

    def is_shaded(self, row: Subject, column: Any) -> bool:
        is_small = self.by == "event" and self.column_total(column) < LEAST_SHADED
        return self.is_chart and row is not None and not is_small

    @cached_property
    def _totals(self) -> dict[Subject, int]:
        rows = (*self.matters, *self.topics, None)
        return {row: sum(self.share(row, each).number for each in self.columns) for row in rows}

    def total_of(self, row: Subject) -> int:
        return self._totals[row]

    def column_total(self, column: Any) -> int:
        return self.counts.totals.get(key_of(column), 0)

    def filters(self, column: Any) -> dict[str, Any]:
        return {"event": self.event_ids, self.by: key_of(column)}

    def with_event(self, coming: Event | None) -> "HeatMap":
        """Return the map with this event, also if nobody has sent anything yet."""
        is_missing = coming in self.events and coming not in self.columns
        return replace(self, columns=[*self.columns, coming]) if is_missing else self

    def by_property(self, by: str) -> "HeatMap":
        """Return the concerns of a map of events by something else."""
        if by == "event":
            return self
        if by == "venue":
            venue_ids = {event.id: event.venue_id for event in self.columns}
            counts = self.counts.grouped(venue_ids)
            venues = dict.fromkeys(event.venue for event in self.columns)
            columns = sorted(venues, key=lambda venue: -counts.totals.get(venue.id, 0))
        else:
            values, column = PROPERTIES[by]
            counts = topic_counts([event.id for event in self.events], column)
            columns = [value for value in values if value in counts.totals]
        return replace(self, by=by, columns=columns, counts=counts, matters=())

    @property
    def changes(self) -> list[Change]:
        """Return what rose and fell at the newest event, the largest difference first."""
        return sorted(self._changes(), key=lambda each: -_difference(each))[:MOST_CHANGES]

    def _changes(self) -> Iterator[Change]:
        if not self.is_chart:
            return
        *earlier, newest = self.columns
        of = sum(self.column_total(event) for event in earlier)
        rows: list[Topic | Matter] = [*self.matters, *self.topics]
        for row in rows:
            share = self.share(row, newest)
            before = Share(self.total_of(row) - share.number, of)
            change = Change(row, share.is_larger_than(before), share, before)
            if _difference(change) >= max(LEAST_CONCERNS, LEAST_PART * share.of):
                yield change


def _difference(change: Change) -> Fraction:
    """Return how many concerns more or fewer it is than at the events before."""
    expected = Fraction(change.before.number * change.newest.of, change.before.of)
    return abs(change.newest.number - expected)


def key_of(column: Any) -> Any:
    """Return what a column is counted by: the id of a row, or the value itself."""
    return getattr(column, "id", column)


# Not drafts of future events, which cannot have concerns.
IS_CHARTED = or_(Event.status != EventStatus.DRAFT, Event.starts_at <= current_time())
CHARTED = events_of(AGENCY_ID).where(IS_CHARTED).options(joinedload(Event.venue)).limit(COLUMNS + 1)
CHARTED_UNTIL = CHARTED.where(SORT_KEY <= THIS_KEY)


def heat_map(agency_id: int, *, until: Event | None, has_matters: bool = False) -> HeatMap:
    """Return the map of the events up to `until`, or up to the newest."""
    query = CHARTED_UNTIL if until else CHARTED
    own = values_of(until) if until else {"agency_id": agency_id}
    found = db.session.scalars(query, own).all()
    events = found[:COLUMNS]
    earlier_id = found[COLUMNS].id if len(found) > COLUMNS else None
    topics, matters, counts = counts_with_topics(events, has_matters=has_matters)
    columns = [event for event in reversed(events) if event.id in counts.totals]
    return HeatMap(topics, events, columns, counts, earlier_id, matters=matters)


def map_of_phases(event: Event, topics: Sequence[Topic]) -> HeatMap:
    """Return the map of one event's topics before, at and after it."""
    return HeatMap(topics, [event], [], TopicCounts()).by_property("phase")


def later_map_id(chart: HeatMap) -> int | None:
    """Return the newest event of the map after this one; None if this is the last."""
    if not chart.events:
        return None
    newest = chart.events[0]
    is_later = Event.agency_id == newest.agency_id, IS_CHARTED, SORT_KEY > THIS_KEY
    later = select(Event.id).where(*is_later).order_by(Event.starts_at, Event.id).limit(COLUMNS)
    found = db.session.scalars(later, values_of(newest)).all()
    return found[-1] if found else None
