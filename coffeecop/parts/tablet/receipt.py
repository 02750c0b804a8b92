"""The receipt on a tablet: it leaves the screen, and soon its address is worth nothing."""

from typing import Any

from sqlalchemy import select

from coffeecop.db import db
from coffeecop.engine.detectors.emergency import dangers_in
from coffeecop.models import Concern, Event
from coffeecop.web.i18n import current_language
from coffeecop.web.receipt_codes import code_for, spelled_words
from coffeecop.web.tokens import is_signed, signer

PURPOSE = "tablet receipt"
# It leaves the screen by itself after 30 seconds.
SECONDS = 60


def signed_receipt(key_hash: str) -> str:
    return signer(PURPOSE).sign(key_hash).decode()


def read_receipt(signed: str, event: Event) -> dict[str, Any] | None:
    """Return what is shown of it; None if it was not signed here, or too long ago."""
    key_hash = signed.partition(".")[0]
    own = Concern.form_key_hash == key_hash, Concern.event_id == event.id
    concern = db.session.scalar(select(Concern).where(*own))
    if not (concern and is_signed(signed, PURPOSE, seconds=SECONDS)):
        return None
    code = code_for(key_hash, current_language())
    return {"code": code, "words": spelled_words(code), "dangers": dangers_in(concern.body)}
