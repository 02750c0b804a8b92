"""Public answers with how often they were asked and helped, and questions that have none yet."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import exists, func, select
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from coffeecop.db import db
from coffeecop.models import (
    Concern,
    ConcernTopic,
    Event,
    Kind,
    PublicAnswer,
    PublicAnswerConcern,
    Topic,
)
from coffeecop.models.answers import confirmations_by_answer
from coffeecop.models.concern.conditions import in_event_stream
from coffeecop.models.concern.counts import Kept, kept_counts

# One person who asks is answered in the thread.
FEWEST_ASKED = 2
MOST_ASKED = 5
# Concerns that are linked to an answer at once.
MOST_SOURCES = 60


class ListedAnswer(NamedTuple):
    """An answer, in how many concerns it was asked, and how many residents it helped."""

    answer: PublicAnswer
    asked: int
    helped: int


class Asked(NamedTuple):
    """A topic with questions that no public answer is linked to."""

    topic: Topic
    questions: int


def listed_answers(agency_id: int) -> list[ListedAnswer]:
    """Return all answers, drafts first, then the newest."""
    own = (
        select(PublicAnswer)
        .where(PublicAnswer.agency_id == agency_id)
        .order_by(
            PublicAnswer.published_at.is_not(None),
            PublicAnswer.changed_at.desc(),
            PublicAnswer.id.desc(),
        )
        .options(joinedload(PublicAnswer.topic))
    )
    answers = db.session.scalars(own).all()
    ids = [answer.id for answer in answers]
    helped = confirmations_by_answer(ids)
    counted = (
        select(PublicAnswerConcern.answer_id, func.count())
        .join(Concern, Concern.id == PublicAnswerConcern.concern_id)
        .where(PublicAnswerConcern.answer_id.in_(ids), in_event_stream())
        .group_by(PublicAnswerConcern.answer_id)
    )
    asked = {row[0]: row[1] for row in db.session.execute(counted)}
    for answer_id, _key, number in kept_counts("answer_id", ids, Kept.ASKED):
        asked[answer_id] = asked.get(answer_id, 0) + number
    return [ListedAnswer(each, asked.get(each.id, 0), helped.get(each.id, 0)) for each in answers]


def questions_many_ask(agency_id: int) -> list[Asked]:
    """Return topics with several questions without a public answer, largest first."""
    by_topic = _counted(ConcernTopic.topic_id, ConcernTopic.concern_id, agency_id)
    topics = select(Topic).where(Topic.id.in_(by_topic), Topic.retired_at.is_(None))
    found = [Asked(topic, by_topic[topic.id]) for topic in db.session.scalars(topics)]
    return sorted(found, key=lambda asked: -asked.questions)[:MOST_ASKED]


def questions_about(agency_id: int, *, topic: Topic | None) -> Sequence[int]:
    """Return the ids of questions of a topic without a public answer, newest first."""
    if not topic:
        return []
    link, condition = ConcernTopic.concern_id, ConcernTopic.topic_id == topic.id
    newest = _unanswered(select(link), link, agency_id).where(condition).order_by(link.desc())
    return db.session.scalars(newest.limit(MOST_SOURCES)).all()


def source_ids(answer: PublicAnswer) -> list[int]:
    """Return the ids of the concerns that asked, the newest first."""
    linked = select(PublicAnswerConcern.concern_id).where(
        PublicAnswerConcern.answer_id == answer.id
    )
    newest = linked.order_by(PublicAnswerConcern.concern_id.desc()).limit(MOST_SOURCES)
    return list(db.session.scalars(newest))


def _counted(
    group: InstrumentedAttribute[int], concern_id: InstrumentedAttribute[int], agency_id: int
) -> dict[int, int]:
    """Return the numbers of questions by topic, those that are few left out."""
    size = func.count()
    counted = _unanswered(select(group, size), concern_id, agency_id)
    many = counted.group_by(group).having(size >= FEWEST_ASKED)
    return {row[0]: row[1] for row in db.session.execute(many)}


def _unanswered(wanted: Any, concern_id: InstrumentedAttribute[int], agency_id: int) -> Any:
    """Join questions that count and have no public answer."""
    has_answer = exists().where(PublicAnswerConcern.concern_id == Concern.id)
    return (
        wanted.join(Concern, Concern.id == concern_id)
        .join(Concern.event)
        .where(
            Event.agency_id == agency_id,
            Concern.kind == Kind.QUESTION,
            in_event_stream(),
            ~has_answer.correlate(Concern),
        )
    )
