"""What is put away leaves the lists of work and comes back by itself."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from coffeecop.concerns import residents
from coffeecop.db import db, now
from coffeecop.models import AuditAction, Better, Concern, ConcernState, EventStatus
from coffeecop.models.concern.conditions import is_snoozed
from tests.factories import DAY, make_concern, make_event, put_in_state, the_agency
from tests.staff.concerns.form_filling import listed, path
from tests.staff.form_filling import arrive
from tests.stored import audited, reload

pytestmark = pytest.mark.both_databases

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


@pytest.mark.parametrize(("days", "is_still_away"), [(91, True), (93, False)])
def test_it_comes_back_though_there_is_no_next_event_at_its_venue(app, days, is_still_away):
    concern = make_concern(event=make_event(starts_at=now() - 100 * DAY), wants_answer=True)
    away(concern, for_next_event=True, since=days * DAY)
    assert is_away() is is_still_away


def test_it_waits_for_the_next_event_at_its_venue(officer, concern, event):
    make_event(starts_at=now() + 3 * DAY)
    following = make_event(venue=event.venue, starts_at=now() + 20 * DAY)

    officer.post(path(concern, "/snooze"), until="next_event")

    assert reload(concern).put_away_for_next_event
    assert is_away()
    assert "a week before the next event here" in officer.get(path(concern)).text("#snoozed")
    following.starts_at, following.ends_at = now() + 6 * DAY, now() + 7 * DAY
    db.session.commit()
    assert not is_away()


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
