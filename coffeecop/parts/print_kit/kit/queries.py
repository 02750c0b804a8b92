from datetime import timedelta

from sqlalchemy import ColumnElement, Row, func, select

from coffeecop.db import db, now
from coffeecop.models import Event
from coffeecop.parts.print_kit.models import IS_TYPED_IN, PaperCard

# Long enough to print again after a paper jam, too short to collect the words of others.
WORDS_SHOWN = timedelta(hours=24)
MOST_BATCHES = 3


def printable_cards(event: Event, first: int, last: int) -> list[PaperCard]:
    """Return those of these cards whose words may still be printed, in order."""
    numbers = PaperCard.number.between(first, last)
    cards = select(PaperCard).where(*_printable(event), numbers).order_by(PaperCard.number)
    return list(db.session.scalars(cards))


def printable_batches(event: Event) -> list[Row[tuple[int, int]]]:
    """Return `first` and `last` number of what was made together, the newest first."""
    return list(
        db.session.execute(
            select(
                func.min(PaperCard.number).label("first"), func.max(PaperCard.number).label("last")
            )
            .where(*_printable(event))
            .group_by(PaperCard.created_at)
            .order_by(PaperCard.created_at.desc())
            .limit(MOST_BATCHES)
        )
    )


def _printable(event: Event) -> tuple[ColumnElement[bool], ...]:
    return (
        PaperCard.event_id == event.id,
        PaperCard.created_at > now() - WORDS_SHOWN,
        ~IS_TYPED_IN,
    )
