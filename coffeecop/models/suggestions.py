"""Results of the topic engine, apart from what people entered: suggestions, mentions, vectors."""

import enum
from collections.abc import Sequence
from functools import cache

from sqlalchemy import ColumnElement, LargeBinary, String, case, exists, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coffeecop.config.labels import N_, Labelled
from coffeecop.db import CreatedAt, Model, db, execute_bulk
from coffeecop.engine.examples import ASSIGN, VERY_LIKELY
from coffeecop.models.concern import Concern
from coffeecop.models.concern.parts import AssignedBy, ConcernTopic
from coffeecop.models.event import Event
from coffeecop.models.keys import ConcernId, TopicId, check, present
from coffeecop.models.topics import Topic

# Older events are not reclassified: their counts are history.
EVENTS_RECLASSIFIED = 200
LONGEST_MENTION = 120
# Of an event, the newest: more than any event has had.
MOST_READ_FOR_MENTIONS = 2000


class Confidence(Labelled):
    """How certain a concern's topics are, most certain first; each concern has exactly one."""

    CHECKED = "checked", N_("checked by staff")
    RESIDENT = "resident", N_("chosen by the resident")
    VERY_LIKELY = "very_likely", N_("very likely, by the computer")
    LIKELY = "likely", N_("likely, by the computer")
    UNSURE = "unsure", N_("the computer is not sure")
    NOTHING = "nothing", N_("the computer found none")
    UNREAD = "unread", N_("not read by the computer yet")


def confidence_in(probability: float) -> Confidence:
    """Return the confidence of a topic assigned or suggested by the engine."""
    if probability >= VERY_LIKELY:
        return Confidence.VERY_LIKELY
    return Confidence.LIKELY if probability >= ASSIGN else Confidence.UNSURE


class TopicSuggestion(Model):
    __tablename__ = "topic_suggestions"
    __table_args__ = (check("probability_range", "probability BETWEEN 0 AND 1"),)

    concern_id: Mapped[ConcernId] = mapped_column(primary_key=True)
    topic_id: Mapped[TopicId] = mapped_column(primary_key=True, index=True)
    probability: Mapped[float]
    created_at: Mapped[CreatedAt]

    concern: Mapped[Concern] = relationship()
    topic: Mapped[Topic] = relationship()


class ConcernVector(Model):
    """Cached sentence vector of a concern's text."""

    __tablename__ = "concern_vectors"

    concern_id: Mapped[ConcernId] = mapped_column(primary_key=True)
    # Name and version; vectors of different encoders are not comparable.
    encoder: Mapped[str] = mapped_column(String(40))
    # Half-precision floats, little-endian.
    vector: Mapped[bytes] = mapped_column(LargeBinary)


class MentionKind(enum.StrEnum):
    PLACE = "place"
    ASK = "ask"


class ConcernMention(Model):
    """A place that a concern names, or what it asks for, so that those alike can be counted."""

    __tablename__ = "concern_mentions"
    __table_args__ = (*present("key", "label"),)

    concern_id: Mapped[ConcernId] = mapped_column(primary_key=True)
    kind: Mapped[MentionKind] = mapped_column(primary_key=True)
    # The same for all ways to write it.
    key: Mapped[str] = mapped_column(String(LONGEST_MENTION), primary_key=True)
    # As most people at the event write it.
    label: Mapped[str] = mapped_column(String(LONGEST_MENTION))

    concern: Mapped[Concern] = relationship()


def has_mention(kind: MentionKind, key: str) -> ColumnElement[bool]:
    own = ConcernMention.concern_id == Concern.id, ConcernMention.kind == kind
    return exists().where(*own, ConcernMention.key == key).correlate(Concern)


@cache
def is_sure() -> ColumnElement[bool]:
    """Match topics that a person chose or the engine is very sure of, joined with their concern.

    What has no probability is history under a retired topic, and counts as it did.
    """
    is_doubted = exists().where(
        TopicSuggestion.concern_id == ConcernTopic.concern_id,
        TopicSuggestion.topic_id == ConcernTopic.topic_id,
        TopicSuggestion.probability < VERY_LIKELY,
    )
    by_people = ConcernTopic.assigned_by != AssignedBy.ENGINE
    is_checked = Concern.topics_checked_at.is_not(None)
    return or_(by_people, is_checked, ~is_doubted.correlate(ConcernTopic))


@cache
def stands_for_topic() -> ColumnElement[bool]:
    """Match concerns that may be quoted for a topic; the query must have joined ConcernTopic.

    A person has checked it, or the engine is very sure, or the resident chose the topic and the
    engine agrees: residents choose quickly and see only the names of topics.
    """
    needed = case((ConcernTopic.assigned_by == AssignedBy.RESIDENT, ASSIGN), else_=VERY_LIKELY)
    is_sure = exists().where(
        TopicSuggestion.concern_id == ConcernTopic.concern_id,
        TopicSuggestion.topic_id == ConcernTopic.topic_id,
        TopicSuggestion.probability >= needed,
    )
    return Concern.topics_checked_at.is_not(None) | is_sure.correlate(Concern, ConcernTopic)


def reclassified_events(agency_id: int) -> Sequence[int]:
    """Return the newest events, whose concerns are classified anew."""
    own = select(Event.id).where(Event.agency_id == agency_id).order_by(Event.starts_at.desc())
    return db.session.scalars(own.limit(EVENTS_RECLASSIFIED)).all()


def reclassify(agency_id: int, *, event_id: int | None = None) -> None:
    """Queue unsorted concerns for classification: those of recent events, or those of one event.

    Call it in the transaction that changes what the engine learns from.
    """
    event_ids = reclassified_events(agency_id) if event_id is None else [event_id]
    # Skip rows that are locked by a colleague or by the classification; waiting for each other
    # would deadlock.
    waiting = (
        select(Concern.id)
        .where(
            Concern.event_id.in_(event_ids),
            Concern.topics_checked_at.is_(None),
            Concern.suggested_at.is_not(None),
            Concern.is_there(),
        )
        .with_for_update(skip_locked=True)
    )
    execute_bulk(update(Concern).where(Concern.id.in_(waiting)).values(suggested_at=None))


def has_pending_analysis() -> bool:
    return bool(db.session.scalar(select(exists().where(Concern.suggested_at.is_(None)))))
