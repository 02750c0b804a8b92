from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coffeecop.db import CreatedAt, Model, now
from coffeecop.models.concern import Concern
from coffeecop.models.keys import AgencyId, ConcernId, EventId, StaffId, TopicId
from coffeecop.models.message import LONGEST_BODY
from coffeecop.models.topics import Topic

LONGEST_QUESTION = 200
TEXTS = ("question_en", "question_es", "answer_en", "answer_es")


class PublicAnswer(Model):
    """A question that many ask, and the department's answer for everybody, in both languages."""

    __tablename__ = "public_answers"
    __table_args__ = (
        *(CheckConstraint(f"length(trim({name})) > 0", name=f"{name}_not_blank") for name in TEXTS),
        *(
            CheckConstraint(f"length({name}) <= {LONGEST_BODY}", name=f"{name}_bounded")
            for name in ("answer_en", "answer_es")
        ),
        CheckConstraint(
            "published_at IS NULL OR question_en IS NOT NULL AND question_es IS NOT NULL "
            "AND answer_en IS NOT NULL AND answer_es IS NOT NULL",
            name="published_in_both_languages",
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


class Service(Model):
    """What the department does for people, and how to reach it."""

    __tablename__ = "services"
    __table_args__ = (
        CheckConstraint("length(trim(name_en)) > 0", name="name_en_present"),
        CheckConstraint("length(trim(name_es)) > 0", name="name_es_present"),
        *(
            CheckConstraint(f"length(trim({name})) > 0", name=f"{name}_not_blank")
            for name in ("description_en", "description_es")
        ),
        CheckConstraint(
            "phone IS NOT NULL OR url IS NOT NULL OR email IS NOT NULL", name="can_be_reached"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[AgencyId] = mapped_column(index=True)
    position: Mapped[int] = mapped_column(default=0)
    name_en: Mapped[str] = mapped_column(String(80))
    name_es: Mapped[str] = mapped_column(String(80))
    description_en: Mapped[str | None] = mapped_column(String(300))
    description_es: Mapped[str | None] = mapped_column(String(300))
    phone: Mapped[str | None] = mapped_column(String(30))
    url: Mapped[str | None] = mapped_column(String(300))
    email: Mapped[str | None] = mapped_column(String(254))
    created_at: Mapped[CreatedAt]
