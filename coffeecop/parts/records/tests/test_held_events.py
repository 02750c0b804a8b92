"""What a case holds keeps what was said, mailed and logged about it, and what came of it."""

from datetime import timedelta

import pytest
import time_machine
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from coffeecop.db import db, db_writes, now
from coffeecop.models import (
    Arrival,
    AuditAction,
    AuditEntry,
    Concern,
    CountedBy,
    Event,
    Language,
    MailKind,
    MatterState,
    Role,
    SurveyAnswer,
)
from coffeecop.models.audit import record
from coffeecop.parts.records.asking import ask_for_destruction
from coffeecop.parts.records.due import due, records_of
from coffeecop.parts.records.erasing import EraseMethod
from coffeecop.parts.records.jobs import destroying
from coffeecop.parts.records.kinds import Series, Trigger
from coffeecop.parts.records.models.destructions import Destruction
from coffeecop.parts.records.models.schedule import rule_of
from coffeecop.parts.records.tests.rows import make_hold, make_rule
from tests.factories import (
    make_concern,
    make_event,
    make_mail,
    make_matter,
    make_rsvp,
    make_staff,
    save,
    the_agency,
)
from tests.stored import all_of

pytestmark = pytest.mark.both_databases

YEARS_AGO = timedelta(days=2000)
SERIES = {
    Series.CONCERN: Trigger.LAST_MESSAGE,
    **dict.fromkeys((Series.RSVP, Series.CONTACT, Series.SURVEY, Series.ARRIVALS), Trigger.EVENT),
    Series.MATTER: Trigger.CLOSED,
    **dict.fromkeys((Series.MAIL, Series.AUDIT), Trigger.SENT),
}


@pytest.fixture
def about(app):
    """Make records of two events of years ago, and return by record the rows that it is about."""
    found = {}

    def add(series, row, *subjects):
        found[series, row.id] = {
            *subjects,
            *(each.event for each in subjects if isinstance(each, Concern)),
        }

    def log(row, *subjects):
        with db_writes():
            record(AuditAction.STATUS_CHANGED, by=make_staff(), subject=row)
        newest = select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)
        add(Series.AUDIT, db.session.scalar(newest), *subjects)

    def add_matter(matter, *subjects):
        add(Series.MATTER, matter, *subjects)
        for entry in all_of(AuditEntry, subject_table="matters", subject_id=matter.id):
            add(Series.AUDIT, entry, *subjects)

    with time_machine.travel(now() - YEARS_AGO, tick=False):
        events = [make_event(starts_at=now()) for _ in range(2)]
        concerns = [make_concern(event=event) for event in events for _ in range(2)]
        for event in events:
            of_event = {"event_id": event.id, "form_key_hash": f"{event.id}"}
            rsvp = make_rsvp(event=event, contact={"email": "ann@example.org"})
            add(Series.RSVP, rsvp, event)
            add(Series.CONTACT, rsvp.contact, event)
            add(Series.MAIL, make_mail(rsvp_id=rsvp.id, sent_at=now()), event)
            add(
                Series.SURVEY,
                save(SurveyAnswer(**of_event, language=Language.ENGLISH, line="Good coffee.")),
                event,
            )
            add(Series.ARRIVALS, save(Arrival(**of_event, counted_by=CountedBy.DOOR)), event)
            log(event, event)
            log(rsvp, event)
        for concern in concerns:
            add(Series.CONCERN, concern, concern)
            log(concern, concern)
            mail = make_mail(concern_id=concern.id, kind=MailKind.ANSWER, sent_at=now())
            add(Series.MAIL, mail, concern)
        # Each about a concern of either event, so that either case keeps it.
        asked, told = concerns[::2], concerns[1::2]
        add_matter(make_matter(*asked, said=MatterState.DONE), *asked)
        add_matter(make_matter(*told, said=MatterState.ANSWERED), *told)
        add_matter(make_matter(event=events[1], said=MatterState.CANNOT), events[1])
    for series, trigger in SERIES.items():
        make_rule(series, trigger=trigger)
    return found


def numbers_due():
    agency = the_agency()
    return {
        (series, row.number)
        for series in SERIES
        for row in db.session.execute(due(agency, rule_of(agency, series)))
    }


def test_the_schedule_reaches_nothing_that_is_about_what_a_case_holds(about):
    everything = {*about}
    assert numbers_due() == everything
    subjects = sorted({row for rows in about.values() for row in rows}, key=lambda row: row.id)
    clerk = make_staff(Role.RECORDS)

    @settings(max_examples=15, derandomize=True, deadline=None, database=None)
    @given(held=st.sets(st.sampled_from(subjects), min_size=1))
    def draw(held):
        events = [each for each in held if isinstance(each, Event)]
        others = [each for each in held if isinstance(each, Concern)]
        holds = [
            make_hold(*others, by=clerk),
            *(make_hold(event=each, by=clerk) for each in events),
        ]

        kept = {key for key, rows in about.items() if rows & held}
        assert numbers_due() == everything - kept

        with db_writes():
            for each in holds:
                each.lift(by=clerk)
        assert numbers_due() == everything

    draw()


def test_when_all_else_is_destroyed_what_is_about_a_held_event_is_there(about, monkeypatch):
    monkeypatch.setattr(destroying, "erase_deleted", lambda: EraseMethod.SQLITE)
    clerks = [make_staff(Role.RECORDS) for _ in range(3)]
    event = next(row for rows in about.values() for row in rows if isinstance(row, Event))
    for series in SERIES:
        with db_writes():
            schedule = rule_of(the_agency(), series)
            asked = ask_for_destruction(schedule, key_hash=series, by=clerks[0])
        for clerk in clerks[1:]:
            with db_writes():
                db.session.get_one(Destruction, asked.id).approve(by=clerk)
    # The case comes after the last approval.
    make_hold(event=event, by=clerks[0])

    with time_machine.travel(now() + timedelta(days=8), tick=False):
        destroying.keep_schedule()

    assert all(each.is_done for each in all_of(Destruction))
    agency = the_agency()
    there = {
        (series, row.id)
        for series in SERIES
        for row in db.session.scalars(records_of(agency, series).rows)
    }
    assert there & about.keys() == {key for key, rows in about.items() if event in rows}
