"""A report: what became of what we said, what people raised since, and what we will do."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, abort, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.db import db
from coffeecop.models import Event, Language, Role
from coffeecop.staff.events.report.files import drawn, export, table
from coffeecop.staff.events.report.forms import ExportForm, PeriodForm, PublishForm
from coffeecop.staff.events.report.publishing import LacksState, publish
from coffeecop.staff.events.report.sheet import ReportSheet, choices, sheet_of
from coffeecop.staff.identity.auth import only_for, own_or_404, staff_only
from coffeecop.web.rendering import render, render_in, see_other, told

TEMPLATE, ARTICLE = "staff/events/report/show.html", "staff/events/report/article.html"
PAPERS = ("letter", "a4", "both", "slide")
# What the addresses of before could say besides their event.
FORMER_ARGS = ("since", "until", "paper")

bp = Blueprint("staff_reports", __name__, url_prefix="/staff/events")


@bp.get("/reports")
@staff_only
def index() -> ResponseReturnValue:
    return _index(choices())


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
    sheet, form = _sheet(report_id), PublishForm()
    html = render_template(TEMPLATE, form=form, **_in_both(sheet, _paper()))
    return drawn(sheet, html, _kind()) or _page(sheet, form, pdf_failed=True)


@bp.post("/reports/sheet.csv", endpoint="export_csv")
@bp.post("/reports/sheet.xlsx", endpoint="export_xlsx")
@staff_only
def export_table() -> ResponseReturnValue:
    sheet, form, kind = _sheet(), ExportForm(), _kind()
    if not sheet.events or not form.validate_on_submit():
        return _page(sheet, form)
    rows = export(sheet, kind, by=g.staff_member)
    # End the transaction before the file is built, so that writers need not wait.
    db.session.commit()
    return table(sheet, rows, kind)


@bp.post("/reports")
@only_for(Role.ORGANIZER, Role.ADMIN)
def create() -> ResponseReturnValue:
    sheet, form, member = _sheet(), PublishForm(), g.staff_member
    form.or_show(lambda form: _page(sheet, form))
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
    return told(_("Published."), "staff_reports.show", report_id=report.id)


@bp.get("/<int:event_id>/report")
@bp.get("/<int:event_id>/report.pdf")
@bp.get("/season")
@bp.get("/season.pdf")
@staff_only
def former(event_id: int | None = None) -> ResponseReturnValue:
    """Lead on from where the report of an event and of a season was."""
    page = "pdf" if _kind() == "pdf" else "show"
    event = own_or_404(Event, event_id).id if event_id else None
    kept = {name: request.args[name] for name in FORMER_ARGS if name in request.args}
    return see_other(f"staff_reports.{page}", event=event, **kept)


def _sheet(report_id: int | None = None) -> ReportSheet:
    found = sheet_of(report_id)
    return abort(_index(choices(found))) if isinstance(found, PeriodForm) else found


def _kind() -> str:
    return request.path.rpartition(".")[2]


def _paper() -> str:
    paper = request.args.get("paper", "")
    return paper if paper in PAPERS else "letter"


def _index(found: dict[str, Any]) -> Response:
    return render("staff/events/report/index.html", fragment="staff_content", **found)


def _page(
    sheet: ReportSheet, form: ExportForm | PublishForm, *, pdf_failed: bool = False
) -> Response:
    return render(
        TEMPLATE,
        fragment="staff_content",
        status=503 if pdf_failed else None,
        pdf_failed=pdf_failed,
        on_screen=True,
        form=form,
        sheet=sheet,
        paper=_paper(),
        chosen=form.data.get("chosen") if form.is_submitted() else None,
    )


def _in_both(sheet: ReportSheet, paper: str) -> dict[str, Any]:
    """Return what is on paper: of both sides each with a sheet that keeps what it says."""
    sides = Language if paper == "both" else ()
    # What leaves the department does not lead into the pages of staff.
    shown = {"paper": paper, "chosen": None, "on_screen": False}
    articles = [render_in(each, ARTICLE, sheet=replace(sheet), **shown) for each in sides]
    return {"articles": articles, "sheet": sheet, **shown}
