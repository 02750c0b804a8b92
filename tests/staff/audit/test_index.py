"""The audit log as a page: who did what, for administrators and those who keep the records."""

from datetime import UTC, datetime

import pytest

from coffeecop.db import db
from coffeecop.models import AuditAction, AuditEntry, Language, Role
from coffeecop.staff.audit import log
from tests.factories import make_concern, make_event, make_matter, make_staff, make_topic, sign_in
from tests.findings import faults_found
from tests.stored import audit_entries, audited


@pytest.fixture
def reader(visitor):
    visitor.member = sign_in(visitor, Role.RECORDS, name="Rosa Records")
    return visitor


def lines(page):
    return page.texts(".log .what")


def test_the_newest_is_first_with_its_time_in_the_zone_of_the_department(reader, recorded):
    reader.member.agency.time_zone = "America/Los_Angeles"
    recorded(AuditAction.EVENTS_EXPORTED, by=reader.member)
    recorded(AuditAction.BACKUP_MADE)
    first = db.session.query(AuditEntry).filter_by(sequence=1).one()
    first.created_at = datetime(2026, 2, 27, 4, 30, tzinfo=UTC)
    db.session.commit()

    page = reader.get("/staff/audit")

    assert lines(page) == ["A command on the server made a backup", "Rosa Records exported events"]
    assert page.texts(".log .when")[1] == "Feb 26, 2026, 8:30 PM"


def test_each_subject_is_named_and_what_is_gone_is_told_without_a_name(reader, recorded):
    by, event = reader.member, make_event(title_en="Coffee")
    topic, ben = make_topic(name_en="Noise"), make_staff(name="Ben Boot")
    draft = make_event()
    recorded(AuditAction.EVENT_PUBLISHED, by=by, subject=event)
    recorded(AuditAction.TOPIC_RETIRED, by=by, subject=topic)
    recorded(AuditAction.STAFF_ADDED, by=by, subject=ben, detail={"roles": [["officer"]]})
    recorded(AuditAction.PASSWORD_SET, by=by, subject=by)
    recorded(AuditAction.EVENT_CREATED, by=by, subject=draft)
    db.session.delete(draft)
    db.session.commit()

    *told, published = lines(reader.get("/staff/audit"))

    assert told == [
        "Rosa Records planned an event that is gone",
        "Rosa Records set a new password",
        "Rosa Records added Ben Boot Roles: Officer",
        "Rosa Records retired the topic Noise",
    ]
    assert published.startswith("Rosa Records published Coffee, ")


class Former:
    """A row of a table that is gone."""

    agency_id = 1

    def __init__(self, table, number):
        self.__tablename__, self.id = table, number


def test_what_an_earlier_version_did_is_told_by_its_name_and_of_what_it_has_become(
    reader, recorded
):
    member = reader.member
    matter = make_matter(by=member, name="E-bikes", former_path="promises/12")
    recorded("theme_dismissed", by=member, subject=Former("themes", 12))
    recorded("public_answer_published", by=member, subject=Former("public_answers", 12))
    recorded("promise_kept", by=member, subject=Former("promises", 12))

    page = reader.get("/staff/audit")

    assert lines(page) == [
        "Rosa Records, promise kept: “E-bikes”",
        "Rosa Records, public answer published: that is gone",
        "Rosa Records, theme dismissed: that is gone",
        "Rosa Records started the matter “E-bikes”",
    ]
    assert page.select(".log .what a")[0]["href"] == f"/staff/matters/{matter.id}"
    reader.member.language = Language.SPANISH
    db.session.commit()
    told = lines(reader.get("/staff/audit"))[0]
    assert told == "Rosa Records, en una versión anterior (promise kept): “E-bikes”"
    assert faults_found() == []


def test_failed_sign_ins_name_the_account_and_no_address(reader):
    make_staff(name="Ben Boot", email="ben@example.org")
    for email in ("ben@example.org", "stranger@example.org"):
        reader.post("/staff/sign-in", email=email, password="wrong")

    page = reader.get("/staff/audit")

    assert lines(page) == [
        "Somebody tried to sign in with an address that nobody has",
        "Somebody tried to sign in as Ben Boot and could not",
    ]
    assert "stranger" not in page.body


COMPLAINT_WORDS = ["Threat", "Noise", "about my badge", "Cleo"]


@pytest.fixture
def complaint(recorded):
    topic = make_topic(key="noise", name_en="Noise")
    concern = make_concern(is_complaint=True, topics=[topic])
    ana = make_staff(name="Ana Example")
    for action, detail in {
        AuditAction.FLAG_SEEN: {"flags": [["threat"]], "action": "call"},
        AuditAction.TOPICS_CHANGED: {"topics": [[], ["noise"]]},
        AuditAction.CONTACT_OPENED: {"reason": "about my badge"},
        AuditAction.CONCERN_ASSIGNED: {"assigned_to": [None, "Cleo"]},
    }.items():
        recorded(action, by=ana, subject=concern, detail=detail)
    return concern


@pytest.mark.parametrize("role", [Role.ADMIN, Role.RECORDS])
def test_of_a_complaint_those_who_may_not_read_it_learn_what_was_done_alone(
    visitor, complaint, role
):
    sign_in(visitor, role)

    page = visitor.get("/staff/audit")

    assert lines(page) == [
        "Ana Example gave a concern that you cannot open to a colleague",
        "Ana Example opened the contact details of a concern that you cannot open",
        "Ana Example changed the topics of a concern that you cannot open",
        "Ana Example decided the flag of a concern that you cannot open",
    ]
    assert not page.has(".log a")
    assert not any(word in page.text(".log") for word in COMPLAINT_WORDS)


def test_nor_is_it_found_by_its_number(reader, complaint):
    ordinary = make_concern()

    assert lines(reader.get(f"/staff/audit?about=concerns&number={complaint.id}")) == []
    assert lines(reader.get(f"/staff/audit?about=concerns&number={ordinary.id}")) == []
    assert len(lines(reader.get("/staff/audit?about=concerns"))) == 4


def test_who_handles_complaints_reads_all_of_it(visitor, complaint):
    sign_in(visitor, Role.ADMIN, Role.COMPLAINTS)

    page = visitor.get(f"/staff/audit?about=concerns&number={complaint.id}")

    line = f"Ana Example decided the flag of concern {complaint.id}"
    assert lines(page)[-1] == f"{line} Flags: Threat; What was done: I called"
    assert page.select(".log .what a")[-1]["href"] == f"/staff/concerns/{complaint.id}"
    assert all(word in page.text(".log") for word in COMPLAINT_WORDS)


@pytest.mark.both_databases
def test_entries_are_chosen_by_person_kind_day_and_subject(reader, recorded):
    ana, ben = make_staff(name="Ana"), make_staff(name="Ben")
    recorded(AuditAction.SETTINGS_CHANGED, by=ana, subject=ana.agency)
    recorded(AuditAction.BACKUP_MADE)
    recorded(AuditAction.SIGNED_IN, by=ana, subject=ana)
    recorded(AuditAction.SIGNED_IN, by=ben, subject=ben)
    # Until eight in the morning UTC it is still the day before in California.
    moments = [(2026, 2, 1), (2026, 3, 2, 7, 59), (2026, 3, 2, 8), (2026, 3, 3, 9)]
    for entry, moment in zip(db.session.query(AuditEntry).order_by("id"), moments, strict=True):
        entry.created_at = datetime(*moment, tzinfo=UTC)
    db.session.commit()

    for chosen, found in {
        f"who={ana.id}": ["Ana signed in", "Ana changed the settings"],
        "who=server": ["A command on the server made a backup"],
        "kind=sign-ins": ["Ben signed in", "Ana signed in"],
        f"kind=settings&who={ben.id}": [],
        "about=staff": ["Ben signed in", "Ana signed in"],
        f"about=staff&number={ben.id}": ["Ben signed in"],
        "since=2026-03-02": ["Ben signed in", "Ana signed in"],
        "until=2026-03-01": ["A command on the server made a backup", "Ana changed the settings"],
        "since=2026-03-02&until=2026-03-02": ["Ana signed in"],
    }.items():
        assert lines(reader.get(f"/staff/audit?{chosen}")) == found, chosen


@pytest.mark.both_databases
def test_a_long_log_has_pages(reader, recorded, monkeypatch):
    monkeypatch.setattr(log, "PAGE_SIZE", 2)
    for number in range(5):
        recorded(
            AuditAction.IDENTITY_CONFIRMED, by=reader.member, detail={"reason": f"at {number}"}
        )

    seen, address = [], f"/staff/audit?who={reader.member.id}"
    while address:
        page = reader.get(address)
        seen.append([int(line[-1]) for line in lines(page)])
        older = page.select("a[rel=next]")
        address = older[0]["href"] if older else None

    assert seen == [[4, 3], [2, 1], [0]]


def test_the_choice_is_kept_in_the_form(reader):
    page = reader.get("/staff/audit?kind=exports&since=2026-03-01&about=events&number=3")

    assert page.one("#filter-kind [selected]")["value"] == "exports"
    assert page.one("#filter-about [selected]")["value"] == "events"
    assert (page.value("#filter-since"), page.value("#filter-number")) == ("2026-03-01", "3")
    chosen = ["Kind: Exports", "From day: Mar 1, 2026", "About: Events", "Its number: 3"]
    assert page.texts("#conditions li") == chosen
    without = page.select("#conditions a")[0]["href"]
    assert without == "/staff/audit?since=2026-03-01&about=events&number=3"


def test_a_long_page_costs_no_more_statements_than_a_short_one(reader, recorded, queries):
    costs = []
    for number in (1, 3):
        for _ in range(number):
            recorded(AuditAction.CONTACT_OPENED, by=make_staff(), subject=make_concern())
            recorded(AuditAction.EVENT_PUBLISHED, by=make_staff(), subject=make_event())
            recorded(AuditAction.TOPIC_ADDED, by=make_staff(), subject=make_topic())
            recorded(AuditAction.STAFF_ADDED, by=make_staff(), subject=make_staff())
        with queries() as statements:
            assert reader.get("/staff/audit").status == 200
        costs.append(len(statements))

    assert costs[0] == costs[1]


# As a file; taking it is in the log


@pytest.fixture
def plain_reader(plain_visitor):
    plain_visitor.member = sign_in(plain_visitor, Role.RECORDS, name="Rosa Records")
    return plain_visitor


def test_the_file_has_the_chosen_entries_with_their_hashes_and_is_recorded(plain_reader, recorded):
    ana, concern = make_staff(name="Ana Example"), make_concern()
    recorded(AuditAction.SIGNED_IN, by=ana, subject=ana)
    detail = {"reason": "=cmd|' /C calc'!A1"}
    recorded(AuditAction.CONTACT_OPENED, by=ana, subject=concern, detail=detail)

    page = plain_reader.post("/staff/audit/export?kind=contacts&since=2026-03-01")

    (row,) = page.csv_rows()
    assert (row["number"], row["person"], row["action"]) == ("2", "Ana Example", "contact_opened")
    assert (row["about"], row["about_number"]) == ("concerns", str(concern.id))
    assert row["detail"] == "Reason: =cmd|' /C calc'!A1"
    assert row["hash"] == audit_entries()[1].hash
    assert "attachment" in page.headers["Content-Disposition"]
    member = plain_reader.member
    detail = {"entries": 1, "kind": "contacts", "since": "2026-03-01"}
    exported = (AuditAction.AUDIT_EXPORTED, member.id, member.agency_id, detail)
    assert audited()[-1] == exported


def test_of_a_complaint_it_tells_no_more_than_the_page(plain_reader, recorded):
    complaint = make_concern(is_complaint=True)
    recorded(
        AuditAction.FLAG_SEEN, by=make_staff(), subject=complaint, detail={"flags": [["threat"]]}
    )

    (row,) = plain_reader.post("/staff/audit/export").csv_rows()

    assert (row["action"], row["about_number"], row["detail"]) == ("flag_seen", "", "")


def test_a_file_has_the_newest_alone(plain_reader, recorded, monkeypatch):
    monkeypatch.setattr(log, "MOST_EXPORTED", 3)
    monkeypatch.setattr(log, "AT_A_TIME", 2)
    for _ in range(5):
        recorded(AuditAction.BACKUP_MADE)

    page = plain_reader.post("/staff/audit/export")
    assert [row["number"] for row in page.csv_rows()] == ["5", "4", "3"]
