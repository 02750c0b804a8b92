"""Handing over the receipt of what somebody said: as a code to scan and as six words."""

from flask import abort, flash, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from coffeecop.db import db
from coffeecop.models import Concern, Event, Language
from coffeecop.staff.events.capture.actions import TooLate, can_have_receipt, give_receipt
from coffeecop.staff.events.capture.forms import ReceiptForm
from coffeecop.staff.events.capture.views.notes import noted_page, own_capture_or_404
from coffeecop.staff.events.views.blueprint import bp, event_or_404
from coffeecop.staff.identity.auth import staff_only
from coffeecop.web.i18n import in_language
from coffeecop.web.receipt_codes import code_for, hash_code, spelled_words
from coffeecop.web.rendering import public_url, render, see_other


@bp.post("/<int:event_id>/capture/<int:concern_id>/receipt")
@staff_only
def give_capture_receipt(event_id: int, concern_id: int) -> ResponseReturnValue:
    event = event_or_404(event_id)
    form = ReceiptForm()
    if not form.validate_on_submit():
        return noted_page(event, form)
    concern = own_capture_or_404(event, concern_id)
    receipt_hash = hash_code(_code(concern, form.language.data))
    try:
        give_receipt(concern, receipt_hash, by=g.staff_member)
    except TooLate:
        return _too_late(event)
    db.session.commit()
    return see_other(
        "staff_events.capture_receipt",
        event_id=event.id,
        concern_id=concern.id,
        language=form.language.data,
    )


@bp.get("/<int:event_id>/capture/<int:concern_id>/receipt")
@staff_only
def capture_receipt(event_id: int, concern_id: int) -> ResponseReturnValue:
    event = event_or_404(event_id)
    concern = own_capture_or_404(event, concern_id)
    text = request.args.get("language")
    language = Language(text) if text in list(Language) else abort(404)
    code = _code(concern, language)
    if hash_code(code) != concern.receipt_hash:
        abort(404)
    if not can_have_receipt(concern):
        return _too_late(event)
    return render(
        "staff/events/capture/receipt.html",
        fragment="staff_content",
        event=event,
        concern=concern,
        language=language,
        card=_card(code, language),
    )


def _code(concern: Concern, language: Language) -> str:
    return code_for(concern.form_key_hash or "", language)


def _card(code: str, language: Language) -> Markup:
    """Return what the resident reads, in their language."""
    page = public_url("concerns.receipt", code=code, language=language)
    words = spelled_words(code)
    with in_language(language):
        card = render_template(
            "staff/events/capture/receipt_card.html", page=page, words=words, language=language
        )
    return Markup(card)  # noqa: S704 (a template's own output, which is escaped)


def _too_late(event: Event) -> ResponseReturnValue:
    flash(_("The receipt can no longer be shown here."), "error")
    return see_other("staff_events.capture_noted", event_id=event.id)
