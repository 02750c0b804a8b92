import enum

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from coffeecop.db import Model
from coffeecop.models.conflicts import Versioned
from coffeecop.models.keys import AgencyId

LONGEST_LABEL = 60
LONGEST_SENTENCE = 300
TEXTS = ("label_en", "label_es", "sentence_en", "sentence_es")


class ResidentState(enum.StrEnum):
    """What residents read of how far their concern is."""

    RECEIVED = "received"
    READ = "read"
    LOOKED_INTO = "looked_into"
    TALKED_ABOUT = "talked_about"
    ANSWERED = "answered"
    REFERRED = "referred"
    DECLINED = "declined"
    CLOSED = "closed"


class StateWording(Versioned, Model):
    """A department's own words for a state. A state without a row has the usual words."""

    __tablename__ = "state_wordings"
    __table_args__ = tuple(
        CheckConstraint(f"length(trim({name})) > 0", name=f"{name}_not_blank") for name in TEXTS
    )

    agency_id: Mapped[AgencyId] = mapped_column(primary_key=True)
    state: Mapped[ResidentState] = mapped_column(primary_key=True)
    label_en: Mapped[str] = mapped_column(String(LONGEST_LABEL))
    label_es: Mapped[str] = mapped_column(String(LONGEST_LABEL))
    # What happens next, or what it means.
    sentence_en: Mapped[str | None] = mapped_column(String(LONGEST_SENTENCE))
    sentence_es: Mapped[str | None] = mapped_column(String(LONGEST_SENTENCE))
