import enum
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coffeecop.db import CreatedAt, Model, now
from coffeecop.models.concern import Concern
from coffeecop.models.keys import AgencyId, ConcernId, StaffId, TopicId
from coffeecop.models.staff import StaffMember
from coffeecop.models.topic import Topic


class ThemeStatus(enum.StrEnum):
    PROPOSED = "proposed"
    SIGNED_OFF = "signed_off"
    DISMISSED = "dismissed"
    MADE_TOPIC = "made_topic"


class Theme(Model):
    """A subject shared by several concerns that no topic covers; proposed until staff decide.

    It keeps its id when clustering finds it again, at the same event or a later one.
    """

    __tablename__ = "themes"
    __table_args__ = (
        CheckConstraint("length(trim(terms)) > 0", name="terms_present"),
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
    # Distinctive words, separated by commas, grouped by language with semicolons; the language of
    # most concerns comes first.
    terms: Mapped[str] = mapped_column(String(200))
    # The name given by staff; None: the terms are shown.
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
    def label(self) -> str:
        return self.name or self.terms

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


class ThemeConcern(Model):
    """A concern in a theme. At each event, the one with the lowest rank is quoted."""

    __tablename__ = "theme_concerns"
    __table_args__ = (CheckConstraint("rank >= 0", name="rank_counted"),)

    # A concern is in one theme at most.
    concern_id: Mapped[ConcernId] = mapped_column(primary_key=True)
    theme_id: Mapped[int] = mapped_column(ForeignKey("themes.id", ondelete="CASCADE"), index=True)
    rank: Mapped[int]

    concern: Mapped[Concern] = relationship()
    theme: Mapped[Theme] = relationship(back_populates="concern_rows")
