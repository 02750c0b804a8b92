from collections.abc import Collection, Sequence
from datetime import datetime
from itertools import count

from slugify import slugify
from sqlalchemy import CheckConstraint, Select, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from coffeecop.db import CreatedAt, Model, db
from coffeecop.models.keys import AgencyId, TopicId

# The key of the catch-all topic, which carries no information about a concern's subject.
OTHER = "other"
LONGEST_KEY = 60


class Topic(Model):
    __tablename__ = "topics"
    __table_args__ = (
        UniqueConstraint("agency_id", "key"),
        CheckConstraint("length(trim(name_en)) > 0", name="name_en_present"),
        CheckConstraint("length(trim(name_es)) > 0", name="name_es_present"),
        CheckConstraint(
            "merged_into_id IS NULL OR (retired_at IS NOT NULL AND merged_into_id <> id)",
            name="merged_is_retired",
        ),
        CheckConstraint("split_from_id <> id", name="split_from_another"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[AgencyId]
    # Stable identifier for imported files, independent of the displayed name.
    key: Mapped[str] = mapped_column(String(LONGEST_KEY))
    position: Mapped[int]
    name_en: Mapped[str] = mapped_column(String(60))
    name_es: Mapped[str] = mapped_column(String(60))
    description_en: Mapped[str] = mapped_column(Text, default="")
    description_es: Mapped[str] = mapped_column(Text, default="")
    # One keyword per line.
    keywords_en: Mapped[str] = mapped_column(Text, default="")
    keywords_es: Mapped[str] = mapped_column(Text, default="")
    retired_at: Mapped[datetime | None]
    # The topic into which this one was merged.
    merged_into_id: Mapped[TopicId | None]
    # The topic that was split into this one and others. Staff move the concerns that people had
    # sorted there.
    split_from_id: Mapped[TopicId | None]
    created_at: Mapped[CreatedAt]

    @property
    def is_retired(self) -> bool:
        return self.retired_at is not None

    @property
    def is_merged(self) -> bool:
        return self.merged_into_id is not None

    @property
    def can_be_restored(self) -> bool:
        return self.is_retired and not self.is_merged


def topics_in_order(agency_id: int) -> Select[Topic]:
    """Select an agency's topics in list order, including retired ones."""
    own = select(Topic).where(Topic.agency_id == agency_id)
    return own.order_by(Topic.position, Topic.id)


def topics_of(agency_id: int) -> Sequence[Topic]:
    return db.session.scalars(topics_in_order(agency_id)).all()


def topics_in_use(agency_id: int) -> Sequence[Topic]:
    return db.session.scalars(topics_in_order(agency_id).where(Topic.retired_at.is_(None))).all()


def unique_key(name: str, taken: Collection[str]) -> str:
    """Return an unused key: the slug of the English name, numbered if necessary."""
    base = slugify(name, max_length=LONGEST_KEY, word_boundary=True) or "topic"
    numbered = (f"{base[: LONGEST_KEY - len(str(n)) - 1]}-{n}" for n in count(2))
    return base if base not in taken else next(key for key in numbered if key not in taken)
