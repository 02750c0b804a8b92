"""The tables of the report as files: each row with its event, its day and the department.

A workbook has a sheet for each table. CSV knows no sheets, so there each cell has a row: with the
table and the column that it is of, and a number apart from words.
"""

from collections.abc import Iterator, Sequence

from flask_babel import gettext as _

from coffeecop.models import Event
from coffeecop.staff.events.report.tables import ReportTable
from coffeecop.web.csv_files import csv_file
from coffeecop.web.i18n import localized
from coffeecop.web.xlsx_files import Cell, workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def report_csv(tables: Sequence[ReportTable]) -> str:
    names = [_("Part of the report"), _("Line of it"), _("Column"), _("Number"), _("In words")]
    return csv_file([*_event_names(), *names], _cells(tables))


def report_xlsx(tables: Sequence[ReportTable]) -> bytes:
    return workbook(
        (
            table.heading,
            [
                [*_event_names(), *table.header],
                *([*_of_event(event), *cells] for event, cells in table.rows),
            ],
        )
        for table in tables
    )


def _event_names() -> list[str]:
    return [_("Department"), _("Event"), _("Date")]


def _of_event(event: Event) -> list[Cell]:
    return [localized(event.agency, "name"), localized(event, "title"), event.day]


def _cells(tables: Sequence[ReportTable]) -> Iterator[Sequence[str]]:
    for table in tables:
        for event, (line, *cells) in table.rows:
            for column, cell in zip(table.header[1:], cells, strict=True):
                if cell not in (None, ""):
                    number, words = (cell, "") if isinstance(cell, int) else ("", cell)
                    row = [*_of_event(event), table.heading, line, column, number, words]
                    yield list(map(str, row))
