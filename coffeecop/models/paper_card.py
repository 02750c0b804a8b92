from sqlalchemy import CheckConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coffeecop.db import CreatedAt, Model
from coffeecop.models.event import Event
from coffeecop.models.keys import EventId
from coffeecop.models.language import Language


class PaperCard(Model):
    """A printed concern card, whose tear-off stub has receipt words on it.

    Once it is typed in, its concern has the same `receipt_hash`.
    """

    __tablename__ = "paper_cards"
    __table_args__ = (
        UniqueConstraint("event_id", "number"),
        CheckConstraint("number > 0", name="number_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[EventId]
    # Printed on both halves.
    number: Mapped[int]
    # In which the card is printed; the words are of this language.
    language: Mapped[Language]
    # From which the words are derived.
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    receipt_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[CreatedAt]

    event: Mapped[Event] = relationship()
