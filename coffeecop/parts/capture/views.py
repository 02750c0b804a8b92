"""What somebody said to an officer: noting it, seeing what one noted, taking it back."""

from typing import Any

from flask import Blueprint, abort, flash, g, jsonify, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.analysis.training_data import guessable, topic_texts
from coffeecop.db import db
from coffeecop.engine.detectors.names import PLACE_WORDS
from coffeecop.engine.language import SMALL_WORDS
from coffeecop.engine.likeliest import likeliest_topics
from coffeecop.models import Concern, ConcernSource, Event, Language
from coffeecop.models.concern.parts import LONGEST_BODY
from coffeecop.models.topics import topics_in_use
from coffeecop.parts.capture.forms import CaptureForm, ReceiptForm
from coffeecop.parts.capture.notes import (
    TooLate,
    can_be_undone,
    can_have_receipt,
    capture_concern,
    count_captures,
    give_receipt,
    newest_captures,
    own_capture,
    take_back,
)
from coffeecop.staff.events.blueprint import event_or_404, event_or_plan
from coffeecop.staff.identity.auth import staff_only
from coffeecop.web.forms import Form, StaffForm
from coffeecop.web.i18n import current_language
from coffeecop.web.receipt_codes import code_for, hash_code, spelled_words
from coffeecop.web.rendering import public_url, render, render_in, see_other
from coffeecop.web.security import parse_id

bp = Blueprint("capture", __name__, url_prefix="/staff/events", template_folder="templates")
# Listed below the form once something is saved.
LAST_FEW = 3


@bp.get("/<int:event_id>/capture")
@staff_only
def show(event_id: int) -> ResponseReturnValue:
    event = event_or_plan(event_id, lambda event: not event.is_draft)
    if "noted" in request.args:
        return noted_page(event, StaffForm(formdata=None))
    return _show(event, CaptureForm(topics=topics_in_use(event.agency_id), formdata=None))


@bp.post("/<int:event_id>/capture")
@staff_only
def save(event_id: int) -> ResponseReturnValue:
    event = event_or_plan(event_id, lambda event: not event.is_draft)
    form = CaptureForm(topics=topics_in_use(event.agency_id))
    if form.redact.data:
        form.remove_details()
        return _show(event, form)
    if not form.validate_on_submit():
        return _show(event, form)
    if form.asks_about_details():
        return _show(event, form)
    concern = capture_concern(_concern(event, form), form.chosen_topics, by=g.staff_member)
    db.session.commit()
    return see_other("capture.show", event_id=event.id, saved=concern.id)


@bp.post("/<int:event_id>/capture/guesses")
@staff_only
def guess(event_id: int) -> ResponseReturnValue:
    """Return what a note seems to say, while it is being typed."""
    event = event_or_404(event_id)
    StaffForm().or_show(lambda form: noted_page(event, form))
    topics = topics_in_use(event.agency_id)
    form = CaptureForm(topics=topics)
    text = (form.body.data or "")[:LONGEST_BODY]
    likeliest = likeliest_topics(text, topic_texts(guessable(topics, text)))
    return jsonify(
        topics=likeliest, details=form.details, asks_about_officer=form.asks_about_officer
    )


@bp.post("/<int:event_id>/capture/<int:concern_id>/undo")
@staff_only
def undo(event_id: int, concern_id: int) -> ResponseReturnValue:
    event = event_or_404(event_id)
    StaffForm().or_show(lambda form: noted_page(event, form))
    concern = own_capture_or_404(event, concern_id)
    try:
        take_back(concern, by=g.staff_member)
    except TooLate:
        return see_other("capture.show", event_id=event.id, done="not-undone")
    db.session.commit()
    return see_other("capture.show", event_id=event.id, done="undone")


def _concern(event: Event, form: CaptureForm) -> Concern:
    return Concern(
        event=event,
        form_key_hash=form.note_key_hash(event.id, g.staff_member.id),
        body=form.text,
        kind=form.kind,
        phase=event.phase_at(form.said_at),
        for_neighbor=form.for_neighbor.data,
        is_complaint=form.said_about_officer,
        people=form.people.data,
        language=current_language(),
        source=ConcernSource.CAPTURE,
        entered_by_id=g.staff_member.id,
    )


def _show(event: Event, form: CaptureForm) -> ResponseReturnValue:
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


def noted_page(event: Event, form: Form) -> ResponseReturnValue:
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


@bp.post("/<int:event_id>/capture/<int:concern_id>/receipt")
@staff_only
def hand_over(event_id: int, concern_id: int) -> ResponseReturnValue:
    event = event_or_404(event_id)
    form = ReceiptForm().or_show(lambda form: noted_page(event, form))
    concern = own_capture_or_404(event, concern_id)
    language = form.language.data
    receipt_hash = hash_code(code_for(concern.form_key_hash or "", language))
    try:
        give_receipt(concern, receipt_hash, language, by=g.staff_member)
    except TooLate:
        return _too_late(event)
    db.session.commit()
    return see_other("capture.receipt", event_id=event.id, concern_id=concern.id, language=language)


@bp.get("/<int:event_id>/capture/<int:concern_id>/receipt")
@staff_only
def receipt(event_id: int, concern_id: int) -> ResponseReturnValue:
    event = event_or_404(event_id)
    concern = own_capture_or_404(event, concern_id)
    text = request.args.get("language")
    language = Language(text) if text in list(Language) else abort(404)
    code = code_for(concern.form_key_hash or "", language)
    if hash_code(code) != concern.receipt_hash:
        abort(404)
    if not can_have_receipt(concern):
        return _too_late(event)
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


def _too_late(event: Event) -> ResponseReturnValue:
    flash(_("The receipt can no longer be shown here."), "error")
    return see_other("capture.show", event_id=event.id, noted=1)
