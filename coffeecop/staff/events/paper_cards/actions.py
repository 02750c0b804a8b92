from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from coffeecop.analysis.details import facts_of
from coffeecop.db import db, now
from coffeecop.engine.detectors.personal import find_personal
from coffeecop.models import (
    AuditAction,
    Concern,
    ConcernSource,
    Event,
    Kind,
    Language,
    PaperCard,
    Phase,
    StaffMember,
)
from coffeecop.models.audit import record
from coffeecop.models.keys import store_once
from coffeecop.staff.events.paper_cards.matching import CardNotFound, find_card
from coffeecop.web.receipt_codes import WORDS_PER_RECEIPT, hash_code, parse_code

# As long as a stack lies on the desk.
UNDO_WITHIN = timedelta(minutes=15)


class CardTypedIn(Exception):
    """Somebody has typed in this card."""

    def __init__(self, card: PaperCard) -> None:
        super().__init__()
        self.card = card


class CardOfOtherEvent(Exception):
    """The words are on a card of another event of the department."""

    def __init__(self, event: Event) -> None:
        super().__init__()
        self.event = event


class CannotBeUndone(Exception):
    """Somebody has worked with the concern, or it was typed in too long ago."""


@dataclass(frozen=True)
class Entry:
    """What a clerk typed in from a card."""

    key_hash: str
    # A number or words.
    stub: str | None
    body: str
    kind: Kind
    is_complaint: bool
    wants_talk: bool
    wants_answer: bool
    for_neighbor: bool
    # Of a card without a stub; another is in the language in which it was printed.
    language: Language


def enter_card(event: Event, entry: Entry, *, by: StaffMember) -> Concern:
    """Store a card as a concern, joined with its stub. A repeated idempotency key changes nothing.

    Raises CardNotFound, SeveralCards, TooFewWords, CardTypedIn, CardOfOtherEvent.
    """
    stored = _stored_under(entry.key_hash)
    if stored:
        return stored
    card = _open_card(event, entry.stub) if entry.stub else None
    details = facts_of({kind for _start, _end, kind in find_personal(entry.body)})
    concern = Concern(
        event=event,
        form_key_hash=entry.key_hash,
        receipt_hash=card.receipt_hash if card else None,
        body=entry.body,
        kind=entry.kind,
        # It was written there, whenever it is typed in.
        phase=Phase.AT if event.has_begun else Phase.BEFORE,
        is_complaint=entry.is_complaint,
        wants_talk=entry.wants_talk and not (event.is_over or event.is_cancelled),
        wants_answer=entry.wants_answer,
        for_neighbor=entry.for_neighbor,
        language=card.language if card else entry.language,
        source=ConcernSource.PAPER,
        entered_by_id=by.id,
        **details,
    )
    if not _store(concern, card):
        return _stored_under(entry.key_hash) or concern
    detail = {"card": card.number} if card else None
    record(AuditAction.CARD_ENTERED, by=by, subject=concern, detail=detail)
    return concern


def can_be_undone(concern: Concern, *, by: StaffMember) -> bool:
    """Return whether this person has just typed it in, and nobody has worked with it since."""
    is_untouched = not (
        concern.status_at
        or concern.messages
        or concern.assigned_to_id
        or concern.listed_at
        or concern.hidden_at
        or concern.withdrawn_at
        # Of a flag a colleague may have been told.
        or concern.flag_rows
    )
    return (
        is_untouched
        and concern.source is ConcernSource.PAPER
        and concern.entered_by_id == by.id
        and concern.topics_checked_by_id in (None, by.id)
        and now() - concern.created_at < UNDO_WITHIN
    )


def undo_card(event: Event, concern_id: int, *, by: StaffMember) -> Concern | None:
    """Delete what this person has just typed in, and return it; None if it is gone already.

    Raises CannotBeUndone.
    """
    concern = db.session.scalars(
        select(Concern)
        .filter_by(id=concern_id, event_id=event.id, entered_by_id=by.id)
        .with_for_update()
    ).one_or_none()
    if concern is None:
        return None
    if not can_be_undone(concern, by=by):
        raise CannotBeUndone
    db.session.delete(concern)
    db.session.flush()
    # About the event: the number of the concern may be given to the next one.
    record(AuditAction.CARD_ENTERED, by=by, subject=event, detail={"taken_back": None})
    return concern


def _stored_under(key_hash: str) -> Concern | None:
    return db.session.scalars(select(Concern).filter_by(form_key_hash=key_hash)).one_or_none()


def _open_card(event: Event, stub: str) -> PaperCard:
    cards = db.session.scalars(
        select(PaperCard).filter_by(event_id=event.id).order_by(PaperCard.number)
    ).all()
    try:
        card = find_card(stub, cards)
    except CardNotFound:
        other = _event_of_words(stub, event.agency_id)
        if other:
            raise CardOfOtherEvent(other) from None
        raise
    if _is_typed_in(card):
        raise CardTypedIn(card)
    return card


def _event_of_words(stub: str, agency_id: int) -> Event | None:
    """Return the department's event whose card has these words, all six. Ends the transaction."""
    code = parse_code(stub)
    if code.count("-") + 1 != WORDS_PER_RECEIPT:
        return None
    receipt_hash = hash_code(code)
    return db.session.scalars(
        select(Event)
        .join(PaperCard, PaperCard.event_id == Event.id)
        .where(PaperCard.receipt_hash == receipt_hash, Event.agency_id == agency_id)
    ).one_or_none()


def _store(concern: Concern, card: PaperCard | None) -> bool:
    """Insert the concern. Return False if the same form was stored at the same moment."""
    try:
        return store_once(concern)
    except IntegrityError:
        if card is None or not _is_typed_in(card):
            raise
        raise CardTypedIn(card) from None


def _is_typed_in(card: PaperCard) -> bool:
    joined = select(Concern.id).filter_by(receipt_hash=card.receipt_hash)
    return db.session.scalar(joined) is not None
