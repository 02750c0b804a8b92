"""Workbooks that people open in a spreadsheet."""

import io
from collections.abc import Iterable, Sequence
from datetime import date

# Of a sheet and of a cell, as spreadsheet programs allow.
LONGEST_NAME = 31
LONGEST_TEXT = 32_767
# Of columns, in letters: the first ones, and the others.
WIDTHS, WIDTH = (28, 36, 12), 28

Cell = str | int | date | None


def workbook(sheets: Iterable[tuple[str, Sequence[Sequence[Cell]]]]) -> bytes:
    """Return a workbook of named sheets, each with a heading and its rows.

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
        for name, rows in sheets:
            sheet = book.add_worksheet(name[:LONGEST_NAME])
            sheet.freeze_panes(1, 0)
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
                        # A longer text would be left out whole.
                        text = cell if len(cell) <= LONGEST_TEXT else cell[: LONGEST_TEXT - 1] + "…"
                        sheet.write_string(number, column, text, words if number else header)
    return file.getvalue()
