"""The one search: words, or the receipt words that somebody reads on the telephone."""

from flask import Response, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.db import db
from coffeecop.models import AuditAction, Role
from coffeecop.models.audit import record
from coffeecop.parts import FoundReceipt, find_receipt
from coffeecop.staff.concerns.forms import SearchForm
from coffeecop.staff.concerns.queries import concern_of_receipt
from coffeecop.staff.concerns.views.blueprint import bp, filter_or_404
from coffeecop.staff.identity.auth import names_of_holders, staff_only
from coffeecop.web.forms import TOO_MANY_REQUESTS
from coffeecop.web.receipt_codes import (
    TooManyMisses,
    is_like_receipt,
    look_up,
    parse_code,
    suggested_words,
)
from coffeecop.web.rendering import render, see_other


@bp.post("/searches")
@staff_only
def search() -> ResponseReturnValue:
    """List what has these words; receipt words, which never stand in an address, open theirs."""
    form = SearchForm().or_show(_receipt_page)
    words = form.words.data or ""
    code = parse_code(words)
    if is_like_receipt(code):
        return _look_up(form, code)
    args = filter_or_404().args_to_search
    return see_other("staff_concerns.index", q=words or None, **args)


def _look_up(form: SearchForm, code: str) -> ResponseReturnValue:
    member = g.staff_member
    try:
        found = look_up(
            code,
            lambda receipt_hash: (
                concern_of_receipt(receipt_hash, member)
                or _without_concern(receipt_hash, member.agency_id)
            ),
        )
    except TooManyMisses:
        form.form_errors.append(TOO_MANY_REQUESTS)
        return _receipt_page(form, status=429)
    if isinstance(found, FoundReceipt):
        return _receipt_page(form, notice=found.receipt.notice, row=found.row)
    if found is None:
        return _not_found(form, code)
    record(AuditAction.RECEIPT_LOOKED_UP, by=member, subject=found)
    db.session.commit()
    return see_other("staff_concerns.show", concern_id=found.id)


def _without_concern(receipt_hash: str, agency_id: int) -> FoundReceipt | None:
    found = find_receipt(receipt_hash)
    return found if found and found.row.event.agency_id == agency_id else None


def _not_found(form: SearchForm, code: str) -> Response:
    """Say the same of unknown words and of a complaint that this person may not read."""
    form.words.errors = [_("We found nothing under these words. Check each one.")]
    return _receipt_page(
        form,
        suggestion=suggested_words(code),
        who_handles_complaints=names_of_holders(Role.COMPLAINTS),
    )


def _receipt_page(form: SearchForm, *, status: int | None = None, **context: object) -> Response:
    return render(
        "staff/concerns/receipt.html", fragment="find", status=status, form=form, **context
    )
