"""What a department says in words of its own: ready answers, and how far a concern is."""

from collections.abc import Sequence

from sqlalchemy import CheckConstraint, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from coffeecop.db import CreatedAt, Model, db
from coffeecop.models.concern.parts import LONGEST_BODY, ResidentState
from coffeecop.models.keys import AgencyId, Language, Versioned

LONGEST_LABEL = 60
LONGEST_SENTENCE = 300
WORDING_TEXTS = ("label_en", "label_es", "sentence_en", "sentence_es")


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
