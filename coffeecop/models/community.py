import enum
from collections.abc import Sequence

from sqlalchemy import CheckConstraint, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from coffeecop.db import CreatedAt, Model, db
from coffeecop.models.conflicts import Versioned
from coffeecop.models.keys import AgencyId


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
