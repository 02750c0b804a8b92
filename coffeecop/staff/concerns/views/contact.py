"""The sender's contact details, shown after a reason, which is logged."""

from flask import Response, abort, g
from flask.typing import ResponseReturnValue

from coffeecop.db import db
from coffeecop.models import AuditAction, Concern, Contact
from coffeecop.models.audit import record
from coffeecop.staff.auth import staff_only
from coffeecop.staff.concerns.forms import ReasonForm
from coffeecop.staff.concerns.queries import has_contact, has_opened_contact
from coffeecop.staff.concerns.views.blueprint import bp, concern_or_404
from coffeecop.web.rendering import render, see_other


@bp.post("/<int:concern_id>/contact-openings")
@staff_only
def open_contact(concern_id: int) -> ResponseReturnValue:
    concern = _concern_with_contact_or_404(concern_id)
    form = ReasonForm()
    if not form.validate_on_submit():
        return _contact_page(concern, form)
    record(AuditAction.CONTACT_OPENED, by=g.staff_member, subject=concern, detail=form.reason.data)
    db.session.commit()
    return see_other("staff_concerns.contact", concern_id=concern.id)


@bp.get("/<int:concern_id>/contact")
@staff_only
def contact(concern_id: int) -> ResponseReturnValue:
    concern = _concern_with_contact_or_404(concern_id)
    is_open = has_opened_contact(concern, g.staff_member)
    return _contact_page(concern, ReasonForm(), concern.contact if is_open else None)


def _concern_with_contact_or_404(concern_id: int) -> Concern:
    concern = concern_or_404(concern_id)
    return concern if has_contact(concern) else abort(404)


def _contact_page(concern: Concern, form: ReasonForm, contact: Contact | None = None) -> Response:
    return render(
        "staff/concerns/contact.html",
        fragment="contact",
        concern=concern,
        contact=contact,
        reason_form=form,
    )
