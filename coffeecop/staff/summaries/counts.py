"""Counts of the concerns of one event and of topics at several, and shares of them."""

import enum
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from math import ceil
from typing import Any, NamedTuple

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Integer,
    ScalarSelect,
    Select,
    bindparam,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import load_only

from coffeecop.db import db
from coffeecop.models import Concern, ConcernTopic, Event, Kind, Language, Phase, Topic
from coffeecop.models.concern.conditions import counts_for_event, has_topic, is_to_answer
from coffeecop.models.concern.counts import States
from coffeecop.models.suggestions import is_sure
from coffeecop.staff.concern_list.conditions import FlagFilter, is_flagged, is_unsure
from coffeecop.staff.concern_list.filters import language_of_text

# Steps of color. A third of an event's concerns has the strongest: few topics have more.
STEPS = 5
STRONGEST = Fraction(1, 3)


@dataclass(frozen=True)
class Share:
    """A count out of a total; never shown as a percentage, which hides small numbers."""

    number: int
    of: int

    @property
    def step(self) -> int:
        """Return the step of color: 0 only for no concern."""
        return (
            min(STEPS, ceil(STEPS * Fraction(self.number, self.of) / STRONGEST)) if self.of else 0
        )

    @property
    def percent(self) -> float:
        """Return the length of the bar."""
        return round(100 * self.number / self.of, 1) if self.of else 0

    def is_larger_than(self, other: "Share") -> bool:
        return self.number * other.of > other.number * self.of


class TopicRow(NamedTuple):
    """A topic's concerns before, at and after an event; a None topic means no topic."""

    topic: Topic | None
    by_phase: dict[Phase, int]

    @property
    def total(self) -> int:
        return sum(self.by_phase.values())


class EventCounts(NamedTuple):
    concerns: int
    without_topic: int
    by_phase: dict[Phase, int]
    by_kind: dict[Kind, int]
    by_language: dict[Language, int]
    states: States
    # That wait for a word and are not put away.
    to_answer: int
    to_confirm: int
    # With unreviewed flags that cannot wait.
    flagged: int
    topic_rows: list[TopicRow]

    def share(self, number: int) -> Share:
        return Share(number, self.concerns)

    def share_of_phase(self, row: TopicRow, phase: Phase) -> Share:
        return Share(row.by_phase[phase], self.by_phase[phase])


# What is counted by a condition.
COUNTED = ("to_answer", "to_confirm", "flagged")


def _conditions(today: date) -> Iterable[ColumnElement[bool]]:
    return is_to_answer(today), is_unsure() & Concern.is_there(), is_flagged(FlagFilter.NOW)


def event_counts(event: Event, topics: Sequence[Topic]) -> EventCounts:
    by_phase = dict.fromkeys(Phase, 0)
    by_kind, by_language = dict.fromkeys(Kind, 0), dict.fromkeys(Language, 0)
    numbers: Counter[str] = Counter()
    counted = db.session.execute(_counts(event)).mappings().all()
    for row in counted:
        by_phase[row["phase"]] += row["concerns"]
        by_kind[row["kind"]] += row["concerns"]
        by_language[Language(row["language"])] += row["concerns"]
        numbers.update({name: row[name] for name in COUNTED})
    rows = _topic_rows(event, topics)
    return EventCounts(
        concerns=sum(by_phase.values()),
        states=States.read((row["state"], row["concerns"], row["asked"]) for row in counted),
        without_topic=rows[-1].total,
        by_phase=by_phase,
        by_kind=by_kind,
        by_language=by_language,
        topic_rows=[row for row in rows if row.total],
        **{name: numbers[name] for name in COUNTED},
    )


def _counts(event: Event) -> Select[*tuple[Any, ...]]:
    language = language_of_text().label("language")
    groups = Concern.state, Concern.phase, Concern.kind, language
    conditions = zip(COUNTED, _conditions(event.agency.today), strict=True)
    numbers = (number(condition).label(name) for name, condition in conditions)
    every = func.count().label("concerns"), func.count(Concern.asked_at).label("asked")
    of_event = Concern.event_id == event.id, counts_for_event()
    return select(*every, *groups, *numbers).where(*of_event).group_by(*groups)


def _topic_rows(event: Event, topics: Sequence[Topic]) -> list[TopicRow]:
    """Return the topics in descending order of their counts, then the row of no topic."""
    by_topic: dict[int | None, dict[Phase, int]] = defaultdict(lambda: dict.fromkeys(Phase, 0))
    for topic_id, phase, count in db.session.execute(
        select(ConcernTopic.topic_id, Concern.phase, func.count())
        .select_from(Concern)
        .outerjoin(Concern.topic_rows)
        .where(Concern.event_id == event.id, counts_for_event(), _counts_under_it())
        .group_by(ConcernTopic.topic_id, Concern.phase)
    ):
        by_topic[topic_id][phase] = count
    rows = [TopicRow(topic, by_topic[topic.id]) for topic in topics]
    return [*sorted(rows, key=lambda row: -row.total), TopicRow(None, by_topic[None])]


class CountKind(enum.IntEnum):
    BY_TOPIC = 0
    TOTAL = 1
    WITH_TOPIC = 2


class TopicCounts(NamedTuple):
    """Numbers of concerns by topic, and by event or another property.

    Totals count a concern with two topics once.
    """

    by_topic: dict[tuple[int | None, Any], int]
    totals: dict[Any, int]
    # Those with a topic that counts.
    sorted: dict[Any, int]

    def share(self, topic: Topic | None, key: Any) -> Share:
        number = self.by_topic.get((topic.id if topic else None, key), 0)
        return Share(number, self.totals.get(key, 0))

    def with_topic(self, event_id: int) -> int:
        return self.sorted.get(event_id, 0)


def topic_counts(event_ids: Collection[int], by: ColumnElement[Any] | None = None) -> TopicCounts:
    """Count by event, or by another property of the concerns of these events."""
    query = _by_event() if by is None else _by_topic_and_totals(event_ids, by)
    return _read(db.session.execute(query, {"event_ids": event_ids} if by is None else {}))


def topic_counts_at(event: Event, other_id: ScalarSelect[int]) -> TopicCounts:
    return _read(db.session.execute(_by_topic_and_totals([event.id, other_id])))


def counts_with_topics(events: Collection[Event]) -> tuple[list[Topic], TopicCounts]:
    """Return the topics that have concerns, in the order of the list, and their counts."""
    found = db.session.execute(_with_topics(), {"event_ids": [each.id for each in events]}).all()
    counts = _read(tuple(count) for *count, _topic in found)
    topics = {topic for *_, topic in found if topic}
    return sorted(topics, key=lambda topic: (topic.position, topic.id)), counts


@cache
def _by_event() -> CompoundSelect[Any]:
    return _by_topic_and_totals(bindparam("event_ids", expanding=True))


@cache
def _with_topics() -> Select[*tuple[Any, ...]]:
    counted = _by_event().subquery()
    return (
        select(counted, Topic)
        .outerjoin(Topic, Topic.id == counted.c.topic_id)
        .options(load_only(Topic.key, Topic.position, Topic.name_en, Topic.name_es))
    )


@cache
def _counts_under_it() -> ColumnElement[bool]:
    """Match a concern with a topic that is sure, or with no topic at all.

    What the computer only thinks likely counts under no topic: one of four is wrong.
    """
    return or_(ConcernTopic.topic_id.is_(None), is_sure())


def _by_topic_and_totals(
    event_ids: Collection[int | ScalarSelect[int]] | BindParameter[int],
    by: ColumnElement[Any] | None = None,
) -> CompoundSelect[Any]:
    key = Concern.event_id if by is None else by
    of_events = Concern.event_id.in_(event_ids), counts_for_event()
    by_topic = (
        select(
            literal(CountKind.BY_TOPIC).label("counted"),
            ConcernTopic.topic_id,
            key.label("key"),
            func.count().label("concerns"),
        )
        .select_from(Concern)
        .outerjoin(Concern.topic_rows)
        .where(*of_events, _counts_under_it())
        .group_by(ConcernTopic.topic_id, key)
    )
    totals = (
        select(literal(each), cast(null(), Integer), key, func.count())
        .where(*of_events, *conditions)
        .group_by(key)
        for each, conditions in (
            (CountKind.TOTAL, ()),
            (CountKind.WITH_TOPIC, (has_topic(is_sure()),)),
        )
    )
    return union_all(by_topic, *totals)


def _read(rows: Iterable[Any]) -> TopicCounts:
    counts = TopicCounts({}, {}, {})
    for counted, topic_id, key, count in rows:
        match counted:
            case CountKind.BY_TOPIC:
                counts.by_topic[topic_id, key] = count
            case CountKind.TOTAL:
                counts.totals[key] = count
            case _:
                counts.sorted[key] = count
    return counts


def number(condition: ColumnElement[bool]) -> ColumnElement[int]:
    """Return an aggregate that counts the concerns in a group that meet a condition."""
    return func.sum(case((condition, 1), else_=0))
