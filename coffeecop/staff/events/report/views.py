"""What came of an event or of a season, on one sheet for the chief and the council."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import Response, g, render_template, request
from flask.typing import ResponseReturnValue

from coffeecop.db import db
from coffeecop.models import AuditAction, Event
from coffeecop.models.audit import record
from coffeecop.staff.concern_list.work import next_event
from coffeecop.staff.events.report.export import XLSX, report_csv, report_xlsx
from coffeecop.staff.events.report.forms import SeasonForm
from coffeecop.staff.events.report.matters import matters_of
from coffeecop.staff.events.report.queries import event_report
from coffeecop.staff.events.report.sheet import ReportSheet, sheet_of
from coffeecop.staff.events.report.tables import ReportTable
from coffeecop.staff.events.views.blueprint import bp, event_or_plan
from coffeecop.staff.identity.auth import staff_only
from coffeecop.staff.summaries.season import events_between
from coffeecop.web.csv_files import csv_response
from coffeecop.web.forms import StaffForm
from coffeecop.web.pdf import PdfFailed, can_make_pdf, pdf_response
from coffeecop.web.rendering import render

TEMPLATE = "staff/events/report/show.html"


@dataclass(frozen=True)
class Reported:
    """The events of a report, in their order, and what its pages have in their addresses."""

    events: Sequence[Event]
    name: str
    args: dict[str, Any]
    # None: the report of one event.
    season: SeasonForm | None = None
    form: StaffForm = field(default_factory=StaffForm)


@bp.get("/<int:event_id>/report")
@bp.get("/season")
@staff_only
def report(event_id: int | None = None) -> ResponseReturnValue:
    return _page(_reported(event_id))


@bp.get("/<int:event_id>/report.pdf")
@bp.get("/season.pdf")
@staff_only
def report_pdf(event_id: int | None = None) -> ResponseReturnValue:
    reported = _reported(event_id)
    if not reported.events:
        return _page(reported)
    told = _told(reported)
    html = render_template(TEMPLATE, **told)
    try:
        return pdf_response(html, f"{reported.name}.pdf", photos=_photos(told["sheet"]))
    except PdfFailed:
        return _page(reported, pdf_failed=True)


@bp.post("/<int:event_id>/report.csv")
@bp.post("/season.csv")
@staff_only
def export_report_csv(event_id: int | None = None) -> ResponseReturnValue:
    reported = _reported(event_id)
    if not reported.events or not reported.form.validate_on_submit():
        return _page(reported)
    return csv_response(report_csv(_exported(reported, "CSV")), f"{reported.name}.csv")


@bp.post("/<int:event_id>/report.xlsx")
@bp.post("/season.xlsx")
@staff_only
def export_report_xlsx(event_id: int | None = None) -> ResponseReturnValue:
    reported = _reported(event_id)
    if not reported.events or not reported.form.validate_on_submit():
        return _page(reported)
    response = Response(report_xlsx(_exported(reported, "XLSX")), mimetype=XLSX)
    response.headers.set("Content-Disposition", "attachment", filename=f"{reported.name}.xlsx")
    return response


def _reported(event_id: int | None) -> Reported:
    if event_id is not None:
        event = event_or_plan(event_id, lambda event: event.is_published and event.has_begun)
        return Reported([event], f"{event.slug}-report", {"event_id": event.id})
    agency = g.staff_member.agency
    form = SeasonForm(today=agency.today)
    events = events_between(agency, **form.args) if form.validate() else []
    return Reported(events, "{since}-{until}-report".format(**form.args), form.args, form)


def _exported(reported: Reported, kind: str) -> Sequence[ReportTable]:
    """Return what goes into a file, with an audit entry for each event."""
    tables = _sheet(reported).tables
    for event in reported.events:
        record(AuditAction.REPORT_EXPORTED, by=g.staff_member, subject=event, detail={"file": kind})
    # End the transaction before the file is built, so that writers need not wait.
    db.session.commit()
    return tables


def _page(reported: Reported, *, pdf_failed: bool = False) -> Response:
    return render(
        TEMPLATE,
        fragment="staff_content",
        status=503 if pdf_failed else None,
        can_make_pdf=can_make_pdf(),
        pdf_failed=pdf_failed,
        **_told(reported),
    )


def _sheet(reported: Reported) -> ReportSheet:
    reports = [event_report(event) for event in reported.events]
    return sheet_of(reports, matters_of(reported.events))


def _told(reported: Reported) -> dict[str, Any]:
    """Return what the page and the PDF have in common."""
    ahead = next_event(g.staff_member.agency_id)
    return {
        "reported": reported,
        "form": reported.form,
        "season": reported.season,
        "event": reported.events[0] if len(reported.events) == 1 else None,
        "sheet": _sheet(reported) if reported.events else None,
        "next_event": ahead if ahead and not ahead.has_begun else None,
        "paper": "a4" if request.args.get("paper") == "a4" else "letter",
    }


def _photos(sheet: ReportSheet) -> dict[str, bytes]:
    """Return the photos of a sheet by their addresses in the page."""
    return {line.photo_url: line.photo.content for line in sheet.matters if line.photo}
