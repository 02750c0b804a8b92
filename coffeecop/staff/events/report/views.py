"""A report: what became of what we said, what people raised since, and what we will do."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, abort, flash, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.db import db
from coffeecop.models import AuditAction, Event, Language, Report, Role
from coffeecop.models.audit import record
from coffeecop.models.matters.queries import may_publish
from coffeecop.models.report import reports_of
from coffeecop.staff.concern_list.work import next_event
from coffeecop.staff.events.report.files import header
from coffeecop.staff.events.report.forms import A_YEAR, PeriodForm, PublishForm
from coffeecop.staff.events.report.page import ReportSheet, first_day, offered
from coffeecop.staff.events.report.publishing import LacksState, publish
from coffeecop.staff.events.views.blueprint import event_or_404, event_or_plan
from coffeecop.staff.identity.auth import only_for, own_or_404, staff_only
from coffeecop.staff.summaries.season import events_between, reported_events
from coffeecop.web.csv_files import csv_file, csv_response
from coffeecop.web.forms import StaffForm
from coffeecop.web.pdf import PdfFailed, can_make_pdf, pdf_response
from coffeecop.web.rendering import render, render_in, see_other
from coffeecop.web.security import parse_id
from coffeecop.web.xlsx_files import workbook

TEMPLATE, ARTICLE = "staff/events/report/show.html", "staff/events/report/article.html"
PAPERS = ("letter", "a4", "both", "slide")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What the addresses of before could say besides their event.
FORMER_ARGS = ("since", "until", "paper")

bp = Blueprint("staff_reports", __name__, url_prefix="/staff/events")


@bp.get("/reports")
@staff_only
def index() -> ResponseReturnValue:
    return _index(_period())


@bp.get("/reports/sheet")
@bp.get("/reports/<int:report_id>")
@staff_only
def show(report_id: int | None = None) -> ResponseReturnValue:
    return _page(_sheet(report_id), PublishForm())


@bp.get("/reports/sheet.pdf", endpoint="pdf")
@bp.get("/reports/<int:report_id>.pdf", endpoint="pdf")
@bp.get("/reports/sheet.png", endpoint="png")
@bp.get("/reports/<int:report_id>.png", endpoint="png")
@staff_only
def file(report_id: int | None = None) -> ResponseReturnValue:
    sheet, kind = _sheet(report_id), request.path.rpartition(".")[2]
    html = render_template(TEMPLATE, form=StaffForm(), **_in_both(_shown(sheet)))
    try:
        return pdf_response(html, f"{sheet.name}.{kind}", photos=sheet.photos)
    except PdfFailed:
        return _page(sheet, PublishForm(), pdf_failed=True)


@bp.post("/reports/sheet.csv", endpoint="export_csv")
@bp.post("/reports/sheet.xlsx", endpoint="export_xlsx")
@staff_only
def export() -> ResponseReturnValue:
    sheet, form, kind = _sheet(), StaffForm(), request.path.rpartition(".")[2]
    if not sheet.events or not form.validate_on_submit():
        return _page(sheet, form)
    rows, filename = [*sheet.rows()], f"{sheet.name}.{kind}"
    for event in sheet.events:
        detail = {"file": kind.upper()}
        record(AuditAction.REPORT_EXPORTED, by=g.staff_member, subject=event, detail=detail)
    # End the transaction before the file is built, so that writers need not wait.
    db.session.commit()
    if kind == "csv":
        cells = ([str("" if cell is None else cell) for cell in row] for row in rows)
        return csv_response(csv_file(header(), cells), filename)
    response = Response(workbook([(_("Report"), [header(), *rows])]), mimetype=XLSX)
    response.headers.set("Content-Disposition", "attachment", filename=filename)
    return response


@bp.post("/reports")
@only_for(Role.ORGANIZER, Role.ADMIN)
def create() -> ResponseReturnValue:
    sheet, form, member = _sheet(), PublishForm(), g.staff_member
    if not form.validate_on_submit():
        return _page(sheet, form)
    try:
        report = publish(
            member.agency,
            sheet.days,
            sheet.event,
            told=sheet.told_in_each_language,
            chosen=form.chosen.data or (),
            key_hash=form.key_hash(),
            by=member,
        )
    except LacksState:
        db.session.rollback()
        form.form_errors.append(_("Say what became of each line of the last report first."))
        return _page(sheet, form)
    db.session.commit()
    flash(_("Published."))
    return see_other("staff_reports.show", report_id=report.id)


@bp.get("/<int:event_id>/report")
@bp.get("/<int:event_id>/report.pdf")
@bp.get("/season")
@bp.get("/season.pdf")
@staff_only
def former(event_id: int | None = None) -> ResponseReturnValue:
    """Lead on from where the report of an event and of a season was."""
    page = "pdf" if request.path.endswith(".pdf") else "show"
    args = {"event": event_or_404(event_id).id} if event_id else {}
    kept = {name: request.args[name] for name in FORMER_ARGS if name in request.args}
    return see_other(f"staff_reports.{page}", **args, **kept)


def _sheet(report_id: int | None = None) -> ReportSheet:
    """Return what the address is about: ?event=7&event=5, days, or a report that is published."""
    if report_id is not None:
        return ReportSheet({"report_id": report_id}, report=own_or_404(Report, report_id))
    agency = g.staff_member.agency
    chosen = {parse_id(each) or abort(404) for each in request.args.getlist("event")}
    if chosen:
        events = reported_events(agency, Event.id.in_(chosen))
        for each in chosen.difference(event.id for event in events):
            # There is none, or it has not begun.
            event_or_plan(each, lambda _event: False)
        return ReportSheet({"event": [event.id for event in events]}, events)
    period = _period()
    if not period.validate():
        abort(_index(period))
    return ReportSheet(period.args, events_between(agency, **period.args))


def _period() -> PeriodForm:
    agency = g.staff_member.agency
    return PeriodForm(since=first_day(agency), until=agency.today)


def _index(period: PeriodForm) -> Response:
    agency = g.staff_member.agency
    return render(
        "staff/events/report/index.html",
        fragment="staff_content",
        period=period,
        reports=reports_of(agency),
        offered=offered(agency),
        events=events_between(agency, since=agency.today - A_YEAR, until=agency.today),
    )


def _page(sheet: ReportSheet, form: StaffForm, *, pdf_failed: bool = False) -> Response:
    return render(
        TEMPLATE,
        fragment="staff_content",
        status=503 if pdf_failed else None,
        can_make_pdf=can_make_pdf(),
        pdf_failed=pdf_failed,
        form=form,
        **{**_shown(sheet), "chosen": form.data.get("chosen") if form.is_submitted() else None},
    )


def _shown(sheet: ReportSheet) -> dict[str, Any]:
    """Return what the page and the PDF have in common."""
    ahead, paper = next_event(g.staff_member.agency_id), request.args.get("paper")
    return {
        "sheet": sheet,
        "next_event": ahead if ahead and not ahead.has_begun else None,
        "paper": paper if paper in PAPERS else "letter",
        "may_publish": sheet.report is None and may_publish(g.staff_member),
        "chosen": None,
    }


def _in_both(shown: dict[str, Any]) -> dict[str, Any]:
    """Return the same with both sides of one paper, if that is asked for."""
    if shown["paper"] != "both":
        return shown
    # Each with a sheet of its own, since that keeps what it says.
    sheets = [{**shown, "sheet": replace(shown["sheet"])} for _each in Language]
    both = zip(Language, sheets, strict=True)
    return {"articles": [render_in(each, ARTICLE, **sheet) for each, sheet in both], **shown}
