"""Corrections of engine assignments by staff."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import and_, exists, func, select
from sqlalchemy.orm import aliased

from coffeecop.db import db
from coffeecop.engine.confidence import ASSIGN
from coffeecop.models import AssignedBy, Concern, ConcernTopic, Event, Topic, TopicSuggestion
from coffeecop.models.concern import in_event_stream

MOST_SHOWN = 10


class Replaced(NamedTuple):
    """An engine topic that staff removed, and its replacement; None if there was none."""

    suggested: Topic
    replacement: Topic | None
    concerns: int


class Added(NamedTuple):
    topic: Topic
    concerns: int


@dataclass(frozen=True)
class Corrections:
    """The most frequent corrections at one event."""

    replaced: Sequence[Replaced]
    added: Sequence[Added]


def corrections(event: Event, topics: Sequence[Topic]) -> Corrections:
    by_id = {topic.id: topic for topic in topics}
    return Corrections(
        [
            Replaced(by_id[suggested], by_id[replacement] if replacement else None, concerns)
            for suggested, replacement, concerns in _replaced(event)
        ],
        [Added(by_id[topic_id], concerns) for topic_id, concerns in _added(event)],
    )


def _replaced(event: Event) -> Sequence[tuple[int, int | None, int]]:
    assigned, replacement = aliased(ConcernTopic), aliased(ConcernTopic)
    is_still_assigned = exists().where(
        assigned.concern_id == TopicSuggestion.concern_id,
        assigned.topic_id == TopicSuggestion.topic_id,
    )
    number = func.count()
    found = db.session.execute(
        select(TopicSuggestion.topic_id, replacement.topic_id, number)
        .join(Concern, Concern.id == TopicSuggestion.concern_id)
        .outerjoin(replacement, replacement.concern_id == Concern.id)
        .where(
            Concern.event_id == event.id,
            in_event_stream(),
            Concern.topics_checked_at.is_not(None),
            TopicSuggestion.probability >= ASSIGN,
            ~is_still_assigned,
        )
        .group_by(TopicSuggestion.topic_id, replacement.topic_id)
        .order_by(number.desc(), TopicSuggestion.topic_id, replacement.topic_id)
        .limit(MOST_SHOWN)
    )
    return [(suggested, topic_id, concerns) for suggested, topic_id, concerns in found]


def _added(event: Event) -> Sequence[tuple[int, int]]:
    number = func.count()
    found = db.session.execute(
        select(ConcernTopic.topic_id, number)
        .join(
            Concern,
            and_(Concern.id == ConcernTopic.concern_id, Concern.event_id == event.id),
        )
        .where(in_event_stream(), ConcernTopic.assigned_by == AssignedBy.STAFF)
        .group_by(ConcernTopic.topic_id)
        .order_by(number.desc(), ConcernTopic.topic_id)
        .limit(MOST_SHOWN)
    )
    return [(topic_id, concerns) for topic_id, concerns in found]
