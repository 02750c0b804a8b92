"""Topics with their numbers, and what was done to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from coffeecop.db import db
from coffeecop.models import (
    AssignedBy,
    AuditAction,
    AuditEntry,
    Concern,
    ConcernTopic,
    Event,
    EventStatus,
    Topic,
)
from coffeecop.models.concern.conditions import has_topic, in_event_stream
from coffeecop.models.topics import topics_in_order, topics_in_use, topics_of
from coffeecop.staff.concern_list.filters import MOST_EVENTS

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
