"""Who chose the topics, how sure the engine was, and what staff corrected."""

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from flask import abort, g
from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import aliased

from coffeecop.db import db
from coffeecop.engine.examples import ASSIGN
from coffeecop.models import AssignedBy, Concern, ConcernTopic, Topic, TopicSuggestion
from coffeecop.models.concern.conditions import in_event_stream
from coffeecop.models.suggestions import Confidence
from coffeecop.staff.concern_list.conditions import confidence
from coffeecop.staff.summaries.counts import Share
from coffeecop.staff.summaries.heat_map import LEAST_POINTS
from coffeecop.staff.topics.queries import topic_list

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


def opened_page(opened: str | None) -> dict[str, Any]:
    if opened != "accuracy":
        return {}
    if not g.staff_member.is_admin:
        abort(403)
    listed = topic_list(g.staff_member.agency_id)
    return {
        "event_ids": listed.event_ids,
        "accuracy": accuracy(listed.event_ids, listed.topics),
        "least_points": LEAST_POINTS,
    }


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
