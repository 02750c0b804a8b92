from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from coffeecop.concerns.locks import IsComplaint, lock_concerns
from coffeecop.concerns.residents import receive
from coffeecop.concerns.topics import FlagNotDecided, change_topics
from coffeecop.concerns.verbs import destroy
from coffeecop.db import db
from coffeecop.models import Concern, Event, StaffMember
from coffeecop.models.audit import record
from coffeecop.models.keys import ChangedByColleague, ConcurrentSave, stored
from coffeecop.models.may_go import MustStay
from coffeecop.parts.print_kit.cards.matching import (
    CardNotFound,
    CardRefused,
    find_card,
    on_another_event,
    typed_in,
)
from coffeecop.parts.print_kit.cards.queries import can_be_undone
from coffeecop.parts.print_kit.models import CardAction, PaperCard
from coffeecop.web.receipt_codes import WORDS_PER_RECEIPT, hash_code, parse_code


def enter_card(concern: Concern, stub: str | None, *, by: StaffMember) -> Concern:
    """Store what a card says, joined with its stub. A repeated idempotency key changes nothing.

    Raises CardRefused.
    """
    key_hash = concern.form_key_hash or ""
    if earlier := stored(Concern, key_hash):
        return earlier
    card = _open_card(concern.event, stub, by) if stub else None
    if card:
        concern.receipt_hash, concern.language = card.receipt_hash, card.language
    if not _store(concern, card, by):
        return stored(Concern, key_hash) or concern
    detail = {"card": card.number} if card else None
    record(CardAction.CARD_ENTERED, by=by, subject=concern, detail=detail)
    return concern


def set_card_topics(
    concern: Concern, *, shown: set[int], chosen: set[int], by: StaffMember
) -> None:
    """Raises CardRefused; then the caller rolls back."""
    number = concern.id
    try:
        change_topics(concern, shown=shown, chosen=chosen, by=by)
    except FlagNotDecided:
        raise CardRefused(_("Number %(number)s: decide the flag first.", number=number)) from None
    except (ChangedByColleague, ConcurrentSave, IsComplaint):
        raise CardRefused(_("Number %(number)s: a colleague was first.", number=number)) from None


def undo_card(event: Event, concern_id: int, *, by: StaffMember) -> Concern | None:
    """Delete what this person has just typed in, and return it; None if it is gone already.

    Raises CardRefused.
    """
    own = Concern.event_id == event.id, Concern.entered_by_id == by.id
    concern = next(iter(lock_concerns([concern_id], *own)), None)
    if concern is None:
        return None
    why = _(
        "Number %(number)s stays: somebody else worked with it, or it is too late to take it back. "
        "Open it.",
        number=concern_id,
    )
    if not can_be_undone(concern, by=by):
        raise CardRefused(why)
    try:
        destroy(concern, by=by)
    except MustStay:
        raise CardRefused(why) from None
    # About the event: the number of the concern may be given to the next one.
    record(CardAction.CARD_ENTERED, by=by, subject=event, detail={"taken_back": None})
    return concern


def _open_card(event: Event, stub: str, by: StaffMember) -> PaperCard:
    cards = db.session.scalars(
        select(PaperCard).filter_by(event_id=event.id).order_by(PaperCard.number)
    ).all()
    try:
        card = find_card(stub, cards)
    except CardNotFound:
        other = _event_of_words(stub, event.agency_id)
        if other:
            raise CardRefused(on_another_event(other)) from None
        raise
    if _is_stored(card):
        raise CardRefused(typed_in(card, by))
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


def _store(concern: Concern, card: PaperCard | None, by: StaffMember) -> bool:
    """Insert the concern. Return False if the same form was stored at the same moment."""
    try:
        return receive(concern)
    except IntegrityError:
        if card is None or not _is_stored(card):
            raise
        raise CardRefused(typed_in(card, by)) from None


def _is_stored(card: PaperCard) -> bool:
    joined = select(Concern.id).filter_by(receipt_hash=card.receipt_hash)
    return db.session.scalar(joined) is not None
