from datetime import timedelta

from sqlalchemy import exists, select
from sqlalchemy.exc import IntegrityError

from coffeecop.concerns.arriving import is_untouched
from coffeecop.concerns.locks import lock_concerns
from coffeecop.concerns.residents import receive
from coffeecop.concerns.verbs import destroy
from coffeecop.db import db, now
from coffeecop.models import AuditEntry, Concern, ConcernSource, Event, StaffMember
from coffeecop.models.audit import record
from coffeecop.models.may_go import MustStay
from coffeecop.parts.print_kit.cards.matching import CardNotFound, find_card
from coffeecop.parts.print_kit.models import CardAction, PaperCard
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
    """Somebody else has worked with the concern, it is too long ago, or a case needs it."""


def enter_card(concern: Concern, stub: str | None, *, by: StaffMember) -> Concern:
    """Store what a card says, joined with its stub. A repeated idempotency key changes nothing.

    Raises CardNotFound, SeveralCards, TooFewWords, CardTypedIn, CardOfOtherEvent.
    """
    key_hash = concern.form_key_hash
    if stored := _stored_under(key_hash):
        return stored
    card = _open_card(concern.event, stub) if stub else None
    if card:
        concern.receipt_hash, concern.language = card.receipt_hash, card.language
    if not _store(concern, card):
        return _stored_under(key_hash) or concern
    detail = {"card": card.number} if card else None
    record(CardAction.CARD_ENTERED, by=by, subject=concern, detail=detail)
    return concern


def can_be_undone(concern: Concern, *, by: StaffMember) -> bool:
    """Return whether this person has just typed it in, and nobody has worked with it since."""
    return (
        concern.source is ConcernSource.PAPER
        and concern.entered_by_id == by.id
        and is_untouched(concern)
        # Of a flag a colleague may have been told.
        and not concern.flag_rows
        and now() - concern.created_at < UNDO_WITHIN
        and not _has_entry_of_another(concern)
    )


def undo_card(event: Event, concern_id: int, *, by: StaffMember) -> Concern | None:
    """Delete what this person has just typed in, and return it; None if it is gone already.

    Raises CannotBeUndone.
    """
    own = Concern.event_id == event.id, Concern.entered_by_id == by.id
    concern = next(iter(lock_concerns([concern_id], *own)), None)
    if concern is None:
        return None
    if not can_be_undone(concern, by=by):
        raise CannotBeUndone
    try:
        destroy(concern, by=by)
    except MustStay:
        raise CannotBeUndone from None
    # About the event: the number of the concern may be given to the next one.
    record(CardAction.CARD_ENTERED, by=by, subject=event, detail={"taken_back": None})
    return concern


def _has_entry_of_another(concern: Concern) -> bool:
    """Return whether the log says that somebody else did something with it, such as a note."""
    of_another = exists().where(
        AuditEntry.subject_table == Concern.__tablename__,
        AuditEntry.subject_id == concern.id,
        AuditEntry.staff_id != concern.entered_by_id,
    )
    return bool(db.session.scalar(select(of_another)))


def _stored_under(key_hash: str | None) -> Concern | None:
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
        return receive(concern)
    except IntegrityError:
        if card is None or not _is_typed_in(card):
            raise
        raise CardTypedIn(card) from None


def _is_typed_in(card: PaperCard) -> bool:
    joined = select(Concern.id).filter_by(receipt_hash=card.receipt_hash)
    return db.session.scalar(joined) is not None
