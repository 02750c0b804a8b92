"""What a department says in words of its own: public answers, answers to many, states."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Select,
    String,
    Text,
    UniqueConstraint,
    func,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coffeecop.db import CreatedAt, Model, db, now
from coffeecop.models.concern import Concern
from coffeecop.models.concern.parts import LONGEST_BODY, ResidentState
from coffeecop.models.keys import (
    AgencyId,
    ConcernId,
    EventId,
    Language,
    ShownInPublic,
    StaffId,
    TopicId,
    Versioned,
)
from coffeecop.models.topics import Topic

LONGEST_QUESTION = 200
LONGEST_LABEL = 60
LONGEST_SENTENCE = 300
WORDING_TEXTS = ("label_en", "label_es", "sentence_en", "sentence_es")
TEXTS = ("question_en", "question_es", "answer_en", "answer_es")


class PublicAnswer(ShownInPublic, Versioned, Model):
    """A question that many ask, and the department's answer for everybody."""

    __tablename__ = "public_answers"
    __table_args__ = (
        *(CheckConstraint(f"length(trim({name})) > 0", name=f"{name}_not_blank") for name in TEXTS),
        *(
            CheckConstraint(f"length({name}) <= {LONGEST_BODY}", name=f"{name}_bounded")
            for name in ("answer_en", "answer_es")
        ),
        CheckConstraint(
            "published_at IS NULL OR question_en IS NOT NULL OR question_es IS NOT NULL",
            name="published_has_text",
        ),
        # A language is written whole, or not yet.
        *(
            CheckConstraint(
                f"published_at IS NULL OR (question_{each} IS NULL) = (answer_{each} IS NULL)",
                name=f"published_whole_in_{each}",
            )
            for each in ("en", "es")
        ),
        CheckConstraint(
            "(published_at IS NULL) = (published_by_id IS NULL)", name="published_has_who"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[AgencyId] = mapped_column(index=True)
    form_key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    topic_id: Mapped[TopicId | None] = mapped_column(index=True)
    question_en: Mapped[str | None] = mapped_column(String(LONGEST_QUESTION))
    question_es: Mapped[str | None] = mapped_column(String(LONGEST_QUESTION))
    answer_en: Mapped[str | None] = mapped_column(Text)
    answer_es: Mapped[str | None] = mapped_column(Text)
    published_at: Mapped[datetime | None]
    published_by_id: Mapped[StaffId | None]
    changed_at: Mapped[datetime] = mapped_column(default=now)
    created_by_id: Mapped[StaffId]
    created_at: Mapped[CreatedAt]

    topic: Mapped[Topic | None] = relationship()
    # Which asked it.
    concerns: Mapped[list[Concern]] = relationship(secondary="public_answer_concerns")

    @property
    def is_published(self) -> bool:
        return self.published_at is not None


class PublicAnswerConcern(Model):
    """A concern that asked the question of a public answer."""

    __tablename__ = "public_answer_concerns"

    answer_id: Mapped[int] = mapped_column(
        ForeignKey("public_answers.id", ondelete="CASCADE"), primary_key=True
    )
    concern_id: Mapped[ConcernId] = mapped_column(primary_key=True, index=True)


class AnswerConfirmation(Model):
    """A resident who said, before sending anything, that a public answer was the answer."""

    __tablename__ = "answer_confirmations"

    id: Mapped[int] = mapped_column(primary_key=True)
    answer_id: Mapped[int] = mapped_column(
        ForeignKey("public_answers.id", ondelete="CASCADE"), index=True
    )
    # None: on the page of all answers.
    event_id: Mapped[EventId | None] = mapped_column(index=True)
    form_key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[CreatedAt]


# More would be too many to choose from.
MOST_LISTED = 200


def published_answers(agency_id: int) -> Sequence[PublicAnswer]:
    """Return at most MOST_LISTED answers, the newest first."""
    published = (
        select(PublicAnswer)
        .where(PublicAnswer.agency_id == agency_id, PublicAnswer.published_at.is_not(None))
        .order_by(PublicAnswer.published_at.desc(), PublicAnswer.id.desc())
        .limit(MOST_LISTED)
    )
    return db.session.scalars(published).all()


def found_public_answer(event_id: int) -> Select[int]:
    """Select how often a resident found the answer while writing on this event's form."""
    return select(func.count()).where(AnswerConfirmation.event_id == event_id)


def confirmations_by_answer(answer_ids: Collection[int]) -> dict[int, int]:
    """Return by answer how many residents said so, on forms and on the page of all answers."""
    counted = (
        select(AnswerConfirmation.answer_id, func.count())
        .where(AnswerConfirmation.answer_id.in_(answer_ids))
        .group_by(AnswerConfirmation.answer_id)
    )
    return {row[0]: row[1] for row in db.session.execute(counted)}


class AnswerTemplate(Versioned, Model):
    """An answer in both languages that staff send to many."""

    __tablename__ = "answer_templates"
    __table_args__ = (
        UniqueConstraint("agency_id", "name"),
        *(
            CheckConstraint(f"length(trim({column})) > 0", name=f"{column}_present")
            for column in ("name", "body_en", "body_es")
        ),
        *(
            CheckConstraint(f"length({column}) <= {LONGEST_BODY}", name=f"{column}_bounded")
            for column in ("body_en", "body_es")
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[AgencyId]
    name: Mapped[str] = mapped_column(String(80))
    body_en: Mapped[str] = mapped_column(Text)
    body_es: Mapped[str] = mapped_column(Text)
    created_at: Mapped[CreatedAt]

    @property
    def bodies(self) -> dict[Language, str]:
        return {Language.ENGLISH: self.body_en, Language.SPANISH: self.body_es}


def templates_of(agency_id: int) -> Sequence[AnswerTemplate]:
    own = select(AnswerTemplate).where(AnswerTemplate.agency_id == agency_id)
    return db.session.scalars(own.order_by(AnswerTemplate.name)).all()


class StateWording(Versioned, Model):
    """A department's own words for a state. A state without a row has the usual words."""

    __tablename__ = "state_wordings"
    __table_args__ = tuple(
        CheckConstraint(f"length(trim({name})) > 0", name=f"{name}_not_blank")
        for name in WORDING_TEXTS
    )

    agency_id: Mapped[AgencyId] = mapped_column(primary_key=True)
    state: Mapped[ResidentState] = mapped_column(primary_key=True)
    label_en: Mapped[str] = mapped_column(String(LONGEST_LABEL))
    label_es: Mapped[str] = mapped_column(String(LONGEST_LABEL))
    # What happens next, or what it means.
    sentence_en: Mapped[str | None] = mapped_column(String(LONGEST_SENTENCE))
    sentence_es: Mapped[str | None] = mapped_column(String(LONGEST_SENTENCE))
