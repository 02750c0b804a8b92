"""What staff do with concerns: changes to undo, and ready answers."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coffeecop.config.labels import N_, Labelled
from coffeecop.db import CreatedAt, HasId, Model, db
from coffeecop.models.concern.parts import LONGEST_BODY, ResidentState
from coffeecop.models.keys import (
    AgencyId,
    ConcernId,
    Language,
    StaffId,
    Versioned,
    bounded,
    check,
    not_blank,
    present,
    to,
)
from coffeecop.models.staff import StaffMember


class ChangeKind(Labelled):
    """What was done to one or many concerns at once, and can be undone."""

    ASSIGNED = "assigned", N_("given to a colleague")
    DUE = "due", N_("due date")
    SNOOZED = "put_away", N_("put away")
    STATUS = "status", N_("status")
    HIDDEN = "hidden", N_("hidden")
    TOPICS = "topics", N_("topics")


class ConcernChange(HasId, Model):
    """What a staff member did to one or many concerns in one step."""

    __tablename__ = "concern_changes"
    __table_args__ = (check("undone_has_who", "(undone_at IS NULL) = (undone_by_id IS NULL)"),)

    staff_id: Mapped[StaffId] = mapped_column(index=True)
    form_key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    kind: Mapped[ChangeKind]
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[StaffId | None]
    created_at: Mapped[CreatedAt]

    staff_member: Mapped[StaffMember] = relationship(foreign_keys="ConcernChange.staff_id")
    items: Mapped[list["ConcernChangeItem"]] = relationship(
        cascade="all, delete-orphan", order_by="ConcernChangeItem.concern_id"
    )


class ConcernChangeItem(Model):
    """A concern that was changed, and the changed columns before and after; never a text."""

    __tablename__ = "concern_change_items"

    change_id: Mapped[int] = mapped_column(to("concern_changes", "CASCADE"), primary_key=True)
    concern_id: Mapped[ConcernId] = mapped_column(primary_key=True, index=True)
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    after: Mapped[dict[str, Any]] = mapped_column(JSON)


LONGEST_LABEL = 60
LONGEST_SENTENCE = 300


class AnswerTemplate(Versioned, HasId, Model):
    """An answer in both languages that staff send to many."""

    __tablename__ = "answer_templates"
    __table_args__ = (
        UniqueConstraint("agency_id", "name"),
        *present("name", "body_en", "body_es"),
        *bounded(LONGEST_BODY, "body_en", "body_es"),
    )

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
    __table_args__ = tuple(not_blank("label_en", "label_es", "sentence_en", "sentence_es"))

    agency_id: Mapped[AgencyId] = mapped_column(primary_key=True)
    state: Mapped[ResidentState] = mapped_column(primary_key=True)
    label_en: Mapped[str] = mapped_column(String(LONGEST_LABEL))
    label_es: Mapped[str] = mapped_column(String(LONGEST_LABEL))
    # What happens next, or what it means.
    sentence_en: Mapped[str | None] = mapped_column(String(LONGEST_SENTENCE))
    sentence_es: Mapped[str | None] = mapped_column(String(LONGEST_SENTENCE))
