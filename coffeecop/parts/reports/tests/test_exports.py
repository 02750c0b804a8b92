"""The report as files for a spreadsheet program, in which a text stays a text."""

import io
import re
import zipfile

import pytest
from python_calamine import CalamineWorkbook

from coffeecop.models import Language, MatterState
from coffeecop.parts.reports.files import workbook
from coffeecop.parts.reports.models import ReportAction
from coffeecop.parts.reports.tests.rows import make_reported, make_shares
from coffeecop.parts.reports.tests.sheets import csv_rows, report_page, rows_of, xlsx_rows
from tests.factories import (
    make_answers,
    make_draft,
    make_event,
    make_matter,
    make_past_event,
    make_topic,
    sign_in,
)
from tests.shares import shared
from tests.stored import audit_entries, audited

pytestmark = pytest.mark.both_databases

DANGEROUS = ["=cmd|'/C calc'!A0", "@SUM(1)", "+1", "-1", "\t=1+1"]
RAISED = "What people raised"
KINDS = ("", ".pdf", ".csv", ".xlsx")


@pytest.fixture
def event(app):
    topics = [make_topic(name_en=name) for name in DANGEROUS]
    event = make_reported(300, topics=topics)
    make_shares(event.agency, areas={"=1+2": 20, "@here": 80})
    return event


def test_a_spreadsheet_reads_names_as_text_and_finds_no_formula_or_link(plain_organizer, event):
    rows = xlsx_rows(plain_organizer, event)
    answer = plain_organizer.post(f"/staff/events/reports/sheet.xlsx?event={event.id}")

    assert {row[4] for row in rows if row[3] == RAISED} >= {*DANGEROUS}
    book = zipfile.ZipFile(io.BytesIO(answer.response.get_data()))
    sheets = "".join(book.read(name).decode() for name in book.namelist() if "sheets" in name)
    assert "<f>" not in sheets
    assert "hyperlink" not in sheets
    assert not [name for name in book.namelist() if "externalLink" in name or "vba" in name]
    assert "attachment" in answer.headers["Content-Disposition"]
    cells = [cell for row in csv_rows(plain_organizer, event) for cell in row.values()]
    assert {*cells} >= {f"'{name}" for name in DANGEROUS}
    assert not [cell for cell in cells if cell[:1] in ("=", "+", "-", "@", "\t")]


def test_it_is_one_table_with_event_day_and_department_in_each_row(plain_organizer, event):
    make_matter(event=event, said=MatterState.DONE, is_public=True)
    make_answers(event, [5] * 12)
    make_shares(event.agency, languages={"en": 60, "es": 40})

    header, *rows = xlsx_rows(plain_organizer, event)

    assert header[:5] == ["Department", "Event", "Date", "Part of the report", "Line of it"]
    assert list(dict.fromkeys(row[3] for row in rows)) == [
        *(RAISED, "Who came and wrote", "How it felt", "Who we did not hear"),
        "What came of it",
    ]
    for row in rows:
        assert row[:3] == [event.agency.name, event.title_en, event.day]
        assert type(row[5]) is float or row[5] == ""
    assert rows[-1][4] == "The dark crosswalk"
    assert rows[-1][7].startswith("Done, ")


@pytest.mark.parametrize("number", shared([(7,), (11,), (40,)]))
def test_page_and_files_say_the_same(plain_organizer, number):
    event = make_reported(number, seed=number)

    page = report_page(plain_organizer, event)
    _header, *of_xlsx = xlsx_rows(plain_organizer, event)
    of_csv = csv_rows(plain_organizer, event)

    for part, name in (("bars", RAISED), ("counts", "Who came and wrote")):
        shown = rows_of(page, part)
        assert shown == [[row[4], row[7]] for row in of_xlsx if row[3] == name]
        own = [row for row in of_csv if row["Part of the report"] == name]
        assert shown == [[row["Line of it"], row["In words"]] for row in own]
        for row in own:
            assert row["Number"] == (re.match(r"\d*", row["In words"])[0])


def test_an_export_is_in_the_language_of_its_reader_and_in_the_audit_log(plain_visitor):
    event = make_past_event()
    member = sign_in(plain_visitor, agency=event.agency, language=Language.SPANISH)

    rows = csv_rows(plain_visitor, event)
    xlsx_rows(plain_visitor, event)

    assert {row["Fecha"] for row in rows} == {str(event.day)}
    assert audited() == [
        (ReportAction.EXPORTED, member.id, event.id, {"file": "CSV"}),
        (ReportAction.EXPORTED, member.id, event.id, {"file": "XLSX"}),
    ]


def test_before_an_event_begins_there_is_no_report_and_nothing_is_exported(plain_organizer):
    for event in (make_draft(), make_event()):
        own = f"/staff/events/{event.id}"
        paths = [f"/staff/events/reports/sheet{kind}?event={event.id}" for kind in KINDS]
        answers = [plain_organizer.get(path) for path in paths[:2]]
        answers += [plain_organizer.post(path) for path in paths[2:]]
        assert {answer.location for answer in answers} == {f"{own}"}
    assert audit_entries() == []


def test_a_text_that_no_cell_takes_is_cut_where_it_says_so(tmp_path):
    file = tmp_path / "long.xlsx"
    file.write_bytes(workbook("Sheet", [["Text"], ["x" * 40_000]]))

    cell = CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0).to_python()[1][0]

    assert (len(cell), cell[-1]) == (32_767, "…")
