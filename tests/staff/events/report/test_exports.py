"""The report as files for a spreadsheet program, in which a text stays a text."""

import io
import zipfile

import pytest

from coffeecop.models import AuditAction, Language
from tests.factories import make_draft, make_event, make_past_event, make_topic, sign_in
from tests.staff.events.report.reports import csv_rows, make_reported, make_shares, xlsx_rows
from tests.stored import audit_entries, audited

pytestmark = pytest.mark.both_databases

DANGEROUS = ["=cmd|'/C calc'!A0", "@SUM(1)", "+1", "-1", "\t=1+1", "\r=1+1", "https://example.org/"]


@pytest.fixture
def event(app):
    topics = [make_topic(name_en=name) for name in DANGEROUS[:5]]
    event = make_reported(300, topics=topics)
    make_shares(event.agency, areas={"=1+2": 20, "@here": 80})
    return event


def names(rows, heading="What people raised"):
    return {row[1] for row in rows if row[0] == heading}


def test_a_spreadsheet_reads_names_as_text_and_finds_no_formula_or_link(plain_organizer, event):
    rows = xlsx_rows(plain_organizer, event)
    answer = plain_organizer.post(f"/staff/events/{event.id}/report.xlsx")

    assert names(rows) >= set(DANGEROUS[:5])
    # Numbers are numbers.
    (total,) = [row for row in rows if row[1] == "All concerns"]
    assert total[2] == 300.0
    book = zipfile.ZipFile(io.BytesIO(answer.response.get_data()))
    sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    assert not [name for name in book.namelist() if "externalLink" in name or "vba" in name]
    assert "attachment" in answer.headers["Content-Disposition"]
    rows = csv_rows(plain_organizer, event)
    assert names(rows) >= {f"'{name}" for name in DANGEROUS[:5]}
    assert not [cell for row in rows for cell in row if cell[:1] in ("=", "+", "-", "@", "\t")]


def test_an_export_is_in_the_language_of_its_reader_and_in_the_audit_log(plain_visitor):
    event = make_past_event()
    member = sign_in(plain_visitor, agency=event.agency, language=Language.SPANISH)

    rows = csv_rows(plain_visitor, event)
    xlsx_rows(plain_visitor, event)

    assert {"Quién vino", "A quién no escuchamos"} <= {row[0] for row in rows}
    assert audited() == [
        (AuditAction.REPORT_EXPORTED, member.id, event.id, {"file": "CSV"}),
        (AuditAction.REPORT_EXPORTED, member.id, event.id, {"file": "XLSX"}),
    ]


def test_before_an_event_begins_there_is_no_report_and_nothing_is_exported(plain_organizer):
    for event in (make_draft(), make_event()):
        own = f"/staff/events/{event.id}"
        answers = [plain_organizer.get(f"{own}/report{ending}") for ending in ("", ".pdf")]
        answers += [plain_organizer.post(f"{own}/report{ending}") for ending in (".csv", ".xlsx")]
        assert {answer.location for answer in answers} == {f"{own}"}
    assert audit_entries() == []
