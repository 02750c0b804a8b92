"""Somebody reads their receipt words on the telephone: staff find the concern and its answer."""

from flask import Response, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.db import db
from coffeecop.models import AuditAction, PaperCard, Role
from coffeecop.models.audit import record
from coffeecop.staff.concerns.forms import ReceiptForm
from coffeecop.staff.concerns.queries import card_to_type_in, concern_of_receipt
from coffeecop.staff.concerns.views.blueprint import bp
from coffeecop.staff.identity.auth import names_of_holders, staff_only
from coffeecop.web.forms import TOO_MANY_REQUESTS
from coffeecop.web.receipt_codes import TooManyMisses, look_up, parse_code, suggested_words
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
    member = g.staff_member
    try:
        found = look_up(
            code,
            lambda receipt_hash: (
                concern_of_receipt(receipt_hash, member)
                or card_to_type_in(receipt_hash, member.agency_id)
            ),
        )
    except TooManyMisses:
        form.form_errors.append(TOO_MANY_REQUESTS)
        return _receipt_page(form, status=429)
    if isinstance(found, PaperCard):
        return _receipt_page(form, card=found)
    if found is None:
        return _not_found(form, code)
    record(AuditAction.RECEIPT_LOOKED_UP, by=member, subject=found)
    db.session.commit()
    return see_other("staff_concerns.show", concern_id=found.id)


def _not_found(form: ReceiptForm, code: str) -> Response:
    """Say the same of unknown words and of a complaint that this person may not read."""
    form.words.errors = [_("We found nothing under these words. Check each one.")]
    return _receipt_page(
        form,
        suggestion=suggested_words(code),
        who_handles_complaints=names_of_holders(Role.COMPLAINTS),
    )


def _receipt_page(form: ReceiptForm, *, status: int | None = None, **context: object) -> Response:
    return render(
        "staff/concerns/receipt.html", fragment="find", status=status, form=form, **context
    )
