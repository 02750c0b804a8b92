"""What of the records others tell: pages for residents and staff, Today, the digest."""

from datetime import UTC, date, datetime

from sqlalchemy import select

from coffeecop.db import db, db_writes, now
from coffeecop.models import Role
from coffeecop.models.may_go import may_go
from coffeecop.parts.hooks import When
from coffeecop.parts.records.example_rows import add_records
from coffeecop.parts.records.jobs import destroying
from coffeecop.parts.records.kinds import KeepUnit, Series
from coffeecop.parts.records.models.holds import HeldRecord
from coffeecop.parts.records.models.requests import RecordsRequest, RequestItem
from coffeecop.parts.records.models.schedule import NAME, keep_until, own_rules, rule_of
from coffeecop.parts.records.telling import APPROVALS, lines_of_schedule
from coffeecop.parts.records.tests.rows import make_destruction, make_hold, make_request, make_rule
from tests.factories import make_agency, make_concern, make_event, make_staff, save
from tests.public.concerns.sent_concern import PATH, answer, make_sent_concern
from tests.stored import one_of, reload

KEPT_ANYHOW = "The department keeps the record. No end date is set."


def turn_off(agency):
    save(agency, parts_off=[NAME])


# Residents


def test_the_page_says_how_long_it_is_kept(visitor):
    agency = make_agency()
    sent_at = datetime(2024, 2, 29, 20, tzinfo=UTC)
    concern = make_sent_concern(event=make_event(agency=agency), created_at=sent_at)

    # A leap day has no anniversary; a day later is never too soon.
    assert "until at least Mar 1, 2026" in visitor.get(PATH).words

    save(concern, is_complaint=True)
    assert "until at least Mar 1, 2029" in visitor.get(PATH).words
    # What is added later is kept as long as the rest.
    answer(concern)
    assert keep_until(reload(concern)).year == now().year + 5


def test_residents_read_how_long_a_department_keeps_what_they_say(plain_visitor):
    event = make_event()
    make_rule(Series.CONCERN, keep=3)
    make_rule(Series.COMPLAINT, keep=7)

    told = plain_visitor.get("/privacy").words
    assert "at least 3 years, as the law asks, and 7 years if it is about an officer" in told
    about_officer = f"/events/{event.slug}/concerns/officer"
    assert "at least 7 years" in plain_visitor.get(about_officer).words

    turn_off(event.agency)
    assert "keeps it. No end date is set." in plain_visitor.get("/privacy").words
    assert "at least" not in plain_visitor.get(about_officer).words


def test_who_took_something_back_reads_how_long_it_is_kept_or_that_it_is(plain_visitor):
    concern = make_sent_concern()
    assert "keep the record until at least" in plain_visitor.get(f"{PATH}/withdrawal").words

    turn_off(concern.event.agency)
    assert KEPT_ANYHOW in plain_visitor.get(PATH).words
    assert KEPT_ANYHOW in plain_visitor.get(f"{PATH}/withdrawal").words
    plain_visitor.post(f"{PATH}/withdrawal")
    assert "on no list now. The department keeps the record." in plain_visitor.get(PATH).words


# Staff


def test_misconduct_that_was_found_keeps_a_complaint_longer(app):
    complaint = make_concern(is_complaint=True)
    years = [keep_until(complaint).year]

    complaint.is_sustained = True
    years.append(keep_until(complaint).year)

    assert years[1] - years[0] == 10


def test_the_page_of_a_concern_tells_until_when_and_for_which_cases_it_is_kept(plain_clerk):
    concern = make_concern()
    for name in ("Request 2026-014", "Doe, and others"):
        make_hold(concern, name=name)
    path = f"/staff/concerns/{concern.id}"

    told = plain_clerk.get(path).text("[aria-label='For the record']")
    assert "Kept until at least" in told
    assert "On hold for Request 2026-014, Doe, and others" in told

    turn_off(concern.event.agency)
    told = plain_clerk.get(path).text("[aria-label='For the record']")
    assert "Kept until" not in told
    assert "On hold" not in told


def test_today_tells_who_keeps_the_records_what_is_asked_and_what_waits(plain_clerk):
    clerk = plain_clerk.member
    make_request(by=clerk, received_on=date(2026, 1, 1), due_on=date(2026, 1, 11))
    make_destruction(rule_of(clerk.agency, Series.CONCERN), records=1)

    told = plain_clerk.get("/staff").words
    assert "1 request for records, due Jan 11, 2026" in told
    assert "1 destruction of records waits for you to approve it" in told

    turn_off(clerk.agency)
    told = plain_clerk.get("/staff").words
    assert "request for records" not in told
    assert "destruction" not in told


def test_papers_have_the_schedule_as_it_is_now(app):
    agency = make_event().agency
    make_rule(Series.CONCERN, keep=7, unit=KeepUnit.YEARS, item="GR-12", source="The law.")
    make_rule(Series.CONTACT, keep=30, unit=KeepUnit.DAYS, needs_approval=False)

    told = dict(lines_of_schedule(agency))

    assert told["Concerns"] == "7 years after the last message. GR-12. The law."
    assert told["Contact details of RSVPs"].endswith("Goes by itself.")
    assert len(told) == len(Series)


def to_approve(member):
    """Return the number on Today and in the digest."""
    return db.session.scalar(select(APPROVALS.number(member)))


def test_a_destruction_is_told_to_those_who_may_approve_it(app):
    asks, approves, reads_none = (make_staff(Role.RECORDS) for _ in range(3))
    reads_all = make_staff(Role.RECORDS, Role.COMPLAINTS)
    agency = asks.agency
    rule = rule_of(agency, Series.CONCERN)
    make_destruction(rule, by=asks, records=2, approved_by=approves, approved_at=now())
    make_destruction(rule, by=asks, records=2, stopped_by=asks, stopped_at=now())
    make_destruction(rule_of(agency, Series.COMPLAINT), by=reads_all, records=1)

    assert {each: to_approve(each) for each in (asks, approves, reads_none, reads_all)} == {
        **dict.fromkeys((asks, approves), 0),
        **dict.fromkeys((reads_none, reads_all), 1),
    }


# A department that has it off


def test_what_a_case_needs_stays_where_a_department_has_the_records_off(app):
    concern = make_concern()
    make_hold(concern)

    turn_off(concern.event.agency)

    assert not may_go(concern)


def test_nothing_goes_by_itself_where_a_department_has_the_records_off(app, monkeypatch):
    kept = []
    monkeypatch.setattr(destroying, "_keep_schedule_of", lambda agency: kept.append(agency.id))
    first, second = make_agency(), make_agency()
    turn_off(first)

    destroying.keep_schedule()

    assert kept == [second.id]


def test_a_copy_that_a_killed_backup_left_is_gone_before_records_are_destroyed(app, monkeypatch):
    done = []
    monkeypatch.setattr(destroying, "run_hooks", lambda when, *_: done.append(when))
    monkeypatch.setattr(destroying, "keep_schedule", lambda: done.append("records"))

    destroying.keep_records()

    assert done == [When.CLEANED, "records"]


def rows(model):
    return db.session.query(model).all()


def test_example_rows_have_a_schedule_and_a_request_under_way(app):
    officer = make_staff()
    for _ in range(3):
        make_concern(body="The crosswalk is not lit.")

    with db_writes():
        add_records(officer.agency, officer, [])

    assert {each.series for each in own_rules(officer.agency)} == {*Series}
    request = one_of(RecordsRequest)
    assert request.is_open
    assert not request.is_late(request.received_on)
    assert sorted(bool(each.decision) for each in rows(RequestItem)) == [False, False, True]
    assert len(rows(HeldRecord)) == 3
