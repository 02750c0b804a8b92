"""The audit log as a file; taking it is in the log."""

import csv
import io

import pytest

from coffeecop.models import AuditAction, Role
from coffeecop.staff.audit import queries
from tests.factories import make_concern, make_staff, sign_in
from tests.stored import audit_entries, audited

pytestmark = pytest.mark.both_databases


@pytest.fixture
def reader(plain_visitor):
    plain_visitor.member = sign_in(plain_visitor, Role.RECORDS, name="Rosa Records")
    return plain_visitor


def rows(page):
    assert page.status == 200
    return list(csv.DictReader(io.StringIO(page.body.removeprefix("\ufeff"))))


def test_the_file_has_the_chosen_entries_with_their_hashes(reader, recorded):
    ana, concern = make_staff(name="Ana Example"), make_concern()
    recorded(AuditAction.SIGNED_IN, by=ana, subject=ana)
    detail = {"reason": "=cmd|' /C calc'!A1"}
    recorded(AuditAction.CONTACT_OPENED, by=ana, subject=concern, detail=detail)

    page = reader.post("/staff/audit/export?kind=contacts")

    (row,) = rows(page)
    assert (row["number"], row["person"], row["action"]) == ("2", "Ana Example", "contact_opened")
    assert (row["about"], row["about_number"]) == ("concerns", str(concern.id))
    assert row["detail"] == "Reason: =cmd|' /C calc'!A1"
    assert row["hash"] == audit_entries()[1].hash
    assert "attachment" in page.headers["Content-Disposition"]


def test_the_export_itself_is_recorded_with_what_was_chosen(reader):
    reader.post("/staff/audit/export?kind=exports&since=2026-03-01")

    member = reader.member
    detail = {"entries": 0, "kind": "exports", "since": "2026-03-01"}
    exported = (AuditAction.AUDIT_EXPORTED, member.id, member.agency_id, detail)
    assert audited() == [exported]


def test_of_a_complaint_it_tells_no_more_than_the_page(reader, recorded):
    complaint = make_concern(is_complaint=True)
    recorded(
        AuditAction.FLAG_SEEN, by=make_staff(), subject=complaint, detail={"flags": [["threat"]]}
    )

    (row,) = rows(reader.post("/staff/audit/export"))

    assert (row["action"], row["about_number"], row["detail"]) == ("flag_seen", "", "")


def test_a_file_has_the_newest_alone(reader, recorded, monkeypatch):
    monkeypatch.setattr(queries, "MOST_EXPORTED", 3)
    monkeypatch.setattr(queries, "AT_A_TIME", 2)
    for _ in range(5):
        recorded(AuditAction.BACKUP_MADE)

    assert [row["number"] for row in rows(reader.post("/staff/audit/export"))] == ["5", "4", "3"]
