"""What a report tells as one table, CSV or XLSX."""

import io
from collections.abc import Iterator, Sequence
from datetime import date

from flask import Response
from flask_babel import gettext as _

from coffeecop.models import Matter, StaffMember
from coffeecop.models.audit import record
from coffeecop.parts.reports.content import community_name, quotes_of
from coffeecop.parts.reports.event_reports import EventReport
from coffeecop.parts.reports.models import ReportAction
from coffeecop.parts.reports.sheet import ReportSheet
from coffeecop.parts.reports.shown import matter_lines
from coffeecop.web.csv_files import csv_file, csv_response
from coffeecop.web.event_labels import QUESTION_NAMES
from coffeecop.web.i18n import localized

# Of a cell, as spreadsheet programs allow.
LONGEST_TEXT = 32_767
# Of columns, in letters: the first ones, and the others.
WIDTHS, WIDTH = (28, 36, 12), 28
Cell = str | int | date | None
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


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
    response = Response(workbook(_("Report"), rows), mimetype=XLSX)
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
    for officer, body in quotes_of([report]):
        yield _("What officers heard"), officer, None, None, body


def _matters(matters: Sequence[Matter]) -> Iterator[Sequence[Cell]]:
    for line, matter in zip(matter_lines(matters), matters, strict=True):
        asked = localized(matter, "asked")
        words = " ".join(filter(None, [f"{line.state}.", asked, line.words]))
        yield _("What came of it"), line.name, None, None, words


def workbook(name: str, rows: Sequence[Sequence[Cell]]) -> bytes:
    """Return a workbook of one sheet, with a heading.

    Numbers are numbers and days are days; each text is a text, never a formula or a link.
    """
    # Imported here, as few ask for it.
    import xlsxwriter

    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        header = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        words = book.add_format({"text_wrap": True, "valign": "top"})
        day = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"})
        sheet = book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(rows[0]) - 1, WIDTH)
        for column, width in enumerate(WIDTHS):
            sheet.set_column(column, column, width)
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, int):
                    sheet.write_number(number, column, cell, words)
                elif isinstance(cell, date):
                    sheet.write_datetime(number, column, cell, day)
                elif cell:
                    # A longer text would be left out whole.
                    text = cell if len(cell) <= LONGEST_TEXT else cell[: LONGEST_TEXT - 1] + "…"
                    sheet.write_string(number, column, text, words if number else header)
    return file.getvalue()
