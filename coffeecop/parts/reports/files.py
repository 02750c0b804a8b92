"""A report as a file: its sheet as PDF or PNG, and what it tells as one table, CSV or XLSX."""

from collections.abc import Iterator, Sequence

from flask import Response
from flask_babel import gettext as _

from coffeecop.models import Matter, StaffMember
from coffeecop.models.audit import record
from coffeecop.parts.reports.event_reports import EventReport
from coffeecop.parts.reports.models import ReportAction
from coffeecop.parts.reports.sheet import ReportSheet
from coffeecop.parts.reports.shown import matter_lines
from coffeecop.parts.reports.told import community_name, lines_told
from coffeecop.staff.summaries.survey import QUESTION_NAMES
from coffeecop.web.csv_files import csv_file, csv_response
from coffeecop.web.i18n import localized
from coffeecop.web.pdf import PdfFailed, pdf_response
from coffeecop.web.xlsx_files import Cell, workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def drawn(sheet: ReportSheet, html: str, kind: str) -> Response | None:
    """Return the sheet as PDF or PNG; None if it could not be made."""
    try:
        return pdf_response(html, f"{sheet.name}.{kind}", photos=sheet.photos)
    except PdfFailed:
        return None


def export(sheet: ReportSheet, kind: str, *, by: StaffMember) -> list[Sequence[Cell]]:
    """Return the rows of its table, of each event those that its own has, and record that."""
    for event in sheet.events:
        detail = {"file": kind.upper()}
        record(ReportAction.EXPORTED, by=by, subject=event, detail=detail)
    event_columns = _("Department"), _("Event"), _("Date"), _("Part of the report")
    rows: list[Sequence[Cell]] = [
        [*event_columns, _("Line of it"), _("Number"), _("Out of how many"), _("In words")]
    ]
    for report in sheet.reports:
        event = report.event
        own = localized(event.agency, "name"), localized(event, "title"), event.day
        published = [each for each in sheet.matters_of[event.id] if each.is_published]
        rows += [[*own, *row] for row in (*_figures(report), *_matters(published))]
    return rows


def table(sheet: ReportSheet, rows: Sequence[Sequence[Cell]], kind: str) -> Response:
    """Return the rows as a file. What is protected has words and no number."""
    filename = f"{sheet.name}.{kind}"
    if kind == "csv":
        header, *lines = ([str("" if cell is None else cell) for cell in row] for row in rows)
        return csv_response(csv_file(header, lines), filename)
    response = Response(workbook([(_("Report"), rows)]), mimetype=XLSX)
    response.headers.set("Content-Disposition", "attachment", filename=filename)
    return response


def _figures(report: EventReport) -> Iterator[Sequence[Cell]]:
    raised, counted = _("What people raised"), _("Who came and wrote")
    for line in report.topics:
        yield raised, line.name, line.number, line.of, line.words
    for each in report.counts:
        number = each.number if isinstance(each.number, int) else None
        yield counted, each.name, number, None, each.words
    for key, answers in report.survey.items():
        yield _("How it felt"), str(QUESTION_NAMES[key]), None, None, answers.words
    for heard in report.heard:
        number = heard.number if isinstance(heard.number, int) else None
        residents = _("%(percent)s percent of residents", percent=heard.percent)
        words = f"{residents}. {heard.words}"
        yield _("Who we did not hear"), community_name(heard.name), number, heard.of, words
    for officer, body in lines_told([report]):
        yield _("What officers heard"), officer, None, None, body


def _matters(matters: Sequence[Matter]) -> Iterator[Sequence[Cell]]:
    for line, matter in zip(matter_lines(matters), matters, strict=True):
        asked = localized(matter, "asked")
        words = " ".join(filter(None, [f"{line.state}.", asked, line.words]))
        yield _("What came of it"), line.name, None, None, words
