import enum
import re
from datetime import datetime
from textwrap import shorten

from sqlalchemy import CheckConstraint, ForeignKey, String, select
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from coffeecop.db import CreatedAt, Model, now
from coffeecop.models.concern import Concern
from coffeecop.models.concern_conditions import in_event_stream, is_free_of_details
from coffeecop.models.keys import AgencyId, ConcernId, StaffId, TopicId
from coffeecop.models.staff import StaffMember
from coffeecop.models.topics import Topic

# Of a quote that stands for a theme without a name and a phrase.
LONGEST_QUOTE = 60


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

    concern: Mapped[Concern] = relationship()
    theme: Mapped["Theme"] = relationship(back_populates="concern_rows")


class Theme(Model):
    """A subject shared by several concerns that no topic covers; proposed until staff decide.

    It keeps its id when clustering finds it again, at the same event or a later one.
    """

    __tablename__ = "themes"
    __table_args__ = (
        CheckConstraint("length(trim(phrase)) > 0", name="phrase_not_blank"),
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
    # What several of its concerns say, in the language of most; after a semicolon in the other
    # language. None: they share no phrase.
    phrase: Mapped[str | None] = mapped_column(String(200))
    # The name given by staff; None: the phrase is shown, or else the quote.
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

    # The text of its most representative concern. Read anew each time, not stored with the theme:
    # a concern can be withdrawn.
    quote: Mapped[str | None] = column_property(
        select(Concern.body)
        .join(ThemeConcern, ThemeConcern.concern_id == Concern.id)
        .where(ThemeConcern.theme_id == id, in_event_stream(), is_free_of_details())
        .order_by(ThemeConcern.rank, Concern.id.desc())
        .limit(1)
        .correlate_except(Concern, ThemeConcern)
        .scalar_subquery()
    )

    @property
    def words(self) -> str:
        """Return the phrase, or else the start of the quote; never a single word."""
        start = shorten(self.quote or "", LONGEST_QUOTE, placeholder="…")
        return self.phrase or re.sub(r"[,.;:]+…$", "…", start) or "…"

    @property
    def has_name_or_phrase(self) -> bool:
        return bool(self.name or self.phrase)

    @property
    def label(self) -> str:
        return self.name or self.words

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
