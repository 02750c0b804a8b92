"""The search by the receipt words that somebody reads on the telephone, and what it finds."""

from flask import Response, g
from flask_babel import gettext as _
from sqlalchemy import select

from coffeecop.db import db
from coffeecop.models import AuditAction, Concern, Role
from coffeecop.models.audit import record
from coffeecop.models.concern.conditions import readable_by
from coffeecop.parts import FoundReceipt, find_receipt
from coffeecop.staff.concerns.forms import SearchForm
from coffeecop.staff.identity.auth import names_of_holders
from coffeecop.web.forms import TOO_MANY_REQUESTS
from coffeecop.web.receipt_codes import TooManyMisses, look_up, suggested_words
from coffeecop.web.rendering import render


def found_or_page(form: SearchForm) -> Concern | Response:
    """Return the concern with these words, and log that; else the page that says what was found."""
    try:
        found = look_up(form.code, _of_hash)
    except TooManyMisses:
        form.form_errors.append(TOO_MANY_REQUESTS)
        return receipt_page(form, status=429)
    if isinstance(found, FoundReceipt):
        return receipt_page(form, notice=found.receipt.notice, row=found.row)
    if found is None:
        # The same of unknown words and of a complaint that this person may not read.
        form.words.errors = [_("We found nothing under these words. Check each one.")]
        who = names_of_holders(Role.COMPLAINTS)
        suggestion = suggested_words(form.code)
        return receipt_page(form, suggestion=suggestion, who_handles_complaints=who)
    record(AuditAction.RECEIPT_LOOKED_UP, by=g.staff_member, subject=found)
    return found


def _of_hash(receipt_hash: str) -> Concern | FoundReceipt | None:
    """Return the concern of these words, if this person may read it, or what a part has."""
    words = Concern.receipt_hash == receipt_hash
    query = select(Concern).join(Concern.event).where(words, readable_by(g.staff_member))
    if concern := db.session.scalars(query).one_or_none():
        return concern
    found = find_receipt(receipt_hash)
    return found if found and found.row.event.agency_id == g.staff_member.agency_id else None


def receipt_page(form: SearchForm, *, status: int | None = None, **context: object) -> Response:
    return render(
        "staff/concerns/receipt.html", fragment="find", status=status, form=form, **context
    )
