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
from coffeecop.staff.events.views.blueprint import bp, event_or_plan
from coffeecop.staff.identity.auth import staff_only
from coffeecop.web.csv_files import csv_response
from coffeecop.web.forms import StaffForm
from coffeecop.web.pdf import PdfFailed, can_make_pdf, pdf_response
from coffeecop.web.rendering import render


@bp.get("/<int:event_id>/report")
@staff_only
def report(event_id: int) -> ResponseReturnValue:
    return _report_page(_reported(event_id), StaffForm())


@bp.get("/<int:event_id>/report.pdf")
@staff_only
def report_pdf(event_id: int) -> ResponseReturnValue:
    event = _reported(event_id)
    html = render_template(
        "staff/events/report/show.html", event=event, form=StaffForm(), **_told(event)
    )
    try:
        return pdf_response(html, f"{event.slug}-report.pdf")
    except PdfFailed:
        return _report_page(event, StaffForm(), pdf_failed=True)


@bp.post("/<int:event_id>/report.csv")
@staff_only
def export_report_csv(event_id: int) -> ResponseReturnValue:
    event, form = _reported(event_id), StaffForm()
    if not form.validate_on_submit():
        return _report_page(event, form)
    return csv_response(report_csv(_exported(event, "CSV")), f"{event.slug}-report.csv")


@bp.post("/<int:event_id>/report.xlsx")
@staff_only
def export_report_xlsx(event_id: int) -> ResponseReturnValue:
    event, form = _reported(event_id), StaffForm()
    if not form.validate_on_submit():
        return _report_page(event, form)
    response = Response(report_xlsx(_exported(event, "XLSX")), mimetype=XLSX)
    name = f"{event.slug}-report.xlsx"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def _reported(event_id: int) -> Event:
    return event_or_plan(event_id, lambda event: event.is_published and event.has_begun)


def _exported(event: Event, kind: str) -> list[Section]:
    """Return what goes into a file, with an audit entry."""
    told = sections(event_report(event))
    record(AuditAction.REPORT_EXPORTED, by=g.staff_member, subject=event, detail={"file": kind})
    # End the transaction before the file is built, so that writers need not wait.
    db.session.commit()
    return told


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
