"""Counts of the concerns of one event and of topics at several, and shares of them."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cache, lru_cache
from math import ceil
from typing import Any, NamedTuple, Self

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Integer,
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
from coffeecop.models import (
    Concern,
    ConcernTopic,
    Event,
    Kind,
    Language,
    Matter,
    MatterConcern,
    Topic,
)
from coffeecop.models.concern.conditions import counts_for_event, has_topic, is_to_answer
from coffeecop.models.concern.counts import States
from coffeecop.models.suggestions import is_sure
from coffeecop.staff.concern_list.conditions import (
    FlagFilter,
    is_flagged,
    is_unsure,
    language_of_text,
)

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


class EventCounts(NamedTuple):
    concerns: int
    by_kind: dict[Kind, int]
    by_language: dict[Language, int]
    states: States
    # That wait for a word and are not put away.
    to_answer: int
    to_confirm: int
    # With unreviewed flags that cannot wait.
    flagged: int

    def share(self, number: int) -> Share:
        return Share(number, self.concerns)


# What is counted by a condition.
COUNTED = ("to_answer", "to_confirm", "flagged")


def _conditions(today: date) -> Iterable[ColumnElement[bool]]:
    return is_to_answer(today), is_unsure() & Concern.is_there(), is_flagged(FlagFilter.NOW)


def event_counts(event: Event) -> EventCounts:
    by_kind, by_language = dict.fromkeys(Kind, 0), dict.fromkeys(Language, 0)
    numbers: Counter[str] = Counter()
    query = _counts(event.agency.today)
    counted = db.session.execute(query, {"event_id": event.id}).mappings().all()
    for row in counted:
        by_kind[row["kind"]] += row["concerns"]
        by_language[Language(row["language"])] += row["concerns"]
        numbers.update({name: row[name] for name in COUNTED})
    return EventCounts(
        concerns=sum(by_kind.values()),
        states=States.read((row["state"], row["concerns"], row["asked"]) for row in counted),
        by_kind=by_kind,
        by_language=by_language,
        **{name: numbers[name] for name in COUNTED},
    )


@lru_cache(maxsize=8)
def _counts(today: date) -> Select[*tuple[Any, ...]]:
    language = language_of_text().label("language")
    groups = Concern.state, Concern.kind, language
    conditions = zip(COUNTED, _conditions(today), strict=True)
    numbers = (number(condition).label(name) for name, condition in conditions)
    every = func.count().label("concerns"), func.count(Concern.asked_at).label("asked")
    of_event = Concern.event_id == bindparam("event_id"), counts_for_event()
    return select(*every, *groups, *numbers).where(*of_event).group_by(*groups)


# A row of a map; None: no topic.
Subject = Topic | Matter | None


@dataclass(frozen=True)
class TopicCounts:
    """Numbers of concerns by topic, by matter, and by event or another property.

    Totals count a concern with two topics once.
    """

    by_topic: Counter[tuple[int | None, Any]] = field(default_factory=Counter)
    by_matter: Counter[tuple[int | None, Any]] = field(default_factory=Counter)
    totals: Counter[Any] = field(default_factory=Counter)
    # Those with a topic that counts.
    with_topic: Counter[Any] = field(default_factory=Counter)

    @classmethod
    def read(cls, rows: Iterable[Any]) -> Self:
        counts = cls()
        for name, subject_id, key, number in rows:
            is_by_subject = name.startswith("by_")
            getattr(counts, name)[(subject_id, key) if is_by_subject else key] += number
        return counts

    def share(self, subject: Subject, key: Any) -> Share:
        counted = self.by_matter if isinstance(subject, Matter) else self.by_topic
        return Share(counted[subject.id if subject else None, key], self.totals[key])

    def grouped(self, keys: Mapping[Any, Any]) -> "TopicCounts":
        topics = [("by_topic", each, keys[key], n) for (each, key), n in self.by_topic.items()]
        totals = [("totals", None, keys[key], n) for key, n in self.totals.items()]
        return TopicCounts.read([*topics, *totals])


def topic_counts(event_ids: Collection[int], by: Any = Concern.event_id) -> TopicCounts:
    """Count by event, or by another property of the concerns of these events."""
    return TopicCounts.read(db.session.execute(_by(by), {"event_ids": event_ids}))


def counts_with_topics(
    events: Collection[Event], *, has_matters: bool
) -> tuple[list[Topic], list[Matter], TopicCounts]:
    """Return the topics and matters that have concerns, in their order, and their counts."""
    event_ids = {"event_ids": [each.id for each in events]}
    found = db.session.execute(_with_topics(has_matters), event_ids).all()
    topics = {row.Topic for row in found if row.Topic}
    matters: Counter[Matter] = Counter()
    for row in found:
        if has_matters and row.Matter:
            matters[row.Matter] += row.concerns
    ordered = sorted(topics, key=lambda topic: (topic.position, topic.id))
    largest = sorted(matters, key=lambda matter: (-matters[matter], matter.id))
    return ordered, largest, TopicCounts.read(row[:4] for row in found)


@cache
def _by(column: Any) -> CompoundSelect[Any]:
    return union_all(*_counted(bindparam("event_ids", expanding=True), column))


@cache
def _with_topics(has_matters: bool) -> Select[*tuple[Any, ...]]:
    event_ids: BindParameter[int] = bindparam("event_ids", expanding=True)
    by_matter = [_by_matter(event_ids)] if has_matters else []
    counted = union_all(*_counted(event_ids, Concern.event_id), *by_matter).subquery()
    is_matter = counted.c.counted == "by_matter"
    shown = load_only(Topic.key, Topic.position, Topic.name_en, Topic.name_es)
    of_topic = (Topic.id == counted.c.subject_id) & ~is_matter
    query = select(counted, Topic).outerjoin(Topic, of_topic).options(shown)
    of_matter = (Matter.id == counted.c.subject_id) & is_matter
    return query.add_columns(Matter).outerjoin(Matter, of_matter) if has_matters else query


@cache
def _counts_under_it() -> ColumnElement[bool]:
    """Match a concern with a topic that is sure, or with no topic at all.

    What the computer only thinks likely counts under no topic: one of four is wrong.
    """
    return or_(ConcernTopic.topic_id.is_(None), is_sure())


def _counted(event_ids: BindParameter[int], key: Any) -> Iterator[Select[*tuple[Any, ...]]]:
    """Yield how many concerns are under each topic, how many there are, and how many have any."""
    of_events = Concern.event_id.in_(event_ids), counts_for_event()
    yield (
        select(
            literal("by_topic").label("counted"),
            ConcernTopic.topic_id.label("subject_id"),
            key.label("key"),
            func.count().label("concerns"),
        )
        .select_from(Concern)
        .outerjoin(Concern.topic_rows)
        .where(*of_events, _counts_under_it())
        .group_by(ConcernTopic.topic_id, key)
    )
    for each, conditions in (("totals", ()), ("with_topic", (has_topic(is_sure()),))):
        total = select(literal(each), cast(null(), Integer), key, func.count())
        yield total.where(*of_events, *conditions).group_by(key)


def _by_matter(event_ids: BindParameter[int]) -> Select[*tuple[Any, ...]]:
    return (
        select(literal("by_matter"), MatterConcern.matter_id, Concern.event_id, func.count())
        .join(Concern, Concern.id == MatterConcern.concern_id)
        .where(MatterConcern.belongs, Concern.event_id.in_(event_ids), counts_for_event())
        .group_by(MatterConcern.matter_id, Concern.event_id)
    )


def number(condition: ColumnElement[bool]) -> ColumnElement[int]:
    """Return an aggregate that counts the concerns in a group that meet a condition."""
    return func.sum(case((condition, 1), else_=0))
