"""Cards are made, printed again for a day, and the poster is noted as printed."""

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import ColumnElement, Row, func, select, update

from coffeecop.db import db, execute_bulk, now
from coffeecop.models import (
    ChecklistItem,
    ChecklistStep,
    ChecklistTick,
    Event,
    Language,
    StaffMember,
)
from coffeecop.models.audit import record
from coffeecop.models.keys import part_of_key
from coffeecop.parts.print_kit.models import IS_TYPED_IN, CardAction, PaperCard
from coffeecop.web.receipt_codes import code_for, hash_codes


def issue_cards(
    event: Event, how_many: Mapping[Language, int], *, key_hash: str, by: StaffMember
) -> range:
    """Make numbered cards with receipt words, and return their numbers.

    The same key gives the same cards. Ends the transaction: to hash the words takes 25 ms a card.
    """
    languages = [language for language, number in how_many.items() for _ in range(number)]
    keys = [part_of_key(key_hash, place) for place in range(len(languages))]
    hashes = hash_codes(map(code_for, keys, languages))
    # Two who print at once: the second waits for the numbers of the first. On SQLite every POST
    # does so.
    own = select(Event.id).where(Event.id == event.id)
    db.session.execute(own.with_for_update(key_share=True))
    issued = _numbers_of(keys)
    if issued or not keys:
        return issued
    highest = select(func.max(PaperCard.number)).where(PaperCard.event_id == event.id)
    first = (db.session.scalar(highest) or 0) + 1
    numbers = range(first, first + len(keys))
    # One moment for all of them: it tells which were printed together.
    made_at = now()
    db.session.add_all(
        PaperCard(
            event_id=event.id,
            number=number,
            language=language,
            key_hash=key,
            receipt_hash=receipt_hash,
            created_at=made_at,
        )
        for number, language, key, receipt_hash in zip(
            numbers, languages, keys, hashes, strict=True
        )
    )
    detail = {"cards": f"{first}–{numbers[-1]}"}
    record(CardAction.CARDS_PRINTED, by=by, subject=event, detail=detail)
    _tick(event, by)
    return numbers


def note_poster_printed(event: Event, *, by: StaffMember) -> None:
    # In bulk, as residents see nothing of it: a changed row would empty the response cache.
    execute_bulk(update(Event).where(Event.id == event.id).values(poster_printed_at=now()))
    record(CardAction.POSTER_PRINTED, by=by, subject=event)


def _tick(event: Event, by: StaffMember) -> None:
    """Tick the line of the checklist, if the department has it and nobody has ticked it."""
    cards = {"agency_id": event.agency_id, "step": ChecklistStep.CARDS}
    item = db.session.scalar(select(ChecklistItem).filter_by(**cards))
    if item and not db.session.get(ChecklistTick, (event.id, item.id)):
        db.session.add(ChecklistTick(event_id=event.id, item_id=item.id, ticked_by_id=by.id))


def _numbers_of(keys: list[str]) -> range:
    found = select(func.min(PaperCard.number), func.max(PaperCard.number)).where(
        PaperCard.key_hash.in_(keys)
    )
    first, last = db.session.execute(found).one()
    return range(first, last + 1) if first else range(0)


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
    first, last = func.min(PaperCard.number), func.max(PaperCard.number)
    batches = select(first.label("first"), last.label("last")).where(*_printable(event))
    newest = batches.group_by(PaperCard.created_at).order_by(PaperCard.created_at.desc())
    return list(db.session.execute(newest.limit(MOST_BATCHES)))


def _printable(event: Event) -> tuple[ColumnElement[bool], ...]:
    return (
        PaperCard.event_id == event.id,
        PaperCard.created_at > now() - WORDS_SHOWN,
        ~IS_TYPED_IN,
    )
