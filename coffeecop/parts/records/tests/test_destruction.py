"""What is due goes when two others have approved it, a week has passed, and no case needs it."""

from datetime import time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from sqlalchemy import select, update

from coffeecop.analysis.classification import classify_due
from coffeecop.db import db, db_writes, execute_bulk, now
from coffeecop.matters.verbs import Said, combine, quote, remove_concerns
from coffeecop.models import (
    AuditAction,
    AuditEntry,
    Better,
    Concern,
    ConcernState,
    Contact,
    EventLine,
    Kind,
    Language,
    Matter,
    MatterConcern,
    MatterPhoto,
    MatterState,
    OutboxMessage,
    Phase,
    Role,
    Rsvp,
)
from coffeecop.models.audit import record
from coffeecop.models.matters.queries import sizes_of
from coffeecop.models.suggestions import has_pending_analysis, reclassify
from coffeecop.models.topics import Topic
from coffeecop.parts import run_hooks
from coffeecop.parts.hooks import When
from coffeecop.parts.records.asking import ask_for_destruction
from coffeecop.parts.records.erasing import EraseMethod
from coffeecop.parts.records.jobs import destroying
from coffeecop.parts.records.jobs.destroying import keep_schedule
from coffeecop.parts.records.kinds import (
    CannotBeDone,
    KeepUnit,
    RecordKind,
    RecordsAction,
    Series,
    Trigger,
)
from coffeecop.parts.records.models.destructions import (
    Destruction,
    DestructionItem,
    awaits_approval_of,
)
from coffeecop.parts.records.models.holds import Hold
from coffeecop.parts.records.models.requests import (
    RecordsRequest,
    Redaction,
    RequestItem,
    RequestPack,
)
from coffeecop.parts.records.models.schedule import keep_until, rule_of
from coffeecop.parts.records.requests.found import found_columns
from coffeecop.parts.records.tests.rows import (
    key_of,
    make_destruction,
    make_hold,
    make_request,
    make_rule,
)
from coffeecop.staff.events.export import exported_concerns
from coffeecop.staff.summaries.counts import counts_with_topics
from coffeecop.staff.topics.actions import merge_topics
from coffeecop.web.i18n import calendar_day
from coffeecop.web.tokens import unsubscribe_token
from tests.factories import (
    make_agency,
    make_concern,
    make_concerns,
    make_event,
    make_mail,
    make_matter,
    make_message,
    make_rsvp,
    make_staff,
    make_topic,
    put_in_state,
    save,
    say_of,
    sign_in,
    the_agency,
)
from tests.findings import faults_found
from tests.stored import all_of, audit_entries, one_of, reload
from tests.visitor import Visitor

pytestmark = pytest.mark.both_databases

LONG_AGO = timedelta(days=800)
WEEK = timedelta(days=7)


@pytest.fixture(autouse=True)
def erased(monkeypatch):
    """Count how often the files are written anew: that has its own test."""
    times = []
    monkeypatch.setattr(
        destroying, "erase_deleted", lambda: times.append(now()) or EraseMethod.SQLITE
    )
    return times


def make_old_event(**values):
    return make_event(starts_at=now() - LONG_AGO, **values)


def make_old(number=1, *, event=None, **values):
    """Make concerns whose time is over by a schedule of two years."""
    event = event or make_old_event()
    return make_concerns(number, event=event, created_at=now() - LONG_AGO, **values)


def asked_for(series=Series.CONCERN, **rule):
    """Ask for the destruction of what is due, as somebody who keeps the records."""
    found = make_rule(series, **rule)
    clerk = make_staff(Role.RECORDS, Role.COMPLAINTS)
    with db_writes():
        return ask_for_destruction(found, key_hash=f"asked {series}", by=clerk)


def ask_again(series):
    clerk = make_staff(Role.RECORDS)
    with db_writes():
        schedule = rule_of(the_agency(), series)
        return ask_for_destruction(schedule, key_hash=f"again {series}", by=clerk)


def approved(destruction):
    for _ in range(2):
        clerk = make_staff(Role.RECORDS, Role.COMPLAINTS)
        with db_writes():
            db.session.get_one(Destruction, destruction.id).approve(by=clerk)
    return destruction


def pass_a_week(days=7):
    with time_machine.travel(now() + timedelta(days=days, minutes=1), tick=False):
        keep_schedule()


def destroy_all(series=Series.CONCERN, **rule):
    asked = approved(asked_for(series, **rule))
    pass_a_week()
    return reload(asked)


def left(model):
    return [row for row in all_of(model) if not row.is_destroyed]


def test_from_what_is_due_to_the_certificate(app, erased):
    make_old(3)
    make_concern()
    make_rule(Series.CONCERN, item="LE-12", source="Our own schedule")
    visitors = [Visitor(app) for _ in range(3)]
    asker, first, second = [
        sign_in(visitor, Role.RECORDS, name=name)
        for visitor, name in zip(visitors, ("Ana Asker", "Ben First", "Cal Second"), strict=True)
    ]
    by_asker, by_first, by_second = visitors
    page = by_asker.get("/staff/records")
    assert "Due: Concerns 3 records" in page.words
    assert len(by_asker.get("/staff/records/due/concern").select("blockquote")) == 3

    address = by_asker.post("/staff/records/due/concern").location
    assert "Waiting for approval" in by_asker.get("/staff/records").words
    assert not by_asker.get(address).has("#approval-form")
    assert by_asker.post(f"{address}/approval").status == 422
    assert by_first.post(f"{address}/approval").status == 303
    assert not by_first.get(address).has("#approval-form")
    assert by_first.post(f"{address}/approval").status == 422
    assert by_second.post(f"{address}/approval").status == 303
    pass_a_week(days=6)
    assert len(left(Concern)) == 4
    assert by_asker.get(address).has("#stop-form")

    pass_a_week()

    assert len(left(Concern)) == 1
    assert len(erased) == 1
    page = by_asker.get(address)
    assert not page.has("#stop-form")
    certificate = page.text(".document")
    for told in (
        the_agency().name,
        "Certificate of destruction",
        "Concerns",
        "2 years after the last message",
        "Our own schedule",
        "LE-12",
        "Number of records 3",
        "overwritten with zeros",
        asker.name,
        first.name,
        second.name,
        "No backup that was made here still holds them.",
    ):
        assert told in certificate, told
    assert "Destroyed" in by_asker.get("/staff/records").words
    assert RecordsAction.RECORDS_DESTROYED in {entry.action for entry in audit_entries()}


def test_the_certificate_names_the_backups_that_still_hold_it(clerk):
    make_old()
    with time_machine.travel(now() - timedelta(days=30)):
        record(AuditAction.BACKUP_MADE, by=None, detail={"rows": 9})
        # The clocks may have changed since.
        made_on = calendar_day(the_agency().today)
        db.session.commit()

    page = clerk.get(f"/staff/records/destructions/{destroy_all().id}")

    assert f"{made_on}, " in page.text(".document")


# Who approves


def test_only_who_keeps_the_records_approves_and_of_complaints_only_who_reads_them(app):
    make_old(is_complaint=True)
    asked = asked_for(Series.COMPLAINT)
    address = f"/staff/records/destructions/{asked.id}"
    visitor = Visitor(app)
    sign_in(visitor, Role.ADMIN, Role.COMPLAINTS)
    assert visitor.post(f"{address}/approval").status == 403

    sign_in(visitor, Role.RECORDS)
    assert visitor.get(address).status == 404
    assert visitor.post(f"{address}/approval").status == 404
    assert "Complaints" not in visitor.get("/staff/records").texts("main ul")[-1]

    sign_in(visitor, Role.RECORDS, Role.COMPLAINTS)
    assert visitor.post(f"{address}/approval").status == 303


@pytest.mark.parametrize("when", ["asked", "approved"])
def test_whoever_keeps_the_records_stops_it_until_it_begins(clerk, when):
    make_old()
    asked = asked_for()
    if when == "approved":
        approved(asked)

    clerk.post(f"/staff/records/destructions/{asked.id}/stop")
    pass_a_week()

    assert len(left(Concern)) == 1
    assert "Stopped" in clerk.get("/staff/records").words
    assert clerk.post(f"/staff/records/destructions/{asked.id}/approval").status == 422
    assert clerk.post(f"/staff/records/destructions/{asked.id}/stop").status == 422
    # It is due again, for whoever asks anew.
    assert "Due: Concerns" in clerk.get("/staff/records").words


def test_what_somebody_has_asked_for_is_not_asked_for_twice(clerk):
    make_old()
    asked_for()

    page = clerk.post("/staff/records/due/concern")

    assert page.status == 422
    assert "Everything that is due has been asked for." in page.words


def test_nothing_is_due_without_a_schedule_that_the_department_has_chosen(clerk):
    make_old()

    assert "Nothing is due." in clerk.get("/staff/records").words
    assert clerk.get("/staff/records/due/concern").status == 404


# What stays


def test_what_must_be_kept_by_then_stays_and_the_certificate_says_so(clerk):
    held, answered, gone = make_old(3)
    asked = approved(asked_for())
    make_hold(held)
    make_message(answered, "It is worse now.")

    pass_a_week()

    assert {concern.id for concern in left(Concern)} == {held.id, answered.id}
    assert (reload(asked).destroyed, reload(asked).records) == (1, 3)
    page = clerk.get(f"/staff/records/destructions/{asked.id}")
    assert "2 records, which must be kept by now" in page.words
    assert db.session.scalars(select(DestructionItem)).all() == []


def test_a_schedule_that_keeps_longer_by_then_is_followed(app):
    make_old()
    asked = approved(asked_for())
    rule = db.session.merge(the_agency().retention_rules[0])
    save(rule, keep=9)

    pass_a_week()

    assert len(left(Concern)) == 1
    assert reload(asked).destroyed == 0


def test_another_department_s_records_are_none_of_ours(app):
    make_old()
    other = make_old_event(agency=make_agency())
    make_old(event=other)

    destroy_all()

    assert [concern.event_id for concern in left(Concern)] == [other.id]


def test_work_that_was_interrupted_goes_on(app, monkeypatch):
    make_old(5)
    monkeypatch.setattr(destroying, "AT_A_TIME", 2)
    asked = approved(asked_for())
    monkeypatch.setattr(destroying, "erase_deleted", lambda: 1 / 0)
    pass_a_week()
    assert not reload(asked).is_done
    monkeypatch.setattr(destroying, "erase_deleted", lambda: EraseMethod.SQLITE)

    pass_a_week()

    assert (reload(asked).is_done, reload(asked).destroyed) == (True, 5)


# The record, and what stays true


def test_of_what_counts_a_row_stays_with_what_is_counted(app):
    officer, topic = make_staff(), make_topic()
    event = make_old_event()
    (concern,) = make_old(
        event=event,
        kind=Kind.QUESTION,
        topics=[topic],
        text_language=Language.SPANISH,
        place="Maple Court",
        receipt_hash="receipt",
        form_key_hash="key",
        asked_at=now() - LONG_AGO,
        better=Better.NO,
        better_at=now(),
        contact={"name": "Ann"},
    )
    with time_machine.travel(now() - LONG_AGO):
        make_message(concern, "We looked.", by=officer)
        put_in_state(concern, ConcernState.DECLINED, by=officer)
        matter, other = make_matter(concern, is_public=True), make_matter(concern)
        remove_concerns(other, [concern], by=officer)
        quote(matter, concern, by=officer)
    (complaint,) = make_old(event=event, is_complaint=True, suggested_at=now())
    (withdrawn,) = make_old(event=event, state=ConcernState.WITHDRAWN)

    destroy_all()

    row = reload(concern)
    assert (row.body, row.place, row.receipt_hash) == ("", None, None)
    assert (row.contact, row.messages) == (None, [])
    assert (row.event_id, row.phase, row.kind) == (event.id, Phase.BEFORE, Kind.QUESTION)
    assert (row.state, row.better, row.topics) == (ConcernState.DECLINED, Better.NO, [topic])
    assert row.text_language is Language.SPANISH
    day = (now() - LONG_AGO).astimezone(ZoneInfo(event.time_zone)).date()
    for moment in (row.created_at, row.asked_at):
        assert moment.astimezone(ZoneInfo(event.time_zone)).date() == day
    (matter_row,) = db.session.scalars(select(MatterConcern)).all()
    assert (matter_row.matter_id, matter_row.is_quoted) == (matter.id, False)
    for each in (row, row.topic_rows[0], matter_row):
        assert each.created_at.astimezone(ZoneInfo(event.time_zone)).time() == time()
    # What counts for nothing is gone whole.
    assert {each.id for each in all_of(Concern)} == {concern.id, complaint.id}
    assert (faults_found(), has_pending_analysis()) == ([], False)


def test_nothing_opens_or_finds_what_is_destroyed(app):
    event, topic = make_old_event(), make_topic()
    (concern,) = make_old(
        event=event, topics=[topic], kind=Kind.QUESTION, place="Zebras", suggested_at=now()
    )
    matter = make_matter(concern, is_public=True)
    visitor = Visitor(app)
    member = sign_in(visitor, Role.ORGANIZER, Role.ADMIN, Role.RECORDS, Role.COMPLAINTS)
    address = f"/staff/concerns/{concern.id}"
    stop = f"/receipts/unsubscribe/{unsubscribe_token(concern.id)}"
    before = [visitor.get(each).status for each in (address, stop)]

    destroy_all()

    assert before == [200, 200]
    assert [visitor.get(each).status for each in (address, stop)] == [404, 404]
    for filtered in ("", "?q=zebras", f"?event={event.id}", f"?topic={topic.id}"):
        assert not visitor.get(f"/staff/concerns{filtered}").has(f"main a[href*='{address}']")
    assert not visitor.get(f"/staff/matters/{matter.id}").has("blockquote")
    assert [*exported_concerns(event)] == []
    wanted = RecordsRequest(event_ids=[event.id], covers_complaints=True)
    assert [*found_columns(wanted, member)] == [(RecordKind.MATTER, matter.id)]
    with pytest.raises(CannotBeDone):
        ask_again(Series.CONCERN)
    reclassify(event.agency_id)
    assert classify_due() == 0


def test_a_merged_topic_and_a_combined_matter_keep_what_was_destroyed(app):
    event, (topic, into) = make_old_event(), [make_topic() for _ in range(2)]
    concerns = make_old(3, event=event, topics=[topic])
    matter, other = make_matter(name="Speeding"), make_matter(*concerns, name="Too fast")
    officer = make_staff(Role.ORGANIZER)
    destroy_all()

    with db_writes():
        topics = [db.session.get_one(Topic, each.id) for each in (topic, into)]
        merge_topics(*topics, takes_keywords=False, seen=str(topics[0].version), by=officer)
        combine(*(db.session.get_one(Matter, each.id) for each in (matter, other)), by=officer)

    _topics, _matters, counts = counts_with_topics([reload(event)], has_matters=True)
    assert counts.by_topic == {(into.id, event.id): 3}
    assert sizes_of([matter.id]) == {matter.id: 3}


# The other series


def test_matters_and_mail_go_when_their_time_is_over(app):
    old = now() - LONG_AGO
    with time_machine.travel(old):
        for state in MatterState:
            make_matter(said=state, is_public=True, name=f"{state} in public")
            make_matter(said=state, name=state)
        photo = MatterPhoto(content=b"jpeg", digest="d", width=4, height=3, alt_en="A light")
        done = all_of(Matter, name="done")[0]
        say_of(done, Said(MatterState.DONE, "It is there.", photo=photo))
        noted = make_matter(said=MatterState.DONE, name="closed today")
    say_of(noted, MatterState.DONE)
    make_mail(rsvp_id=make_rsvp(event=make_old_event()).id, sent_at=old, recipient="a@example.org")
    db.session.commit()

    destroy_all(Series.MATTER, trigger=Trigger.CLOSED)
    destroy_all(Series.MAIL, trigger=Trigger.SENT)

    # What is open, and what the public reads, has no end yet.
    # What is not closed, and an answer that residents read.
    kept = {"heard", "doing", "closed today"}
    kept |= {f"{name} in public" for name in ("heard", "doing", "answered")}
    assert {each.name for each in all_of(Matter)} == kept
    assert db.session.scalars(select(MatterPhoto)).all() == []
    assert all_of(OutboxMessage) == []


def handed_over(clerk):
    """Hand over what a request found, without a number, and close it."""
    concern = make_concern(body="Maple. Call 805-555-0142.", event=make_old_event())
    clerk.post("/staff/records/requests", words="maple", asked_by="The Sample Gazette")
    page = f"/staff/records/requests/{one_of(RecordsRequest).id}"
    decision = {"records": key_of(concern), "decision": "redact", "code": "Privacy"}
    clerk.post(f"{page}/words", lines="805-555-0142", lines_code="Privacy")
    clerk.post(f"{page}/decisions", **decision, more="805-555-0142")
    clerk.post(f"{page}/packs")
    clerk.post(f"{page}/close")
    assert len(all_of(Redaction)) == 2
    return page


def test_a_request_goes_with_the_words_to_take_out_its_packs_and_who_asked(clerk):
    handed_over(clerk)
    rule = {"trigger": Trigger.CLOSED, "keep": 3}
    with pytest.raises(CannotBeDone):
        asked_for(Series.REQUEST, **rule)

    with time_machine.travel(now() + timedelta(days=1200), tick=False):
        destruction = approved(ask_again(Series.REQUEST))
        pass_a_week()

    assert reload(destruction).destroyed == 1
    for gone in (RecordsRequest, Redaction, RequestItem, RequestPack, Hold):
        assert db.session.scalar(select(gone)) is None
    assert len(left(Concern)) == 1


def test_a_request_for_what_a_case_holds_stays(clerk):
    handed_over(clerk)
    make_hold(event=one_of(Concern).event)
    make_rule(Series.REQUEST, trigger=Trigger.CLOSED)

    with time_machine.travel(now() + timedelta(days=1200), tick=False), pytest.raises(CannotBeDone):
        ask_again(Series.REQUEST)


def test_a_pack_keeps_no_copy_of_what_was_destroyed_and_says_so(clerk):
    page = handed_over(clerk)
    assert clerk.get(f"{page}/packs/1.zip").status == 200

    with time_machine.travel(now() + timedelta(days=800), tick=False):
        destroy_all()

    assert left(Concern) == []
    assert db.session.scalars(select(RequestPack)).one().file is None
    assert clerk.get(f"{page}/packs/1.zip").status == 404
    assert "Its file is gone" in clerk.get(page).words
    # Its words to take out went too; those for all go with the request.
    assert [each.kind for each in all_of(Redaction)] == [None]


def test_a_look_inside_shows_what_a_record_says(clerk):
    with time_machine.travel(now() - LONG_AGO):
        matter = make_matter(name="A stop sign at the school", said=MatterState.DONE)
    db.session.commit()
    make_rule(Series.MATTER, trigger=Trigger.CLOSED)

    page = clerk.get("/staff/records/due/matter")

    assert f"A stop sign at the school Number {matter.id}" in page.words


def test_a_look_inside_shows_the_oldest_ten_and_the_others_behind_a_tap(clerk):
    make_old(12)
    make_rule(Series.CONCERN)

    page = clerk.get("/staff/records/due/concern")

    assert (len(page.select("blockquote")), len(page.select("details blockquote"))) == (12, 2)


def test_entries_of_the_log_leave_their_places_in_the_chain(app):
    officer = make_staff()
    with time_machine.travel(now() - LONG_AGO):
        record(AuditAction.SIGNED_IN, by=officer, subject=officer)
        record(AuditAction.CONTACT_OPENED, by=officer, detail={"reason": "Secret reason"})
        db.session.commit()
    record(AuditAction.SIGNED_IN, by=officer, subject=officer)
    db.session.commit()

    destroy_all(Series.AUDIT, trigger=Trigger.SENT)

    entries = all_of(AuditEntry)
    assert [entry.action for entry in entries][:2] == [AuditAction.SIGNED_IN, AuditAction.DESTROYED]
    assert (entries[1].detail, entries[1].staff_id) == (None, None)
    assert faults_found() == []

    # Without a certificate it is a fault.
    execute_bulk(
        update(AuditEntry)
        .where(AuditEntry.id == entries[0].id)
        .values(action=AuditAction.DESTROYED, staff_id=None, subject_id=None, subject_table=None)
    )
    db.session.commit()
    assert run_hooks(When.VERIFIED, None) == [
        "2 entries of the log say that they were destroyed by the schedule, but the certificates "
        "name 1."
    ]


# What goes by itself


def test_contact_details_of_an_rsvp_go_by_themselves_a_month_after_the_event(app):
    rule = {"trigger": Trigger.EVENT, "keep": 30, "unit": KeepUnit.DAYS, "needs_approval": False}
    make_rule(Series.CONTACT, **rule)
    over, recent = (make_event(starts_at=now() - timedelta(days=days)) for days in (40, 20))
    held = make_event(starts_at=now() - timedelta(days=40))
    make_hold(event=held)
    for event in (over, recent, held):
        make_rsvp(event=event, contact={"name": f"Ann {event.id}"})
    make_concern(event=over, contact={"phone": "+18055550100"})

    keep_schedule()
    keep_schedule()

    names = {contact.name for contact in all_of(Contact)}
    assert names == {f"Ann {recent.id}", f"Ann {held.id}", None}
    assert len(all_of(Rsvp)) == 3
    (entry,) = audit_entries(RecordsAction.TRANSITORY_REMOVED)
    assert entry.details == {"series": "contact", "records": 1}


def test_a_department_whose_schedule_fails_stops_no_other(app, monkeypatch, caplog):
    ours, theirs = the_agency(), make_agency()
    for agency in (ours, theirs):
        rule = {"trigger": Trigger.EVENT, "keep": 30, "unit": KeepUnit.DAYS}
        make_rule(Series.CONTACT, agency=agency, needs_approval=False, **rule)
        event = make_event(agency=agency, starts_at=now() - timedelta(days=40))
        make_rsvp(event=event, contact={"name": agency.name})
    due = destroying.due

    def due_but_not_ours(agency, rule):
        assert agency.id != ours.id, "its schedule is broken"
        return due(agency, rule)

    monkeypatch.setattr(destroying, "due", due_but_not_ours)
    keep_schedule()

    assert [contact.name for contact in all_of(Contact)] == [ours.name]
    (failure,) = caplog.records
    assert (failure.message, failure.agency) == ("the schedule of a department failed", ours.id)


def test_nothing_of_an_event_goes_before_it_is_over(app):
    rule = {"trigger": Trigger.SENT, "keep": 1, "unit": KeepUnit.DAYS, "needs_approval": False}
    for series in (Series.CONTACT, Series.RSVP):
        make_rule(series, **rule)
    old = now() - LONG_AGO
    make_rsvp(event=make_event(), contact={"name": "Ann"}, created_at=old)
    make_rsvp(event=make_old_event(), contact={"name": "Ben"}, created_at=old)

    keep_schedule()

    assert [contact.name for contact in all_of(Contact)] == ["Ann"]
    assert len(left(Rsvp)) == 1


def test_a_closed_concern_counts_from_when_it_was_closed(app):
    waiting, closed = make_old(2, wants_answer=False)
    with time_machine.travel(now() - timedelta(days=10)):
        put_in_state(closed, ConcernState.CLOSED)
    done = destroy_all(trigger=Trigger.CLOSED, keep=5, unit=KeepUnit.DAYS)
    assert [concern.id for concern in left(Concern)] == [waiting.id]
    assert done.destroyed == 1
    assert keep_until(reload(waiting)) > waiting.created_at


def test_the_database_and_a_row_agree_who_may_approve(app):
    asks, approved, third = (make_staff(Role.RECORDS) for _ in range(3))
    rule = rule_of(asks.agency, Series.CONCERN)
    once = {"approved_by": approved, "approved_at": now()}
    twice = {**once, "confirmed_by": third, "confirmed_at": now(), "due_at": now()}
    for values in ({}, once, twice, {"stopped_by": third, "stopped_at": now()}):
        make_destruction(rule, by=asks, records=1, **values)

    for member in (asks, approved, third):
        awaiting = db.session.scalars(select(Destruction).where(awaits_approval_of(member))).all()
        rows = db.session.scalars(select(Destruction)).all()
        assert {each for each in rows if each.may_be_approved_by(member)} == set(awaiting)
    assert len(awaiting) == 2


def test_what_officers_noted_goes_when_its_time_is_over_and_stays_while_somebody_asks_for_it(clerk):
    old, asked, held = (make_event(starts_at=now() - timedelta(days=1000)) for _ in range(3))
    for event in (old, asked, held):
        save(EventLine(event_id=event.id, staff_id=clerk.member.id, body="Parking."))
    make_request(asked, by=clerk.member, hold_id=make_hold().id)
    make_hold(event=held)

    destroy_all(Series.NOTES, trigger=Trigger.EVENT)

    assert {*db.session.scalars(select(EventLine.event_id))} == {asked.id, held.id}


def test_a_lifted_hold_goes_when_its_time_is_over_and_one_in_force_stays(clerk):
    long_ago = {"lifted_at": now() - timedelta(days=1000), "lifted_by": clerk.member}
    in_force = make_hold()
    of_request = make_request(by=clerk.member, hold_id=make_hold(**long_ago).id).hold_id
    make_hold(**long_ago)

    destroy_all(Series.HOLD, trigger=Trigger.CLOSED)

    assert {hold.id for hold in all_of(Hold)} == {in_force.id, of_request}


def test_a_certificate_goes_when_its_time_is_over_but_not_one_that_verify_needs(clerk):
    make_old()
    destroy_all()
    log = make_rule(Series.AUDIT, trigger=Trigger.SENT)
    for_verify = make_destruction(log, 1, stopped_at=now(), stopped_by=clerk.member)
    with time_machine.travel(now() + timedelta(days=1000)):
        last = destroy_all(Series.CERTIFICATE, trigger=Trigger.CLOSED)

    assert {each.id for each in all_of(Destruction)} == {for_verify.id, last.id}
