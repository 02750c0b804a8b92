"""Results of the topic engine, apart from what people entered: suggestions, mentions, themes."""

import enum
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    LargeBinary,
    String,
    and_,
    case,
    exists,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coffeecop.db import CreatedAt, Model, db, execute_bulk, now
from coffeecop.engine.examples import ASSIGN, VERY_LIKELY
from coffeecop.models.concern import Concern
from coffeecop.models.concern.parts import AssignedBy, ConcernTopic
from coffeecop.models.event import Event
from coffeecop.models.keys import AgencyId, ConcernId, EventId, StaffId, TopicId
from coffeecop.models.staff import StaffMember
from coffeecop.models.topics import Topic

# Older events are not reclassified: their counts are history.
EVENTS_RECLASSIFIED = 200
# Of an event, the newest: few enough for a quadratic comparison.
MOST_SEARCHED_FOR_THEMES = 2000
LONGEST_MENTION, LONGEST_PHRASE = 120, 60
# Of an event, the newest: more than any event has had.
MOST_READ_FOR_MENTIONS = 2000


class Confidence(enum.StrEnum):
    """How certain a concern's topics are, most certain first; each concern has exactly one."""

    CHECKED = "checked"
    RESIDENT = "resident"
    VERY_LIKELY = "very_likely"
    LIKELY = "likely"
    UNSURE = "unsure"
    NOTHING = "nothing"
    UNREAD = "unread"


def confidence_in(probability: float) -> Confidence:
    """Return the confidence of a topic assigned or suggested by the engine."""
    if probability >= VERY_LIKELY:
        return Confidence.VERY_LIKELY
    return Confidence.LIKELY if probability >= ASSIGN else Confidence.UNSURE


class TopicSuggestion(Model):
    __tablename__ = "topic_suggestions"
    __table_args__ = (CheckConstraint("probability BETWEEN 0 AND 1", name="probability_range"),)

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


class TopicQuote(Model):
    """A representative concern of a topic at an event; rank 0 is the most representative."""

    __tablename__ = "topic_quotes"
    __table_args__ = (CheckConstraint("rank >= 0", name="rank_counted"),)

    event_id: Mapped[EventId] = mapped_column(primary_key=True)
    topic_id: Mapped[int] = mapped_column(
        ForeignKey("topics.id", ondelete="CASCADE"), primary_key=True
    )
    concern_id: Mapped[ConcernId] = mapped_column(primary_key=True, index=True)
    rank: Mapped[int]

    concern: Mapped[Concern] = relationship()


class MentionKind(enum.StrEnum):
    PLACE = "place"
    ASK = "ask"


class ConcernMention(Model):
    """A place that a concern names, or what it asks for, so that those alike can be counted."""

    __tablename__ = "concern_mentions"
    __table_args__ = (
        CheckConstraint("length(trim(key)) > 0", name="key_present"),
        CheckConstraint("length(trim(label)) > 0", name="label_present"),
    )

    concern_id: Mapped[ConcernId] = mapped_column(primary_key=True)
    kind: Mapped[MentionKind] = mapped_column(primary_key=True)
    # The same for all ways to write it.
    key: Mapped[str] = mapped_column(String(LONGEST_MENTION), primary_key=True)
    # As most people at the event write it.
    label: Mapped[str] = mapped_column(String(LONGEST_MENTION))

    concern: Mapped[Concern] = relationship()


def has_mention(kind: MentionKind, key: str) -> ColumnElement[bool]:
    """Match concerns that name this place or ask for this."""
    own = ConcernMention.concern_id == Concern.id, ConcernMention.kind == kind
    return exists().where(*own, ConcernMention.key == key).correlate(Concern)


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
        )
        .with_for_update(skip_locked=True)
    )
    execute_bulk(update(Concern).where(Concern.id.in_(waiting)).values(suggested_at=None))


def has_pending_analysis() -> bool:
    """Return whether the topic engine has anything to do."""
    concern = exists().where(Concern.suggested_at.is_(None))
    event = exists().where(has_stale_themes())
    return bool(db.session.scalar(select(or_(concern, event))))


def has_stale_themes() -> ColumnElement[bool]:
    """Match events with concerns that were classified since the last clustering."""
    return and_(
        Event.themes_found_at.is_(None),
        exists().where(Concern.event_id == Event.id).correlate(Event),
    )


class ThemeStatus(enum.StrEnum):
    PROPOSED = "proposed"
    SIGNED_OFF = "signed_off"
    DISMISSED = "dismissed"
    MADE_TOPIC = "made_topic"


class ThemeConcern(Model):
    """A concern in a theme. At each event, the one with the lowest rank is quoted."""

    __tablename__ = "theme_concerns"
    __table_args__ = (CheckConstraint("rank >= 0", name="rank_counted"),)

    # A concern is in one theme at most.
    concern_id: Mapped[ConcernId] = mapped_column(primary_key=True)
    theme_id: Mapped[int] = mapped_column(ForeignKey("themes.id", ondelete="CASCADE"), index=True)
    rank: Mapped[int]
    added_at: Mapped[CreatedAt]

    concern: Mapped[Concern] = relationship()
    theme: Mapped["Theme"] = relationship(back_populates="concern_rows")


class Theme(Model):
    """A subject shared by several concerns that no topic covers; proposed until staff decide.

    What was shown stays: it only grows, until a person decides. It keeps its id when clustering
    finds it again, at the same event or a later one.
    """

    __tablename__ = "themes"
    __table_args__ = (
        CheckConstraint("length(trim(phrase_en)) > 0", name="phrase_en_not_blank"),
        CheckConstraint("length(trim(phrase_es)) > 0", name="phrase_es_not_blank"),
        CheckConstraint("length(trim(name)) > 0", name="name_not_blank"),
        CheckConstraint(
            "(decided_at IS NULL) = (decided_by_id IS NULL) "
            "AND (decided_at IS NULL) = (status = 'proposed')",
            name="decided_has_who_and_when",
        ),
        CheckConstraint(
            "(status = 'made_topic') = (topic_id IS NOT NULL)", name="made_topic_has_topic"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[AgencyId] = mapped_column(index=True)
    # What its concerns say, in each language in which there are any.
    phrase_en: Mapped[str | None] = mapped_column(String(LONGEST_PHRASE))
    phrase_es: Mapped[str | None] = mapped_column(String(LONGEST_PHRASE))
    # The name given by staff; None: the phrase is shown.
    name: Mapped[str | None] = mapped_column(String(60))
    status: Mapped[ThemeStatus] = mapped_column(default=ThemeStatus.PROPOSED)
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[StaffId | None]
    topic_id: Mapped[TopicId | None]
    created_at: Mapped[CreatedAt]

    decided_by: Mapped[StaffMember | None] = relationship()
    topic: Mapped[Topic | None] = relationship()
    concern_rows: Mapped[list["ThemeConcern"]] = relationship(
        cascade="all, delete-orphan", back_populates="theme", order_by="ThemeConcern.rank"
    )

    @property
    def phrase(self) -> str | None:
        return self.phrase_en or self.phrase_es

    @property
    def label(self) -> str:
        return self.name or self.phrase or "…"

    @property
    def is_proposed(self) -> bool:
        return self.status is ThemeStatus.PROPOSED

    def sign_off(self, *, by: StaffMember) -> None:
        self._decide(ThemeStatus.SIGNED_OFF, by)

    def dismiss(self, *, by: StaffMember) -> None:
        self._decide(ThemeStatus.DISMISSED, by)

    def reopen(self) -> None:
        """Undo a decision: the theme is proposed again."""
        self.status = ThemeStatus.PROPOSED
        self.decided_at = self.decided_by = None

    def make_topic(self, topic: Topic, *, by: StaffMember) -> None:
        self._decide(ThemeStatus.MADE_TOPIC, by)
        self.topic = topic

    def _decide(self, status: ThemeStatus, by: StaffMember) -> None:
        self.status = status
        self.decided_at = now()
        self.decided_by = by
