"""The audit log as a page: who did what, for administrators and those who keep the records."""

from datetime import UTC, datetime

import pytest

from coffeecop.db import db
from coffeecop.models import AuditAction, AuditEntry, Role
from coffeecop.staff.audit import queries
from tests.factories import (
    make_agency,
    make_concern,
    make_event,
    make_staff,
    make_theme,
    make_topic,
    sign_in,
)

pytestmark = pytest.mark.both_databases


@pytest.fixture
def reader(visitor):
    visitor.member = sign_in(visitor, Role.RECORDS, name="Rosa Records")
    return visitor


def lines(page):
    return page.texts(".log .what")


def test_an_entry_says_who_did_what_in_plain_words(reader, recorded):
    ana = make_staff(name="Ana Example")
    concern = make_concern()
    recorded(AuditAction.CONTACT_OPENED, by=ana, subject=concern, detail={"reason": "To call back"})

    page = reader.get("/staff/audit")

    line = f"Ana Example opened the contact details of concern {concern.id} Reason: To call back"
    assert lines(page) == [line]
    assert page.one(".log .what a")["href"] == f"/staff/concerns/{concern.id}"


def test_the_newest_is_first_with_its_time_in_the_zone_of_the_department(reader, recorded):
    reader.member.agency.time_zone = "America/Los_Angeles"
    recorded(AuditAction.MAIL_TESTED, by=reader.member)
    recorded(AuditAction.BACKUP_MADE)
    first = db.session.query(AuditEntry).filter_by(sequence=1).one()
    first.created_at = datetime(2026, 2, 27, 4, 30, tzinfo=UTC)
    db.session.commit()

    page = reader.get("/staff/audit")

    assert lines(page) == ["A command on the server made a backup", "Rosa Records sent a test mail"]
    assert page.texts(".log .when")[1] == "Feb 26, 2026, 8:30 PM"


def test_each_subject_is_named_and_what_is_gone_is_told_without_a_name(reader, recorded):
    by = reader.member
    event = make_event(title_en="Coffee")
    event_id, topic, ben = event.id, make_topic(name_en="Noise"), make_staff(name="Ben Boot")
    theme = make_theme(make_concern(event=event), name="E-bikes")
    recorded(AuditAction.EVENT_PUBLISHED, by=by, subject=event)
    recorded(AuditAction.TOPIC_RETIRED, by=by, subject=topic)
    recorded(AuditAction.THEME_DISMISSED, by=by, subject=theme)
    recorded(AuditAction.STAFF_ADDED, by=by, subject=ben, detail={"roles": [["officer"]]})
    recorded(AuditAction.PASSWORD_SET, by=by, subject=by)
    draft = make_event()
    recorded(AuditAction.EVENT_CREATED, by=by, subject=draft)
    db.session.delete(draft)
    db.session.commit()

    told = lines(reader.get("/staff/audit"))

    assert told[0] == "Rosa Records planned an event that is gone"
    assert told[1] == "Rosa Records set a new password"
    assert told[2] == "Rosa Records added Ben Boot Roles: Officer"
    assert told[3] == "Rosa Records dismissed the theme “E-bikes”"
    assert told[4] == "Rosa Records retired the topic Noise"
    assert told[5].startswith("Rosa Records published Coffee, ")
    assert event_id


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
    assert all(word in page.text(".log") for word in COMPLAINT_WORDS)


def test_of_another_department_nothing_is_shown(reader, recorded):
    other = make_staff(agency=make_agency(), name="Secret colleague")
    recorded(AuditAction.SIGNED_IN, by=other)
    recorded(AuditAction.BACKUP_MADE)

    page = reader.get("/staff/audit")

    assert lines(page) == ["A command on the server made a backup"]
    assert "Secret" not in page.body


@pytest.mark.parametrize(
    ("chosen", "found"),
    [
        ("who={ana}", ["Ana signed in", "Ana changed the settings"]),
        ("who=server", ["A command on the server made a backup"]),
        ("kind=sign-ins", ["Ben signed in", "Ana signed in"]),
        ("kind=settings&who={ben}", []),
        ("about=staff", ["Ben signed in", "Ana signed in"]),
        ("about=staff&number={ben}", ["Ben signed in"]),
        ("since=2026-03-02", ["Ben signed in", "Ana signed in"]),
        ("until=2026-03-01", ["A command on the server made a backup", "Ana changed the settings"]),
        ("since=2026-03-02&until=2026-03-02", ["Ana signed in"]),
    ],
)
def test_entries_are_chosen_by_person_kind_day_and_subject(reader, recorded, chosen, found):
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

    page = reader.get(f"/staff/audit?{chosen.format(ana=ana.id, ben=ben.id)}")

    assert lines(page) == found


@pytest.mark.parametrize(
    "nonsense",
    [
        "who=x",
        "kind=x",
        "since=yesterday",
        "until=9999-12-31",
        "since=0001-01-01",
        "about=contacts",
        "number=-1",
        "before=x",
        "about=concerns&number=99999999999999999999",
    ],
)
def test_what_makes_no_sense_is_no_condition(reader, recorded, nonsense):
    recorded(AuditAction.CONTACT_OPENED, by=reader.member, subject=make_concern())

    assert len(lines(reader.get(f"/staff/audit?{nonsense}"))) == 1


def test_a_long_log_has_pages(reader, recorded, monkeypatch):
    monkeypatch.setattr(queries, "PAGE_SIZE", 2)
    for number in range(5):
        recorded(
            AuditAction.IDENTITY_CONFIRMED, by=reader.member, detail={"reason": f"at {number}"}
        )

    seen, address = [], f"/staff/audit?who={reader.member.id}"
    while address:
        page = reader.get(address)
        seen.append([int(line[-1]) for line in lines(page)])
        older = page.soup.select("a[rel=next]")
        address = older[0]["href"] if older else None

    assert seen == [[4, 3], [2, 1], [0]]


def test_the_choice_is_kept_in_the_form(reader):
    page = reader.get("/staff/audit?kind=exports&since=2026-03-01&about=events&number=3")

    assert page.one("#filter-kind [selected]")["value"] == "exports"
    assert page.one("#filter-about [selected]")["value"] == "events"
    assert (page.value("#filter-since"), page.value("#filter-number")) == ("2026-03-01", "3")
    chosen = ["Kind: Exports", "From day: Mar 1, 2026", "About: Events", "Its number: 3"]
    assert page.texts("#conditions li") == chosen
    without = page.soup.select("#conditions a")[0]["href"]
    assert without == "/staff/audit?since=2026-03-01&about=events&number=3"


@pytest.mark.parametrize(
    ("role", "offered"),
    [(Role.OFFICER, False), (Role.COMPLAINTS, False), (Role.RECORDS, True), (Role.ADMIN, True)],
)
def test_who_may_read_it_finds_it_under_more(visitor, role, offered):
    sign_in(visitor, role)

    assert visitor.get("/staff/more").has("[href='/staff/audit']") is offered


def test_a_long_page_costs_no_more_statements_than_a_short_one(reader, recorded, queries):
    def cost():
        with queries() as statements:
            assert reader.get("/staff/audit").status == 200
        return len(statements)

    def record_one_of_each():
        concern, event = make_concern(), make_event()
        recorded(
            AuditAction.CONTACT_OPENED,
            by=make_staff(),
            subject=concern,
            detail={"reason": "To call"},
        )
        recorded(AuditAction.EVENT_PUBLISHED, by=make_staff(), subject=event)
        recorded(AuditAction.TOPIC_ADDED, by=make_staff(), subject=make_topic())
        recorded(AuditAction.STAFF_ADDED, by=make_staff(), subject=make_staff())

    record_one_of_each()
    short = cost()
    for _ in range(5):
        record_one_of_each()

    assert cost() == short
