"""Somebody reads their receipt words on the telephone: staff find the concern and its answer."""

from flask import Response, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.db import db
from coffeecop.models import AuditAction, PaperCard
from coffeecop.models.audit import record
from coffeecop.staff.concerns.forms import ReceiptForm
from coffeecop.staff.concerns.queries import (
    card_to_type_in,
    concern_of_receipt,
    who_handles_complaints,
)
from coffeecop.staff.concerns.views.blueprint import bp
from coffeecop.staff.identity.auth import staff_only
from coffeecop.web.forms import TOO_MANY_REQUESTS
from coffeecop.web.receipt_codes import (
    cache_hash,
    cached_hash,
    count_miss,
    hash_code,
    is_lookup_allowed,
    parse_code,
    suggested_words,
)
from coffeecop.web.rendering import render, see_other


@bp.get("/receipt")
@staff_only
def find_receipt() -> ResponseReturnValue:
    return _receipt_page(ReceiptForm(formdata=None))


@bp.post("/receipt")
@staff_only
def look_up_receipt() -> ResponseReturnValue:
    form = ReceiptForm()
    if not form.validate_on_submit():
        return _receipt_page(form)
    code = parse_code(form.words.data)
    if not (cached_hash(code) or is_lookup_allowed()):
        form.form_errors.append(TOO_MANY_REQUESTS)
        return _receipt_page(form, status=429)
    receipt_hash = cached_hash(code) or hash_code(code)
    concern = concern_of_receipt(receipt_hash, g.staff_member)
    if concern is None:
        return _not_found(form, code, card_to_type_in(receipt_hash, g.staff_member.agency_id))
    cache_hash(code, receipt_hash)
    record(AuditAction.RECEIPT_LOOKED_UP, by=g.staff_member, subject=concern)
    db.session.commit()
    return see_other("staff_concerns.show", concern_id=concern.id)


def _not_found(form: ReceiptForm, code: str, card: PaperCard | None) -> Response:
    """Say the same of unknown words and of a complaint that this person may not read."""
    if card:
        return _receipt_page(form, card=card)
    count_miss()
    form.words.errors = [_("We found nothing under these words. Check each one.")]
    return _receipt_page(
        form,
        suggestion=suggested_words(code),
        who_handles_complaints=who_handles_complaints(g.staff_member.agency_id),
    )


def _receipt_page(form: ReceiptForm, *, status: int | None = None, **context: object) -> Response:
    return render(
        "staff/concerns/receipt.html", fragment="find", status=status, form=form, **context
    )
