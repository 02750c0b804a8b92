"""Who takes care of a concern and by when, what is put away, and notes among staff."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from coffeecop.concerns import residents
from coffeecop.db import db, now
from coffeecop.models import AuditAction, Better, Concern, ConcernState, EventStatus, Role
from coffeecop.models.concern.conditions import is_snoozed
from coffeecop.web.forms import new_form_key
from tests.factories import (
    DAY,
    make_agency,
    make_concern,
    make_event,
    make_staff,
    put_in_state,
    save,
    the_agency,
)
from tests.public.concerns.sent_concern import PATH as RECEIPT
from tests.public.concerns.sent_concern import make_sent_concern
from tests.staff.concerns.form_filling import listed, path, said
from tests.staff.form_filling import arrive
from tests.stored import audited, reload


@pytest.fixture
def lee(app):
    return make_staff(name="Officer Lee")


@pytest.fixture
def kim(app):
    return make_staff(name="Officer Kim")


def care(visitor, concern, **fields):
    return visitor.post(path(concern, "/assign"), **fields)


def test_a_concern_gets_somebody_a_deputy_and_a_due_date_which_can_be_undone(officer, lee, kim):
    concern, due = make_concern(), officer.member.agency.today + 14 * DAY
    sent = {"assignee": lee.id, "deputy": kim.id, "due": "two_weeks"}
    sent |= {"due_on": "", "form_key": new_form_key()}

    answer, again = (care(officer, concern, **sent) for _ in range(2))

    assert answer.location == again.location
    page = arrive(officer, answer)
    assert "Given to Officer Lee" in page.text("#concern > header")
    assert "Deputy: Officer Kim" in page.text("#concern > header")
    concern = reload(concern)
    assert (concern.assigned_to, concern.deputy, concern.due_on) == (lee, kim, due)
    people = {"assigned_to": [None, "Officer Lee"], "deputy": [None, "Officer Kim"]}
    assert [(each[0], each[3]) for each in audited()] == [
        (AuditAction.CONCERN_ASSIGNED, people),
        (AuditAction.CONCERN_DUE_SET, {"due_on": [None, str(due)]}),
    ]
    officer.post(page.one("#undo-form")["action"])
    concern = reload(concern)
    assert (concern.assigned_to, concern.deputy, concern.due_on) == (None, None, None)


def test_it_can_be_due_before_the_next_event_at_the_same_venue(officer):
    event = make_event()
    concern = make_concern(event=event)
    make_event()
    page = officer.get(path(concern))
    assert "Before the next event here" in page.text("#assign-form")

    care(officer, concern, due="next_event")

    assert reload(concern).due_on == event.day - DAY


def test_what_makes_no_sense_is_refused(officer, kim):
    kim, elsewhere, concern = kim.id, make_staff(agency=make_agency()).id, make_concern()

    for fields, field, error in [
        ({"deputy": kim}, "deputy", "First choose who takes care of it."),
        ({"assignee": kim, "deputy": kim}, "deputy", "The deputy must be somebody else."),
        ({"assignee": elsewhere}, "assignee", "Choose who takes care of it."),
        ({"assignee": kim, "deputy": elsewhere}, "deputy", "Choose a deputy."),
        ({"due_on": "2020-02-01"}, "due_on", "This day is over. Choose a later one."),
        ({"due_on": "soon"}, "due_on", "Choose a date, or leave the box empty."),
    ]:
        page = care(officer, concern, **fields)
        assert error in page.refused(f"#{field}-error")
    assert reload(concern).assigned_to is None


def test_a_complaint_is_cared_for_by_those_who_may_read_it(complaints_officer, kim):
    handler = make_staff(Role.COMPLAINTS, name="Handler")
    complaint = make_concern(is_complaint=True)

    assert care(complaints_officer, complaint, assignee=kim.id).status == 422
    assert care(complaints_officer, complaint, assignee=handler.id, deputy=kim.id).status == 422
    assert care(complaints_officer, complaint, assignee=handler.id).status == 303


def test_what_is_overdue_rises_to_its_assignee_then_to_the_deputy(officer):
    member = officer.member
    today, event = member.agency.today, make_event()
    mine = {"event": event, "assigned_to_id": member.id}
    make_concern(body="late", due_on=today - 2 * DAY, **mine)
    make_concern(body="later", due_on=today - DAY, **mine)
    make_concern(body="no date", **mine)
    make_concern(body="to be done", due_on=today, **mine)
    others = {"event": event, "assigned_to_id": make_staff().id, "deputy_id": member.id}
    make_concern(body="as a deputy", due_on=today - 3 * DAY, **others)
    make_concern(body="not yet", due_on=today - 2 * DAY, **others)

    page = officer.get("/staff/concerns?mine=1")

    assert listed(page)[:3] == ["as a deputy", "late", "later"]
    assert set(listed(page)[3:]) == {"no date", "to be done"}
    days = ("3 days", "2 days", "1 day")
    assert page.texts("#concern-list .flag-word") == [f"Due {each} ago" for each in days]
    links = officer.get("/staff").select("a")
    (link,) = [each for each in links if "3 of yours are past their due date" in each.text]
    assert listed(officer.get(link["href"])) == listed(page)[:3]


def test_in_the_list_to_answer_what_one_is_late_with_comes_first(officer):
    asked = {"event": make_event(), "wants_answer": True}
    make_concern(body="long", created_at=now() - 9 * DAY, **asked)
    late = {"assigned_to_id": officer.member.id, "due_on": officer.member.agency.today - DAY}
    make_concern(body="late", **late, **asked)

    assert listed(officer.get("/staff/concerns?waiting=1")) == ["late", "long"]


TO_ANSWER = "/staff/concerns?waiting=1"


@pytest.fixture
def event(app):
    return make_event(starts_at=now() - 30 * DAY, created_at=now() - 60 * DAY)


@pytest.fixture
def concern(event):
    return make_concern(event=event, body="Fix the lights.", wants_answer=True)


def away(concern, *, for_next_event=False, since=DAY, days=7):
    concern.put_away_at = now() - since
    concern.put_away_for_next_event = for_next_event
    concern.put_away_until = None if for_next_event else now() + days * DAY
    db.session.commit()


def is_away():
    return db.session.query(Concern).filter(is_snoozed(the_agency().today)).count() == 1


def test_it_leaves_the_work_until_that_day_and_can_be_brought_back(officer, concern):
    answer = officer.post(path(concern, "/snooze") + "?waiting=1", until="week")

    page = arrive(officer, answer)
    assert listed(page) == []
    assert "Undo" in page.text("#undo-form")
    day = officer.member.agency.today + 7 * DAY
    zone = ZoneInfo(concern.event.time_zone)
    assert reload(concern).put_away_until == datetime(day.year, day.month, day.day, tzinfo=zone)
    assert "0 to answer" in officer.get("/staff").words
    assert "Fix the lights." not in officer.get("/staff").words
    assert listed(officer.get("/staff/concerns?away=1")) == ["Fix the lights."]
    assert reload(concern).waits, "residents read the same as before"

    officer.post(path(concern, "/unsnooze"))

    assert listed(officer.get(TO_ANSWER)) == ["Fix the lights."]
    assert [(each[0], each[3]) for each in audited()] == [
        (AuditAction.CONCERN_SNOOZED, {"until": str(day)}),
        (AuditAction.CONCERN_UNSNOOZED, None),
    ]
    page = arrive(officer, officer.post(path(concern, "/snooze"), until="two_weeks"))
    officer.post(page.one("#undo-form")["action"])
    assert (reload(concern).put_away_at, concern.put_away_until) == (None, None)


@pytest.mark.both_databases
@pytest.mark.parametrize(("days", "is_still_away"), [(91, True), (93, False)])
def test_it_comes_back_though_there_is_no_next_event_at_its_venue(app, days, is_still_away):
    concern = make_concern(event=make_event(starts_at=now() - 100 * DAY), wants_answer=True)
    away(concern, for_next_event=True, since=days * DAY)
    assert is_away() is is_still_away


@pytest.mark.both_databases
def test_it_waits_for_the_next_event_at_its_venue(officer, concern, event):
    make_event(starts_at=now() + 3 * DAY)
    following = make_event(venue=event.venue, starts_at=now() + 20 * DAY)

    officer.post(path(concern, "/snooze"), until="next_event")

    assert reload(concern).put_away_for_next_event
    assert is_away()
    assert "a week before the next event here" in officer.get(path(concern)).text("#snoozed")
    save(following, starts_at=now() + 6 * DAY, ends_at=now() + 7 * DAY)
    assert not is_away()


@pytest.mark.both_databases
def test_an_event_that_is_not_public_or_was_before_brings_nothing_back(concern, event):
    for status in (EventStatus.DRAFT, EventStatus.CANCELLED):
        make_event(venue=event.venue, starts_at=now() + 2 * DAY, status=status)
    make_event(venue=event.venue, starts_at=now() - 5 * DAY, created_at=now() - 60 * DAY)
    away(concern, for_next_event=True)

    assert is_away()


def test_it_is_not_put_away_until_an_event_that_is_near(officer, concern, event):
    make_event(venue=event.venue, starts_at=now() + 3 * DAY)
    assert "Until the next event here" not in officer.get(path(concern)).text("#snooze-form")

    page = officer.post(path(concern, "/snooze"), until="next_event")

    assert page.status == 422
    assert "The next event here is at most 7 days away." in page.text("#snooze-form [role=alert]")


@pytest.mark.both_databases
@pytest.mark.parametrize("what", ["day", "message", "reopening", "due date"])
def test_it_comes_back_by_itself(concern, what):
    away(concern)
    assert is_away()

    if what == "day":
        away(concern, days=0)
    elif what == "message":
        residents.write_again(concern, key_hash="key", body="It is worse.")
    elif what == "reopening":
        residents.say_whether_better(concern, Better.NO)
    else:
        concern.due_on = the_agency().today - DAY
    db.session.commit()

    assert not is_away()


def test_a_day_must_be_chosen_and_be_near(officer, concern):
    for day in ("", "2020-02-01", "2999-01-01", "soon"):
        page = officer.post(path(concern, "/snooze"), until="day", day=day)
        assert page.refused("#day-error")
    assert reload(concern).put_away_at is None
    put_in_state(concern, ConcernState.WITHDRAWN)
    assert officer.post(path(concern, "/snooze"), until="week").status == 404


NOTE = "Called Public Works.\nThey come on Monday."


def test_a_note_is_read_by_staff_only_and_is_one_if_it_is_sent_twice(officer):
    concern, key = make_sent_concern(), new_form_key()
    page = officer.post(path(concern, "/notes"), note=" ")
    assert "Write the note first." in page.refused("#note-error")

    for _ in range(2):
        answer = officer.post(path(concern, "/notes"), note=NOTE, form_key=key)
        assert said(officer, answer) == "The note is saved. Only staff read it."

    page = officer.get(path(concern))
    assert page.one("#notes .quote").text == NOTE
    assert "Sgt. Sample" in page.text("#notes .thread .hint")
    assert "Public Works" not in officer.get(RECEIPT).words
    assert audited() == [(AuditAction.NOTE_ADDED, officer.member.id, concern.id, None)]
    officer.post(path(concern, "/notes"), note="The newest is last.", form_key=key)
    notes = officer.get(path(concern)).select("#notes .quote")
    assert [note.text for note in notes] == [NOTE, "The newest is last."]
