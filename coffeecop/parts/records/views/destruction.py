"""What is due, who approves that it is destroyed, and the certificate."""

from typing import Any

from flask import Response, abort, flash, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.db import db
from coffeecop.models import Role
from coffeecop.parts.records import actions, queries
from coffeecop.parts.records.backups import backups_that_hold
from coffeecop.parts.records.due import may_read, not_asked_yet, summary
from coffeecop.parts.records.forms import AskForm
from coffeecop.parts.records.models.destructions import Destruction
from coffeecop.parts.records.models.schedule import RetentionRule
from coffeecop.parts.records.views.blueprint import bp, rule_or_404
from coffeecop.staff.identity.auth import only_for, own_or_404
from coffeecop.staff.identity.confirmation import recently_confirmed
from coffeecop.web.forms import StaffForm
from coffeecop.web.pdf import PdfFailed, can_make_pdf, pdf_response
from coffeecop.web.rendering import render, see_other


@bp.get("/due/<series>")
@only_for(Role.RECORDS)
def due(series: str) -> ResponseReturnValue:
    return _show_due(rule_or_404(series), AskForm(formdata=None))


@bp.post("/due/<series>")
@only_for(Role.RECORDS)
@recently_confirmed
def ask(series: str) -> ResponseReturnValue:
    rule, form = rule_or_404(series), AskForm()
    if not form.validate_on_submit():
        return _show_due(rule, form)
    try:
        key_hash = form.key_hash("destruction", series)
        asked = actions.ask_for_destruction(rule, key_hash=key_hash, by=g.staff_member)
    except actions.NothingDue:
        form.form_errors.append(_("Nothing is due that nobody has asked for yet."))
        return _show_due(rule, form)
    db.session.commit()
    flash(_("Asked. Two others have to approve it."))
    return see_other("records.destruction", destruction_id=asked.id)


@bp.get("/destructions/<int:destruction_id>")
@only_for(Role.RECORDS)
def destruction(destruction_id: int) -> ResponseReturnValue:
    return _show_destruction(_destruction_or_404(destruction_id), StaffForm(formdata=None))


@bp.get("/destructions/<int:destruction_id>.pdf")
@only_for(Role.RECORDS)
def certificate_pdf(destruction_id: int) -> ResponseReturnValue:
    found = _destruction_or_404(destruction_id)
    if not found.is_done:
        abort(404)
    form = StaffForm(formdata=None)
    html = render_template("records/destruction.html", form=form, **_told(found))
    try:
        return pdf_response(html, f"destruction-{found.id}.pdf")
    except PdfFailed:
        return _show_destruction(found, form, pdf_failed=True)


@bp.post("/destructions/<int:destruction_id>/approval")
@only_for(Role.RECORDS)
@recently_confirmed
def approve(destruction_id: int) -> ResponseReturnValue:
    found, form = _destruction_or_404(destruction_id), StaffForm()
    if not form.validate_on_submit():
        return _show_destruction(found, form)
    try:
        actions.approve(found, by=g.staff_member)
    except actions.CannotApprove:
        form.form_errors.append(
            _("You cannot approve this: another person must, or it is decided already.")
        )
        return _show_destruction(found, form)
    db.session.commit()
    flash(_("Approved."))
    return see_other("records.destruction", destruction_id=found.id)


@bp.post("/destructions/<int:destruction_id>/stop")
@only_for(Role.RECORDS)
def stop(destruction_id: int) -> ResponseReturnValue:
    found, form = _destruction_or_404(destruction_id), StaffForm()
    if not form.validate_on_submit():
        return _show_destruction(found, form)
    try:
        actions.stop(found, by=g.staff_member)
    except actions.CannotStop:
        form.form_errors.append(_("It cannot be stopped any more."))
        return _show_destruction(found, form)
    db.session.commit()
    flash(_("Stopped. Nothing of it is destroyed."))
    return see_other("records.destruction", destruction_id=found.id)


def _show_due(rule: RetentionRule, form: AskForm) -> Response:
    """Show what is due of a series, the oldest first."""
    if rule.version is None or not rule.needs_approval:
        abort(404)
    member = g.staff_member
    rows = queries.rows_due(member.agency, rule)
    numbers = [row.number for row in rows]
    return render(
        "records/due.html",
        fragment="due",
        rule=rule,
        form=form,
        rows=rows,
        due=summary(member.agency, not_asked_yet(member.agency, rule)),
        concerns=queries.concerns_of(rule.series, numbers, member),
        texts=queries.texts_of(rule.series, numbers),
    )


def _destruction_or_404(destruction_id: int) -> Destruction:
    found = own_or_404(Destruction, destruction_id)
    return found if may_read(found.series, g.staff_member) else abort(404)


def _show_destruction(found: Destruction, form: StaffForm, *, pdf_failed: bool = False) -> Response:
    return render(
        "records/destruction.html",
        fragment="destruction",
        status=503 if pdf_failed else None,
        form=form,
        pdf_failed=pdf_failed,
        can_make_pdf=can_make_pdf(),
        **_told(found),
    )


def _told(found: Destruction) -> dict[str, Any]:
    paper = "a4" if request.args.get("paper") == "a4" else "letter"
    backups = backups_that_hold(found.destroyed_at) if found.destroyed_at else []
    return {"destruction": found, "backups": backups, "paper": paper}
