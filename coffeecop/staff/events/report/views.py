"""What came of an event, on one page for the chief and the council."""

from typing import Any

from flask import Response, g, render_template, request
from flask.typing import ResponseReturnValue

from coffeecop.db import db
from coffeecop.models import AuditAction, Event
from coffeecop.models.audit import record
from coffeecop.staff.events.report.export import XLSX, report_csv, report_xlsx
from coffeecop.staff.events.report.labels import Section, sections
from coffeecop.staff.events.report.queries import event_report
from coffeecop.staff.events.views.blueprint import bp, event_or_404
from coffeecop.staff.identity.auth import staff_only
from coffeecop.web.csv_files import csv_response
from coffeecop.web.forms import StaffForm
from coffeecop.web.pdf import PdfFailed, can_make_pdf, make_pdf
from coffeecop.web.rendering import render, see_other


@bp.get("/<int:event_id>/report")
@staff_only
def report(event_id: int) -> ResponseReturnValue:
    event = event_or_404(event_id)
    if not _has_report(event):
        return see_other("staff_events.plan", event_id=event.id)
    return _report_page(event, StaffForm())


@bp.get("/<int:event_id>/report.pdf")
@staff_only
def report_pdf(event_id: int) -> ResponseReturnValue:
    event = event_or_404(event_id)
    if not _has_report(event):
        return see_other("staff_events.plan", event_id=event.id)
    html = render_template(
        "staff/events/report/show.html", event=event, form=StaffForm(), **_told(event)
    )
    try:
        pdf = make_pdf(html)
    except PdfFailed:
        return _report_page(event, StaffForm(), pdf_failed=True)
    return _file(pdf, "application/pdf", f"{event.slug}-report.pdf", disposition="inline")


@bp.post("/<int:event_id>/report.csv")
@staff_only
def export_report_csv(event_id: int) -> ResponseReturnValue:
    event = event_or_404(event_id)
    form = StaffForm()
    if not _has_report(event) or not form.validate_on_submit():
        return _not_exported(event, form)
    file = report_csv(_exported(event, "CSV"))
    return csv_response(file, f"{event.slug}-report.csv")


@bp.post("/<int:event_id>/report.xlsx")
@staff_only
def export_report_xlsx(event_id: int) -> ResponseReturnValue:
    event = event_or_404(event_id)
    form = StaffForm()
    if not _has_report(event) or not form.validate_on_submit():
        return _not_exported(event, form)
    file = report_xlsx(_exported(event, "XLSX"))
    return _file(file, XLSX, f"{event.slug}-report.xlsx")


def _has_report(event: Event) -> bool:
    return event.is_published and event.has_begun


def _exported(event: Event, kind: str) -> list[Section]:
    """Return what goes into a file, with an audit entry."""
    told = sections(event_report(event))
    record(AuditAction.REPORT_EXPORTED, by=g.staff_member, subject=event, detail={"file": kind})
    # End the transaction before the file is built, so that writers need not wait.
    db.session.commit()
    return told


def _not_exported(event: Event, form: StaffForm) -> ResponseReturnValue:
    if not _has_report(event):
        return see_other("staff_events.plan", event_id=event.id)
    return _report_page(event, form)


def _report_page(event: Event, form: StaffForm, *, pdf_failed: bool = False) -> Response:
    return render(
        "staff/events/report/show.html",
        fragment="staff_content",
        status=503 if pdf_failed else None,
        event=event,
        form=form,
        can_make_pdf=can_make_pdf(),
        pdf_failed=pdf_failed,
        **_told(event),
    )


def _told(event: Event) -> dict[str, Any]:
    paper = "a4" if request.args.get("paper") == "a4" else "letter"
    return {"sections": sections(event_report(event)), "paper": paper}


def _file(content: bytes, mimetype: str, name: str, *, disposition: str = "attachment") -> Response:
    response = Response(content, mimetype=mimetype)
    response.headers.set("Content-Disposition", disposition, filename=name)
    return response
