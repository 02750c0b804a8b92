"""Topics with their numbers, what was done to them, and how sure the engine is of them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload

from coffeecop.db import db
from coffeecop.engine.examples import ASSIGN
from coffeecop.models import (
    AssignedBy,
    AuditAction,
    AuditEntry,
    Concern,
    ConcernTopic,
    Event,
    EventStatus,
    Topic,
    TopicSuggestion,
)
from coffeecop.models.concern.conditions import has_topic, in_event_stream
from coffeecop.models.suggestions import Confidence
from coffeecop.models.topics import topics_in_order, topics_in_use, topics_of
from coffeecop.staff.concern_list.conditions import confidence
from coffeecop.staff.concern_list.filters import MOST_EVENTS
from coffeecop.staff.summaries.counts import Share

ENTRIES_SHOWN = 50
CONCERNS_TO_SORT_SHOWN = 25


@dataclass(frozen=True)
class TopicList:
    """An agency's topics, with their numbers of concerns at the newest events."""

    topics: Sequence[Topic]
    counts: dict[int, int]
    event_ids: Sequence[int]

    @property
    def current(self) -> list[Topic]:
        return [topic for topic in self.topics if not topic.is_retired]

    @property
    def retired(self) -> list[Topic]:
        return [topic for topic in self.topics if topic.is_retired]


def topic_list(agency_id: int) -> TopicList:
    event_ids = db.session.scalars(
        select(Event.id)
        .where(Event.agency_id == agency_id, Event.status != EventStatus.DRAFT)
        .order_by(Event.starts_at.desc(), Event.id.desc())
        .limit(MOST_EVENTS)
    ).all()
    counts = db.session.execute(
        select(ConcernTopic.topic_id, func.count())
        .join(Concern, Concern.id == ConcernTopic.concern_id)
        .where(Concern.event_id.in_(event_ids), in_event_stream())
        .group_by(ConcernTopic.topic_id)
    )
    return TopicList(
        topics_of(agency_id), {topic_id: count for topic_id, count in counts}, event_ids
    )


def others_in_use(topic: Topic | None, agency_id: int) -> list[Topic]:
    return [each for each in topics_in_use(agency_id) if each is not topic]


def parts_of(topic: Topic) -> Sequence[Topic]:
    """Return the topics in use into which this one was split."""
    return db.session.scalars(
        topics_in_order(topic.agency_id).where(
            Topic.split_from_id == topic.id, Topic.retired_at.is_(None)
        )
    ).all()


def entries_about(topic: Topic) -> Sequence[AuditEntry]:
    """Return the topic's audit entries, newest first."""
    return db.session.scalars(
        select(AuditEntry)
        .where(
            AuditEntry.subject_table == Topic.__tablename__,
            AuditEntry.subject_id == topic.id,
            AuditEntry.agency_id == topic.agency_id,
        )
        .order_by(AuditEntry.id.desc())
        .limit(ENTRIES_SHOWN)
        .options(joinedload(AuditEntry.staff_member))
    ).all()


def latest_entry(topic: Topic) -> AuditEntry | None:
    """Return the newest audit entry about the topic itself, not its facts."""
    others = (
        each for each in entries_about(topic) if each.action != AuditAction.TOPIC_NOTE_CHANGED
    )
    return next(others, None)


class Numbers(NamedTuple):
    """How many concerns have a topic, and to how many of them people gave it."""

    concerns: int
    by_people: int


def numbers_of(topic: Topic) -> Numbers:
    has_it = _concerns_with(topic, ConcernTopic.topic_id == topic.id)
    counts = (each.with_only_columns(func.count()) for each in (has_it, _to_sort(topic)))
    return Numbers(*db.session.execute(select(*(each.scalar_subquery() for each in counts))).one())


def concerns_to_sort(topic: Topic) -> tuple[Sequence[Concern], bool]:
    """Return the newest concerns to which people gave this topic, and whether there are more."""
    found = db.session.scalars(
        _to_sort(topic)
        .order_by(Concern.id.desc())
        .limit(CONCERNS_TO_SORT_SHOWN + 1)
        .options(
            contains_eager(Concern.event),
            selectinload(Concern.topic_rows).joinedload(ConcernTopic.topic),
        )
    ).all()
    return found[:CONCERNS_TO_SORT_SHOWN], len(found) > CONCERNS_TO_SORT_SHOWN


def concern_to_sort(topic: Topic, concern_id: int) -> Concern | None:
    return db.session.scalars(
        _to_sort(topic).where(Concern.id == concern_id).options(contains_eager(Concern.event))
    ).one_or_none()


def _to_sort(topic: Topic) -> Select[Concern]:
    own = ConcernTopic.topic_id == topic.id
    return _concerns_with(topic, own, ConcernTopic.assigned_by != AssignedBy.ENGINE)


def _concerns_with(topic: Topic, *conditions: ColumnElement[bool]) -> Select[Concern]:
    return (
        select(Concern)
        .join(Concern.event)
        .where(Event.agency_id == topic.agency_id, in_event_stream(), has_topic(*conditions))
    )


MOST_SHOWN = 10
Assigned, Replacement = aliased(ConcernTopic), aliased(ConcernTopic)


class Accuracy(NamedTuple):
    by_confidence: dict[Confidence, Share]
    # The most frequent corrections, with their numbers of concerns: engine topics that staff
    # removed, and their replacements; None if there was none.
    replaced: Sequence[tuple[Topic, Topic | None, int]]
    added: Sequence[tuple[Topic, int]]


def accuracy(event_ids: Collection[int], topics: Sequence[Topic]) -> Accuracy:
    by_id = {topic.id: topic for topic in topics}
    of_events = (Concern.event_id.in_(event_ids), in_event_stream())
    return Accuracy(
        _by_confidence(of_events),
        [
            (by_id[suggested], by_id.get(replacement), concerns)
            for suggested, replacement, concerns in db.session.execute(_replaced(of_events))
        ],
        [(by_id[topic], concerns) for topic, concerns in db.session.execute(_added(of_events))],
    )


def _by_confidence(of_events: tuple[ColumnElement[bool], ...]) -> dict[Confidence, Share]:
    # Group by a column of a subquery: PostgreSQL does not recognize two expressions with
    # parameters as the same.
    each = select(confidence().label("confidence")).where(*of_events).subquery()
    counts: dict[str, int] = dict(
        db.session.execute(
            select(each.c.confidence, func.count()).group_by(each.c.confidence)
        ).all()
    )
    total = sum(counts.values())
    return {value: Share(counts[value], total) for value in Confidence if value in counts}


def _replaced(of_events: tuple[ColumnElement[bool], ...]) -> Select[int, int, int]:
    is_still_assigned = exists().where(
        Assigned.concern_id == TopicSuggestion.concern_id,
        Assigned.topic_id == TopicSuggestion.topic_id,
    )
    number = func.count()
    return (
        select(TopicSuggestion.topic_id, Replacement.topic_id, number)
        .join(Concern, Concern.id == TopicSuggestion.concern_id)
        .outerjoin(Replacement, Replacement.concern_id == Concern.id)
        .where(
            *of_events,
            Concern.topics_checked_at.is_not(None),
            TopicSuggestion.probability >= ASSIGN,
            ~is_still_assigned,
        )
        .group_by(TopicSuggestion.topic_id, Replacement.topic_id)
        .order_by(number.desc(), TopicSuggestion.topic_id, Replacement.topic_id)
        .limit(MOST_SHOWN)
    )


def _added(of_events: tuple[ColumnElement[bool], ...]) -> Select[int, int]:
    number = func.count()
    return (
        select(ConcernTopic.topic_id, number)
        .join(Concern, Concern.id == ConcernTopic.concern_id)
        .where(*of_events, ConcernTopic.assigned_by == AssignedBy.STAFF)
        .group_by(ConcernTopic.topic_id)
        .order_by(number.desc(), ConcernTopic.topic_id)
        .limit(MOST_SHOWN)
    )
