"""The tables of the report as files: each row with its event, its day and the department.

A workbook has a sheet for each table. CSV knows no sheets, so there each cell has a row: with the
table and the column that it is of, and a number apart from words.
"""

import io
from collections.abc import Iterator, Sequence
from datetime import date

import xlsxwriter
from flask_babel import gettext as _

from coffeecop.models import Event
from coffeecop.staff.events.report.tables import Cell, Table
from coffeecop.web.csv_files import csv_file
from coffeecop.web.i18n import localized

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Of a sheet, as spreadsheet programs allow.
LONGEST_NAME = 31
# Of columns, in letters: those that every sheet has, and the others.
WIDTHS, WIDTH = (28, 36, 12), 28


def report_csv(tables: Sequence[Table]) -> str:
    names = [_("Part of the report"), _("Line of it"), _("Column"), _("Number"), _("In words")]
    return csv_file([*_event_names(), *names], _cells(tables))


def report_xlsx(tables: Sequence[Table]) -> bytes:
    """Return a workbook in which each text is a text, never a formula or a link."""
    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        header = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        words = book.add_format({"text_wrap": True, "valign": "top"})
        day = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"})
        for table in tables:
            sheet = book.add_worksheet(table.heading[:LONGEST_NAME])
            sheet.freeze_panes(1, 0)
            rows: list[list[Cell]] = [[*_event_names(), *table.header]]
            rows += [[*_of_event(event), *cells] for event, cells in table.rows]
            for column in range(len(rows[0])):
                width = WIDTHS[column] if column < len(WIDTHS) else WIDTH
                sheet.set_column(column, column, width)
            for number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if isinstance(cell, int):
                        sheet.write_number(number, column, cell, words)
                    elif isinstance(cell, date):
                        sheet.write_datetime(number, column, cell, day)
                    elif cell:
                        sheet.write_string(number, column, cell, words if number else header)
    return file.getvalue()


def _event_names() -> list[str]:
    return [_("Department"), _("Event"), _("Date")]


def _of_event(event: Event) -> list[Cell]:
    return [localized(event.agency, "name"), localized(event, "title"), event.day]


def _cells(tables: Sequence[Table]) -> Iterator[Sequence[str]]:
    for table in tables:
        for event, (line, *cells) in table.rows:
            for column, cell in zip(table.header[1:], cells, strict=True):
                if cell not in (None, ""):
                    number, words = (cell, "") if isinstance(cell, int) else ("", cell)
                    row = [*_of_event(event), table.heading, line, column, number, words]
                    yield list(map(str, row))
