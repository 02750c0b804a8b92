"""Finding a concern, or what a part has, by the words of a receipt."""

from flask import abort
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from coffeecop.db import db
from coffeecop.models import Concern, Event
from coffeecop.parts import FoundReceipt, find_receipt, is_off
from coffeecop.public.concerns.forms import FindForm
from coffeecop.public.concerns.page import show_find
from coffeecop.web import receipt_codes
from coffeecop.web.receipt_codes import TooManyMisses


def open_receipt(typed: str) -> str | None:
    """Return the code of a receipt whose words come in any order, and note that its owner came."""
    for code in receipt_codes.arrangements(typed):
        try:
            found = receipt_codes.look_up(code, _of_hash)
        except TooManyMisses:
            abort(show_find(FindForm.refused(), status=429))
        if isinstance(found, Concern):
            found.come_back()
        if found is not None:
            return code
    return None


def concern_or_404(code: str) -> Concern:
    """Return the concern of these receipt words. A part that is off is not found."""
    found = found_or_404(code)
    if not isinstance(found, Concern) or is_off(found.event.agency):
        abort(404)
    return found


def found_or_404(code: str) -> Concern | FoundReceipt:
    try:
        return receipt_codes.look_up(receipt_codes.normalize_code(code), _of_hash) or abort(404)
    except TooManyMisses:
        abort(429)


def _of_hash(receipt_hash: str) -> Concern | FoundReceipt | None:
    found = db.session.scalars(
        select(Concern)
        .where(Concern.receipt_hash == receipt_hash)
        .options(
            joinedload(Concern.event).joinedload(Event.agency),
            joinedload(Concern.event).joinedload(Event.venue),
            joinedload(Concern.flag_rows),
            selectinload(Concern.messages),
        )
    )
    return found.unique().one_or_none() or find_receipt(receipt_hash)
