"""Printed cards, and what the audit log has of them."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import String, UniqueConstraint, exists, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from coffeecop.db import CreatedAt, HasId, Model, db
from coffeecop.models import Concern, Event, Language
from coffeecop.models.keys import EventId, check
from coffeecop.parts.links import Labelled


class CardAction(Labelled):
    """What the audit log has of the kit and its cards."""

    POSTER_PRINTED = "poster_printed", _l("%(who)s printed the poster of %(what)s")
    CARDS_PRINTED = "cards_printed", _l("%(who)s made concern cards for %(what)s")
    CARD_ENTERED = "card_entered", _l("%(who)s typed in a card: %(what)s")


class PaperCard(HasId, Model):
    """A printed concern card, whose tear-off stub has receipt words on it.

    Once it is typed in, its concern has the same `receipt_hash`.
    """

    __tablename__ = "paper_cards"
    __table_args__ = (
        UniqueConstraint("event_id", "number"),
        check("number_positive", "number > 0"),
    )

    event_id: Mapped[EventId]
    # Printed on both halves.
    number: Mapped[int]
    # In which the card is printed; the words are of this language.
    language: Mapped[Language]
    # From which the words are derived.
    key_hash: Mapped[str] = mapped_column(String(64), unique=True, info={"is_secret": True})
    receipt_hash: Mapped[str] = mapped_column(String(64), unique=True, info={"is_secret": True})
    created_at: Mapped[CreatedAt]

    event: Mapped[Event] = relationship()


# Somebody holds the stub of a card that was typed in.
IS_TYPED_IN = exists().where(Concern.receipt_hash == PaperCard.receipt_hash)


def card_to_type_in(receipt_hash: str) -> PaperCard | None:
    """Return the card with the words of this hash, if nobody has typed it in yet."""
    return db.session.scalars(
        select(PaperCard)
        .where(PaperCard.receipt_hash == receipt_hash, ~IS_TYPED_IN)
        .options(joinedload(PaperCard.event).joinedload(Event.agency))
    ).one_or_none()
