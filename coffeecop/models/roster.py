import enum

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.ext.associationproxy import AssociationProxy, association_proxy
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coffeecop.db import Model
from coffeecop.models.keys import EventId, partial_index


class SpokenLanguage(enum.StrEnum):
    """What officers and partners may speak, as ISO 639 codes. The two of the pages come first."""

    ENGLISH = "en"
    SPANISH = "es"
    SIGN = "ase"
    ARABIC = "ar"
    ARMENIAN = "hy"
    CANTONESE = "yue"
    FILIPINO = "fil"
    HINDI = "hi"
    HMONG = "hmn"
    JAPANESE = "ja"
    KHMER = "km"
    KOREAN = "ko"
    MANDARIN = "cmn"
    MIXTEC = "mix"
    PERSIAN = "fa"
    PUNJABI = "pa"
    RUSSIAN = "ru"
    VIETNAMESE = "vi"
    ZAPOTEC = "zap"


class RosterRole(enum.StrEnum):
    OFFICER = "officer"
    INTERPRETER = "interpreter"
    SOCIAL_WORKER = "social_worker"
    ANIMAL_CONTROL = "animal_control"
    PARTNER = "partner"


class RosterEntry(Model):
    """An officer or a partner who will be at an event; at most one officer is its host."""

    __tablename__ = "roster_entries"
    __table_args__ = (
        CheckConstraint("length(trim(name)) > 0", name="name_present"),
        partial_index("uq_roster_entries_host", "event_id", where="is_host", unique=True),
        UniqueConstraint("event_id", "name"),
        CheckConstraint("NOT is_host OR role = 'officer'", name="host_is_officer"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[EventId] = mapped_column(index=True)
    # As displayed, with the rank. Not linked to an account: an officer on a roster needs none.
    name: Mapped[str] = mapped_column(String(80))
    is_host: Mapped[bool] = mapped_column(default=False)
    role: Mapped[RosterRole] = mapped_column(
        default=RosterRole.OFFICER, server_default=RosterRole.OFFICER.value
    )

    language_rows: Mapped[set["RosterLanguage"]] = relationship(
        cascade="all, delete-orphan", lazy="joined"
    )
    languages: AssociationProxy[set[SpokenLanguage]] = association_proxy(
        "language_rows", "language", creator=lambda language: RosterLanguage(language=language)
    )

    @property
    def is_officer(self) -> bool:
        return self.role is RosterRole.OFFICER


class RosterLanguage(Model):
    __tablename__ = "roster_languages"

    roster_entry_id: Mapped[int] = mapped_column(
        ForeignKey("roster_entries.id", ondelete="CASCADE"), primary_key=True
    )
    language: Mapped[SpokenLanguage] = mapped_column(primary_key=True)
