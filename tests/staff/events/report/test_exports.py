"""The report as files for a spreadsheet program, in which a text stays a text."""

import io
import zipfile
from datetime import date

import pytest
from python_calamine import CalamineWorkbook

from coffeecop.models import AuditAction, Language, MatterState
from coffeecop.web.xlsx_files import workbook
from tests.factories import (
    make_draft,
    make_event,
    make_matter,
    make_past_event,
    make_topic,
    sign_in,
)
from tests.shares import shared
from tests.staff.events.report.reports import (
    csv_rows,
    make_answers,
    make_reported,
    make_shares,
    report_page,
    rows_of,
    xlsx_sheets,
)
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


@pytest.mark.exhaustive_on("postgresql")  # The next test reads all sheets there.
def test_a_spreadsheet_reads_names_as_text_and_finds_no_formula_or_link(plain_organizer, event):
    sheets = xlsx_sheets(plain_organizer, event)
    answer = plain_organizer.post(f"/staff/events/reports/sheet.xlsx?event={event.id}")

    assert {row[3] for row in sheets[RAISED]} >= set(DANGEROUS)
    book = zipfile.ZipFile(io.BytesIO(answer.response.get_data()))
    parts = [book.read(name).decode() for name in book.namelist() if "worksheets" in name]
    assert len(parts) == len(sheets)
    for part in parts:
        assert "<f>" not in part
        assert "hyperlink" not in part
    assert not [name for name in book.namelist() if "externalLink" in name or "vba" in name]
    assert "attachment" in answer.headers["Content-Disposition"]
    rows = csv_rows(plain_organizer, event)
    assert {row["Line of it"] for row in rows} >= {f"'{name}" for name in DANGEROUS}
    cells = [cell for row in rows for cell in row.values()]
    assert not [cell for cell in cells if cell[:1] in ("=", "+", "-", "@", "\t")]


def test_a_sheet_is_a_table_with_event_day_and_department_in_each_row(plain_organizer, event):
    make_matter(event=event, said=MatterState.DONE, is_public=True)
    make_answers(event, [5] * 12)
    make_shares(event.agency, languages={"en": 60, "es": 40})

    sheets = xlsx_sheets(plain_organizer, event)

    assert list(sheets) == [
        RAISED,
        "What we said, where it stands",
        "Who came and wrote",
        "How it felt",
        "Who we did not hear",
    ]
    for header, *rows in sheets.values():
        assert header[:3] == ["Department", "Event", "Date"]
        assert {len(row) for row in rows} == {len(header)}
        assert "" not in header
        for row in rows:
            assert row[:3] == [event.agency.name, event.title_en, event.day]
    _header, *raised = sheets[RAISED]
    assert {type(row[4]) for row in raised} == {float}
    (matter,) = sheets["What we said, where it stands"][1:]
    assert matter[3:5] == ["The dark crosswalk", "Done"]
    assert (matter[5], type(matter[6])) == ("", date)


@pytest.mark.parametrize("number", shared([(7,), (11,), (40,)]))
def test_page_and_files_say_the_same(plain_organizer, number):
    event = make_reported(number, seed=number)

    bars = rows_of(report_page(plain_organizer, event), "bars")
    _header, *of_xlsx = xlsx_sheets(plain_organizer, event)[RAISED]
    of_csv = [
        row for row in csv_rows(plain_organizer, event) if row["Part of the report"] == RAISED
    ]

    in_words = {name: words[0] if words else "two or more" for name, *words in bars}
    assert in_words == {
        name: f"{int(count)} of {int(of)}" if count != "" else words
        for *_event, name, count, of, words in of_xlsx
    }
    assert list(in_words) == list(dict.fromkeys(row["Line of it"] for row in of_csv))
    numbers = {row["Line of it"]: row["Number"] for row in of_csv if row["Column"] == "Concerns"}
    assert numbers == {
        name: str(int(row)) for *_event, name, row, _of, _words in of_xlsx if row != ""
    }


def test_an_export_is_in_the_language_of_its_reader_and_in_the_audit_log(plain_visitor):
    event = make_past_event()
    member = sign_in(plain_visitor, agency=event.agency, language=Language.SPANISH)

    rows = csv_rows(plain_visitor, event)
    xlsx_sheets(plain_visitor, event)

    assert {row["Fecha"] for row in rows} == {str(event.day)}
    assert audited() == [
        (AuditAction.REPORT_EXPORTED, member.id, event.id, {"file": "CSV"}),
        (AuditAction.REPORT_EXPORTED, member.id, event.id, {"file": "XLSX"}),
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
    file.write_bytes(workbook([("Sheet", [["Text"], ["x" * 40_000]])]))

    cell = CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0).to_python()[1][0]

    assert (len(cell), cell[-1]) == (32_767, "…")
