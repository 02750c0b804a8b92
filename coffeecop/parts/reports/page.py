"""What the pages of reports show, and the sheet of one on paper."""

from dataclasses import replace
from typing import Any

from flask import Response, abort, render_template, request

from coffeecop.models import Language
from coffeecop.parts.reports.choosing import choices, sheet_of
from coffeecop.parts.reports.forms import ExportForm, PeriodForm, PublishForm
from coffeecop.parts.reports.sheet import ReportSheet
from coffeecop.web.rendering import render, render_in

TEMPLATE, ARTICLE = "reports/show.html", "reports/article.html"
PAPERS = ("letter", "a4", "both", "slide")


def index_page(period: PeriodForm | None = None, **shown: Any) -> Response:
    return render("reports/index.html", fragment="staff_content", **{**choices(period), **shown})


def sheet_or_index(report_id: int | None = None) -> ReportSheet:
    """Return what the address is about, or show what it may be about."""
    found = sheet_of(report_id)
    return abort(index_page(found)) if isinstance(found, PeriodForm) else found


def sheet_page(
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


def html_on_paper(sheet: ReportSheet) -> str:
    """Return what is on paper: of both sides each with a sheet that keeps what it says."""
    paper = _paper()
    sides = Language if paper == "both" else ()
    # What leaves the department does not lead into the pages of staff.
    shown = {"paper": paper, "chosen": None, "on_screen": False}
    articles = [render_in(each, ARTICLE, sheet=replace(sheet), **shown) for each in sides]
    return render_template(TEMPLATE, form=PublishForm(), articles=articles, sheet=sheet, **shown)


def _paper() -> str:
    paper = request.args.get("paper", "")
    return paper if paper in PAPERS else "letter"
