"""What a department keeps lists of in its settings: services, shares, answers, own words."""

import enum
from collections.abc import Sequence

from sqlalchemy import CheckConstraint, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from coffeecop.db import CreatedAt, Model, db
from coffeecop.models.concern_parts import LONGEST_BODY, ResidentState
from coffeecop.models.conflicts import Versioned
from coffeecop.models.keys import AgencyId, Language

LONGEST_LABEL = 60
LONGEST_SENTENCE = 300
WORDING_TEXTS = ("label_en", "label_es", "sentence_en", "sentence_es")


class Service(Versioned, Model):
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


class ShareKind(enum.StrEnum):
    LANGUAGE = "language"
    AREA = "area"


class CommunityShare(Versioned, Model):
    """The share of the community that speaks a language or lives in an area.

    The department types it in once, from a census. Nothing of the kind is stored of a person.
    """

    __tablename__ = "community_shares"
    __table_args__ = (
        UniqueConstraint("agency_id", "kind", "name"),
        CheckConstraint("length(trim(name)) > 0", name="name_present"),
        CheckConstraint("percent BETWEEN 0 AND 100", name="percent_range"),
        CheckConstraint("length(trim(place_names)) > 0", name="place_names_not_blank"),
        CheckConstraint("kind = 'area' OR place_names IS NULL", name="place_names_of_an_area"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[AgencyId]
    kind: Mapped[ShareKind]
    # The code of a language, or what people call the area.
    name: Mapped[str] = mapped_column(String(60))
    percent: Mapped[int]
    # Streets, parks and other places in the area by which concerns are known, one per line.
    place_names: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[CreatedAt]


def shares_of(agency_id: int) -> Sequence[CommunityShare]:
    """Return the shares of the languages and of the areas, the largest of each first."""
    own = select(CommunityShare).where(CommunityShare.agency_id == agency_id)
    largest_first = (CommunityShare.percent.desc(), CommunityShare.id)
    return db.session.scalars(own.order_by(CommunityShare.kind, *largest_first)).all()


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
