"""The pages of capture: the form, the list of what one noted, and the receipt of a note."""

from typing import Any

from flask import Response, abort, g, request

from coffeecop.engine.detectors.names import PLACE_WORDS
from coffeecop.engine.language import SMALL_WORDS
from coffeecop.models import Concern, Event, Language
from coffeecop.parts.capture.forms import CaptureForm, ReceiptForm
from coffeecop.parts.capture.notes import (
    can_be_undone,
    can_have_receipt,
    count_captures,
    newest_captures,
    own_capture,
    receipt_code,
)
from coffeecop.web.forms import Form, StaffForm
from coffeecop.web.receipt_codes import spelled_words
from coffeecop.web.rendering import public_url, render, render_in
from coffeecop.web.security import parse_id

# Listed below the form once something is saved.
LAST_FEW = 3


def capture_page(event: Event, form: CaptureForm) -> Response:
    member, done = g.staff_member, request.args.get("done")
    saved = own_capture(event, member, parse_id(request.args.get("saved", "")))
    return render(
        "capture/show.html",
        fragment="saved",
        event=event,
        form=form,
        place_words=" ".join(sorted(PLACE_WORDS)),
        small_words=" ".join(sorted(SMALL_WORDS)),
        saved=saved,
        done=done,
        number=count_captures(event, member),
        # The page that a phone keeps, without a saved note in its address, holds nobody's words.
        last_few=newest_captures(event, member, LAST_FEW) if saved or done else [],
        **_what_can_be_done(),
    )


def noted_page(event: Event, form: Form) -> Response:
    """Return the list of what this officer noted, with the errors of a form from it."""
    return render(
        "capture/noted.html",
        fragment="staff_content",
        event=event,
        form=form,
        concerns=newest_captures(event, g.staff_member),
        **_what_can_be_done(),
    )


def _what_can_be_done() -> dict[str, Any]:
    return {
        "can_be_undone": can_be_undone,
        "can_have_receipt": can_have_receipt,
        "undo_form": StaffForm(formdata=None),
        "receipt_form": ReceiptForm(formdata=None),
    }


def own_capture_or_404(event: Event, concern_id: int) -> Concern:
    return own_capture(event, g.staff_member, concern_id) or abort(404)


def asked_language() -> Language | None:
    text = request.args.get("language")
    return Language(text) if text in list(Language) else None


def receipt_page(event: Event, concern: Concern, language: Language) -> Response:
    code = receipt_code(concern, language)
    return render(
        "capture/receipt.html",
        fragment="staff_content",
        event=event,
        concern=concern,
        language=language,
        card=render_in(
            language,
            "capture/receipt_card.html",
            page=public_url("concerns.receipt", code=code, language=language),
            words=spelled_words(code),
        ),
    )
