"""Counts of one event: RSVPs, concerns, topics and flags."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Integer, Select, cast, func, literal, null, select, union_all

from coffeecop.db import db
from coffeecop.models import Concern, ConcernTopic, Event, Kind, Phase, Rsvp, RsvpStatus, Topic
from coffeecop.models.concern_conditions import (
    asks_for_answer,
    in_event_stream,
    waits_for_answer,
)
from coffeecop.staff.queries.filters import FlagFilter, is_flagged, number


class TopicRow(NamedTuple):
    """A topic's concerns before, at and after an event; a None topic means no topic."""

    topic: Topic | None
    by_phase: dict[Phase, int]

    @property
    def total(self) -> int:
        return sum(self.by_phase.values())

    @property
    def most(self) -> int:
        return max(self.by_phase.values())


class EventCounts(NamedTuple):
    parties: int
    people: int
    concerns: int
    without_topic: int
    by_phase: dict[Phase, int]
    by_kind: dict[Kind, int]
    asked: int
    waiting: int
    # With unreviewed flags.
    flagged: int
    topic_rows: list[TopicRow]


class RsvpCounts(NamedTuple):
    parties: int
    people: int


def event_counts(event: Event, topics: Sequence[Topic]) -> EventCounts:
    by_phase = dict.fromkeys(Phase, 0)
    by_kind = dict.fromkeys(Kind, 0)
    asked = waiting = flagged = 0
    for row in db.session.execute(_counts(event)):
        by_phase[row.phase] += row.concerns
        by_kind[row.kind] += row.concerns
        asked += row.asked
        waiting += row.waiting
        flagged += row.flagged
    rows = _topic_rows(event, topics)
    return EventCounts(
        *rsvp_counts(event),
        concerns=sum(by_phase.values()),
        without_topic=rows[-1].total,
        by_phase=by_phase,
        by_kind=by_kind,
        asked=asked,
        waiting=waiting,
        flagged=flagged,
        topic_rows=[row for row in rows if row.total],
    )


def _counts(event: Event) -> Select[Any]:
    # Group by columns of a subquery: PostgreSQL does not recognize two expressions with parameters
    # as the same.
    each = (
        select(
            Concern.phase,
            Concern.kind,
            asks_for_answer().label("asks"),
            waits_for_answer().label("waits"),
            is_flagged(FlagFilter.OPEN).label("is_flagged"),
        )
        .where(Concern.event_id == event.id, in_event_stream())
        .subquery()
    )
    return select(
        each.c.phase,
        each.c.kind,
        func.count().label("concerns"),
        number(each.c.asks).label("asked"),
        number(each.c.waits).label("waiting"),
        number(each.c.is_flagged).label("flagged"),
    ).group_by(each.c.phase, each.c.kind)


def rsvp_counts(event: Event) -> RsvpCounts:
    parties, people = db.session.execute(
        select(func.count(), func.coalesce(func.sum(Rsvp.party_size), 0)).where(
            Rsvp.event_id == event.id, Rsvp.status == RsvpStatus.COMING
        )
    ).one()
    return RsvpCounts(parties, people)


def _topic_rows(event: Event, topics: Sequence[Topic]) -> list[TopicRow]:
    """Return the topics in descending order of their counts, then the row of no topic."""
    by_topic: dict[int | None, dict[Phase, int]] = defaultdict(lambda: dict.fromkeys(Phase, 0))
    for topic_id, phase, count in db.session.execute(
        select(ConcernTopic.topic_id, Concern.phase, func.count())
        .select_from(Concern)
        .outerjoin(Concern.topic_rows)
        .where(Concern.event_id == event.id, in_event_stream())
        .group_by(ConcernTopic.topic_id, Concern.phase)
    ):
        by_topic[topic_id][phase] = count
    rows = [TopicRow(topic, by_topic[topic.id]) for topic in topics]
    return [*sorted(rows, key=lambda row: -row.total), TopicRow(None, by_topic[None])]


class TopicCounts(NamedTuple):
    """Numbers of concerns by topic and event. Totals count a concern with two topics once."""

    by_topic: dict[tuple[int | None, int], int]
    totals: dict[int, int]


def topic_counts(event_ids: Collection[int]) -> TopicCounts:
    of_events = Concern.event_id.in_(event_ids), in_event_stream()
    by_topic = (
        select(literal(False), ConcernTopic.topic_id, Concern.event_id, func.count())
        .select_from(Concern)
        .outerjoin(Concern.topic_rows)
        .where(*of_events)
        .group_by(ConcernTopic.topic_id, Concern.event_id)
    )
    totals = (
        select(literal(True), cast(null(), Integer), Concern.event_id, func.count())
        .where(*of_events)
        .group_by(Concern.event_id)
    )
    counts = TopicCounts({}, {})
    for is_total, topic_id, event_id, count in db.session.execute(union_all(by_topic, totals)):
        if is_total:
            counts.totals[event_id] = count
        else:
            counts.by_topic[topic_id, event_id] = count
    return counts
