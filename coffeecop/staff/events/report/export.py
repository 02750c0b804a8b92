"""The report as CSV and XLSX: the same words and protected figures as on the page."""

import io
from collections.abc import Iterator, Sequence

import xlsxwriter
from flask_babel import gettext as _

from coffeecop.staff.events.report.labels import Cell, Section
from coffeecop.web.csv_files import csv_file

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Of the columns, in letters.
WIDTHS = (24, 36, 18, 18, 40)


def report_csv(sections: Sequence[Section]) -> str:
    return csv_file([_("Part of the report"), ""], [map(str, row) for row in _rows(sections)])


def report_xlsx(sections: Sequence[Section]) -> bytes:
    """Return a workbook in which each text is a text, never a formula or a link."""
    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        sheet = book.add_worksheet(_("Report"))
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        for column, width in enumerate(WIDTHS):
            sheet.set_column(column, column, width, wrapped)
        for number, row in enumerate(_rows(sections)):
            for column, cell in enumerate(row):
                if isinstance(cell, int):
                    sheet.write_number(number, column, cell)
                else:
                    sheet.write_string(number, column, cell)
    return file.getvalue()


def _rows(sections: Sequence[Section]) -> Iterator[Sequence[Cell]]:
    for section in sections:
        if section.header:
            yield section.heading, *section.header
        for row in section.rows:
            yield section.heading, *row
        for sentence in section.sentences:
            yield section.heading, sentence
