"""What somebody said to an officer: noting it, seeing what one noted, taking it back."""

from flask import Blueprint, abort, flash, g, jsonify, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.db import db
from coffeecop.parts.capture.forms import CaptureForm, ReceiptForm
from coffeecop.parts.capture.notes import (
    TooLate,
    can_have_receipt,
    capture_concern,
    give_receipt,
    has_receipt,
    take_back,
)
from coffeecop.parts.capture.page import (
    asked_language,
    capture_page,
    noted_page,
    own_capture_or_404,
    receipt_page,
)
from coffeecop.staff.events.blueprint import event_or_404, event_or_plan
from coffeecop.staff.identity.auth import staff_only
from coffeecop.web.forms import StaffForm
from coffeecop.web.rendering import see_other

bp = Blueprint("capture", __name__, url_prefix="/staff/events", template_folder="templates")


@bp.get("/<int:event_id>/capture")
@staff_only
def show(event_id: int) -> ResponseReturnValue:
    event = event_or_plan(event_id, lambda event: not event.is_draft)
    if "noted" in request.args:
        return noted_page(event, StaffForm(formdata=None))
    return capture_page(event, CaptureForm(event, formdata=None))


@bp.post("/<int:event_id>/capture")
@staff_only
def save(event_id: int) -> ResponseReturnValue:
    event = event_or_plan(event_id, lambda event: not event.is_draft)
    form = CaptureForm(event)
    if form.redact.data:
        form.remove_details()
        return capture_page(event, form)
    if not form.validate_on_submit() or form.asks_about_details():
        return capture_page(event, form)
    concern = capture_concern(
        form.concern_by(g.staff_member), form.chosen_topics, by=g.staff_member
    )
    db.session.commit()
    return see_other("capture.show", event_id=event.id, saved=concern.id)


@bp.post("/<int:event_id>/capture/guesses")
@staff_only
def guess(event_id: int) -> ResponseReturnValue:
    event = event_or_404(event_id)
    StaffForm().or_show(lambda form: noted_page(event, form))
    form = CaptureForm(event)
    return jsonify(
        topics=form.likeliest_topics,
        details=form.details,
        asks_about_officer=form.asks_about_officer,
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


@bp.post("/<int:event_id>/capture/<int:concern_id>/receipt")
@staff_only
def hand_over(event_id: int, concern_id: int) -> ResponseReturnValue:
    event = event_or_404(event_id)
    form = ReceiptForm().or_show(lambda form: noted_page(event, form))
    concern, language = own_capture_or_404(event, concern_id), form.language.data
    try:
        give_receipt(concern, language, by=g.staff_member)
    except TooLate:
        return _too_late(event_id)
    db.session.commit()
    return see_other("capture.receipt", event_id=event.id, concern_id=concern.id, language=language)


@bp.get("/<int:event_id>/capture/<int:concern_id>/receipt")
@staff_only
def receipt(event_id: int, concern_id: int) -> ResponseReturnValue:
    event = event_or_404(event_id)
    concern, language = own_capture_or_404(event, concern_id), asked_language()
    if language is None or not has_receipt(concern, language):
        abort(404)
    if not can_have_receipt(concern):
        return _too_late(event_id)
    return receipt_page(event, concern, language)


def _too_late(event_id: int) -> ResponseReturnValue:
    flash(_("The receipt can no longer be shown here."), "error")
    return see_other("capture.show", event_id=event_id, noted=1)
