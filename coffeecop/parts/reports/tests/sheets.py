"""Reports as they leave the department: on the page and in their files."""

from pathlib import Path
from tempfile import TemporaryDirectory

from python_calamine import CalamineWorkbook


def address(events):
    """Return where the report of one event is, or that of a season with all of these."""
    if not isinstance(events, list):
        return "/staff/events/reports/sheet{}?event={}".format("{}", events.id)
    days = sorted(event.day for event in events)
    return f"/staff/events/reports/sheet{{}}?since={days[0]}&until={days[-1]}"


def report_page(visitor, events):
    return visitor.get(address(events).format(""))


def rows_of(page, part):
    """Return the lines of a part of the report, with its cells."""
    return [
        [cell.words for cell in row.select("th, td:not([aria-hidden])")]
        for row in page.select(f".report-{part} tr")
    ]


def told(page):
    """Return what was counted by its name: the number, or words in its place."""
    return dict(rows_of(page, "counts"))


def csv_rows(visitor, events):
    """Return the rows of the file, by the names of its columns."""
    return visitor.post(address(events).format(".csv")).csv_rows()


def xlsx_rows(visitor, events):
    """Return what a spreadsheet program reads."""
    answer = visitor.post(address(events).format(".xlsx"))
    assert answer.status == 200
    with TemporaryDirectory() as folder:
        path = Path(folder) / "report.xlsx"
        path.write_bytes(answer.response.get_data())
        return CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
