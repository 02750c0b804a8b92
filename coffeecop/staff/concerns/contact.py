"""How to reach a resident, and the receipt words that one reads out; the log has both."""

from datetime import timedelta

from flask import Response, g
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import exists, select
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from coffeecop.db import db, now
from coffeecop.models import AuditAction, AuditEntry, Concern, Role, StaffMember
from coffeecop.models.audit import record
from coffeecop.models.concern.conditions import readable_by
from coffeecop.parts import FoundReceipt, find_receipt
from coffeecop.staff.identity.auth import names_of_holders
from coffeecop.web.forms import TOO_MANY_REQUESTS, StaffForm, optional_line, strip
from coffeecop.web.receipt_codes import (
    TooManyMisses,
    is_like_receipt,
    look_up,
    parse_code,
    suggested_words,
)
from coffeecop.web.rendering import render

CONTACT_STAYS_OPEN = timedelta(minutes=15)


SHORTEST_REASON = 5


LONGEST_REASON = 300


class ReasonForm(StaffForm):
    reason = StringField(
        _l("Why do you need it?"),
        description=_l(
            "Open it only to answer this concern. Your reason and your name are logged."
        ),
        filters=[strip],
        validators=[
            DataRequired(_l("Say why you need it.")),
            Length(
                min=SHORTEST_REASON,
                max=LONGEST_REASON,
                message=_l("Use between %(min)d and %(max)d characters."),
            ),
        ],
    )


def open_contact(concern: Concern, reason: str, *, by: StaffMember) -> None:
    record(AuditAction.CONTACT_OPENED, by=by, subject=concern, detail={"reason": reason})


def has_opened_contact(concern: Concern, member: StaffMember) -> bool:
    """Return whether this person gave a reason recently."""
    opened = exists().where(
        AuditEntry.subject_table == Concern.__tablename__,
        AuditEntry.subject_id == concern.id,
        AuditEntry.action == AuditAction.CONTACT_OPENED,
        AuditEntry.staff_id == member.id,
        AuditEntry.created_at > now() - CONTACT_STAYS_OPEN,
    )
    return bool(db.session.scalar(select(opened)))


class SearchForm(StaffForm):
    words = optional_line(
        _l("The six words that they read to you"),
        most=200,
        description=_l(
            "Capital letters and accents don't matter."
            " Anyone who has the words may hear the answer."
        ),
    )

    @property
    def code(self) -> str:
        return parse_code(self.words.data or "")

    @property
    def is_receipt(self) -> bool:
        return is_like_receipt(self.code)


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
