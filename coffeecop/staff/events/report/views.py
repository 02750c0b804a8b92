"""A report: what became of what we said, what people raised since, and what we will do."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, flash, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.db import db
from coffeecop.models import AuditAction
from coffeecop.models.audit import record
from coffeecop.models.report import last_report, next_report_due, reports_of
from coffeecop.staff.concern_list.work import next_event
from coffeecop.staff.events.report.export import XLSX, report_csv, report_xlsx
from coffeecop.staff.events.report.forms import PublishForm
from coffeecop.staff.events.report.page import Reported, offered, reported
from coffeecop.staff.events.report.publishing import PUBLISHERS, LacksState, publish
from coffeecop.staff.events.report.tables import ReportTable
from coffeecop.staff.events.views.blueprint import event_or_404, event_or_plan
from coffeecop.staff.identity.auth import only_for, staff_only
from coffeecop.web.csv_files import csv_response
from coffeecop.web.forms import StaffForm
from coffeecop.web.pdf import PdfFailed, can_make_pdf, pdf_response
from coffeecop.web.rendering import render, see_other
from coffeecop.web.security import parse_id

TEMPLATE = "staff/events/report/show.html"
PAPERS = ("letter", "a4", "slide")
# What the addresses of before could say besides their event.
FORMER_ARGS = ("since", "until", "paper")

bp = Blueprint("staff_reports", __name__, url_prefix="/staff/events")


@bp.get("/reports")
@staff_only
def index() -> ResponseReturnValue:
    agency = g.staff_member.agency
    return render(
        "staff/events/report/index.html",
        fragment="staff_content",
        reports=reports_of(agency),
        offered=list(offered(agency)),
        due_on=next_report_due(agency, last_report(agency.id)),
    )


@bp.get("/reports/sheet")
@bp.get("/reports/<int:report_id>")
@staff_only
def show(report_id: int | None = None) -> ResponseReturnValue:
    return _page(_reported(report_id))


@bp.get("/reports/sheet.pdf")
@bp.get("/reports/<int:report_id>.pdf")
@staff_only
def pdf(report_id: int | None = None) -> ResponseReturnValue:
    about = _reported(report_id)
    if about.sheet is None:
        return _page(about)
    html = render_template(TEMPLATE, form=StaffForm(), **_told(about))
    try:
        return pdf_response(html, f"{about.name}.pdf", photos=_photos(about))
    except PdfFailed:
        return _page(about, pdf_failed=True)


@bp.post("/reports/sheet.csv")
@staff_only
def export_csv() -> ResponseReturnValue:
    about, form = _reported(), StaffForm()
    if not about.events or not form.validate_on_submit():
        return _page(about, form)
    return csv_response(report_csv(_exported(about, "CSV")), f"{about.name}.csv")


@bp.post("/reports/sheet.xlsx")
@staff_only
def export_xlsx() -> ResponseReturnValue:
    about, form = _reported(), StaffForm()
    if not about.events or not form.validate_on_submit():
        return _page(about, form)
    response = Response(report_xlsx(_exported(about, "XLSX")), mimetype=XLSX)
    response.headers.set("Content-Disposition", "attachment", filename=f"{about.name}.xlsx")
    return response


@bp.post("/reports")
@only_for(*PUBLISHERS)
def create() -> ResponseReturnValue:
    about, form = _reported(), PublishForm()
    if about.sheet is None or not form.validate_on_submit():
        return _page(about, form)
    member = g.staff_member
    try:
        report = publish(
            member.agency,
            about.about,
            told=about.told,
            chosen=form.chosen.data or (),
            key_hash=form.key_hash(),
            by=member,
        )
    except LacksState:
        db.session.rollback()
        form.form_errors.append(_("Say what became of each line of the last report first."))
        return _page(about, form)
    db.session.commit()
    flash(_("Published."))
    return see_other("staff_reports.show", report_id=report.id)


@bp.get("/<int:event_id>/report")
@bp.get("/season")
@bp.get("/season.pdf", endpoint="former_pdf")
@bp.get("/<int:event_id>/report.pdf", endpoint="former_pdf")
@staff_only
def former(event_id: int | None = None) -> ResponseReturnValue:
    """Lead on from where the report of an event and of a season was."""
    page = "pdf" if request.path.endswith(".pdf") else "show"
    args = {"event": event_or_404(event_id).id} if event_id else {}
    kept = {name: request.args[name] for name in FORMER_ARGS if name in request.args}
    return see_other(f"staff_reports.{page}", **args, **kept)


def _reported(report_id: int | None = None) -> Reported:
    """Return what the address is about: ?event=7, days, or a report that is published."""
    event_id = parse_id(request.args.get("event", ""))
    if not event_id:
        return reported(report_id)
    return reported(
        event=event_or_plan(event_id, lambda event: event.is_published and event.has_begun)
    )


def _exported(about: Reported, kind: str) -> Sequence[ReportTable]:
    """Return what goes into a file, with an audit entry for each event."""
    tables = about.sheet.tables if about.sheet else ()
    for event in about.events:
        record(AuditAction.REPORT_EXPORTED, by=g.staff_member, subject=event, detail={"file": kind})
    # End the transaction before the file is built, so that writers need not wait.
    db.session.commit()
    return tables


def _page(about: Reported, form: StaffForm | None = None, *, pdf_failed: bool = False) -> Response:
    return render(
        TEMPLATE,
        fragment="staff_content",
        status=503 if pdf_failed else None,
        can_make_pdf=can_make_pdf(),
        pdf_failed=pdf_failed,
        form=form or PublishForm(),
        **_told(about),
    )


def _told(about: Reported) -> dict[str, Any]:
    """Return what the page and the PDF have in common."""
    ahead = next_event(g.staff_member.agency_id)
    paper = request.args.get("paper")
    return {
        "reported": about,
        "choice": about.choice,
        "event": about.event,
        "sheet": about.sheet,
        "account": about.account,
        "next_event": ahead if ahead and not ahead.has_begun else None,
        "paper": paper if paper in PAPERS else "letter",
        "may_publish": about.report is None and g.staff_member.has_any(*PUBLISHERS),
    }


def _photos(about: Reported) -> dict[str, bytes]:
    """Return the photos of a sheet by their addresses in the page."""
    lines: list[Any] = [*about.account.lines, *(about.sheet.matters if about.sheet else ())]
    return {
        url_for("matters.photo", matter_id=line.matter.id, digest=line.photo.digest): (
            line.photo.content
        )
        for line in lines
        if line.photo and line.matter
    }
