"""How to reach a resident, for a reason; and the search, by words or receipt words."""

from flask import Response, g
from flask.typing import ResponseReturnValue

from coffeecop.db import db
from coffeecop.models import Concern, Contact
from coffeecop.staff.concerns.blueprint import bp, concern_with_contact_or_404, filter_or_404
from coffeecop.staff.concerns.contact import (
    ReasonForm,
    SearchForm,
    found_or_page,
    has_opened_contact,
    open_contact,
    receipt_page,
)
from coffeecop.staff.identity.auth import staff_only
from coffeecop.staff.identity.confirmation import recently_confirmed
from coffeecop.web.rendering import render, see_other


@bp.post("/<int:concern_id>/contact-openings", endpoint="open_contact")
@staff_only
@recently_confirmed
def give_reason(concern_id: int) -> ResponseReturnValue:
    concern = concern_with_contact_or_404(concern_id)
    form = ReasonForm().or_show(lambda form: _contact_page(concern, form))
    open_contact(concern, form.reason.data, by=g.staff_member)
    db.session.commit()
    return see_other("staff_concerns.contact", concern_id=concern.id)


@bp.get("/<int:concern_id>/contact")
@staff_only
@recently_confirmed
def contact(concern_id: int) -> ResponseReturnValue:
    concern = concern_with_contact_or_404(concern_id)
    is_open = has_opened_contact(concern, g.staff_member)
    return _contact_page(concern, ReasonForm(), concern.contact if is_open else None)


def _contact_page(concern: Concern, form: ReasonForm, contact: Contact | None = None) -> Response:
    return render(
        "staff/concerns/contact.html",
        fragment="contact",
        concern=concern,
        contact=contact,
        reason_form=form,
    )


@bp.post("/searches")
@staff_only
def search() -> ResponseReturnValue:
    """List what has these words; receipt words, which never stand in an address, open theirs."""
    form = SearchForm().or_show(receipt_page)
    if not form.is_receipt:
        args = filter_or_404().args_to_search
        return see_other("staff_concerns.index", q=form.words.data, **args)
    found = found_or_page(form)
    if not isinstance(found, Concern):
        return found
    db.session.commit()
    return see_other("staff_concerns.show", concern_id=found.id)
