"""What did not get better waits for an answer again, and stands first."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from coffeecop.db import db, now
from coffeecop.models import Better, Concern, ConcernStatus, Kind
from coffeecop.models.concern.conditions import waits_for_answer
from tests.factories import make_concern, make_event, make_flag, make_message, make_staff
from tests.staff.concerns.form_filling import listed, path
from tests.stored import reload

pytestmark = pytest.mark.both_databases

MARK = "Did not get better"


def reopen(concern):
    concern.set_better(Better.NO)
    concern.reopen()
    db.session.commit()
    return concern


@pytest.fixture
def event(app):
    return make_event()


@pytest.fixture
def reopened(event):
    concern = make_concern(event=event, body="Still dark.", receipt_hash="r" * 64)
    make_message(concern, "We fixed it.", by=make_staff())
    concern.set_status(ConcernStatus.CLOSED, by=make_staff())
    return reopen(concern)


@pytest.fixture
def others(event):
    """An older question, and one with a flag that nobody has decided."""
    long_ago = now() - timedelta(days=90)
    make_concern(event=event, body="Old question.", kind=Kind.QUESTION, created_at=long_ago)
    flagged = make_concern(event=event, body="Urgent.", kind=Kind.QUESTION)
    make_flag(concern=flagged)


def test_only_what_is_urgent_comes_before_it(officer, others, reopened):
    page = officer.get("/staff/concerns?waiting=1")

    assert listed(page) == ["Urgent.", "Still dark.", "Old question."]
    assert [MARK in item for item in page.texts("#concern-list .items li")] == [False, True, False]
    assert "then what did not get better" in page.text("#concern-list")


def test_today_names_it_before_older_waits(officer, others, reopened):
    page = officer.get("/staff")

    needs = page.texts(".work-list > li")
    assert [MARK in need for need in needs] == [False, True, False]
    assert "Still dark." in needs[1]


def test_its_page_says_so_and_why_it_waits(officer, reopened):
    page = officer.get(path(reopened))

    assert MARK in page.text("#concern > header")
    assert "So it waits for an answer again." in page.text("#concern-status")


@pytest.mark.parametrize(
    ("status", "is_first"),
    [
        (ConcernStatus.LOOKED_INTO, True),
        (ConcernStatus.TALKED_ABOUT, True),
        (ConcernStatus.ANSWERED, False),
        (ConcernStatus.CLOSED, False),
    ],
)
def test_it_stays_until_it_is_answered_or_closed(officer, reopened, status, is_first):
    officer.post(path(reopened, "/status"), status=status)

    assert (reload(reopened).reopened_at is not None) is is_first
    assert listed(officer.get("/staff/concerns?waiting=1")) == ["Still dark."] * is_first


@pytest.mark.parametrize(
    ("rest", "fields"), [("/messages", {"body": "New lamp."}), ("/decline", {"why": "No money."})]
)
def test_an_answer_or_a_reason_takes_it_off_the_list(officer, reopened, rest, fields):
    assert officer.post(path(reopened, rest), **fields).status == 303

    assert reload(reopened).reopened_at is None
    assert listed(officer.get("/staff/concerns?waiting=1")) == []


def test_the_database_and_the_page_agree_on_what_waits(app, event, reopened):
    reopen(make_concern(event=event, body="asked nothing"))
    reopen(make_concern(event=event, body="taken back", withdrawn_at=now()))
    reopen(make_concern(event=event, body="complaint", is_complaint=True))
    closed = reopen(make_concern(event=event, body="closed again"))
    closed.set_status(ConcernStatus.CLOSED, by=make_staff())
    db.session.commit()

    found = {each.body for each in db.session.scalars(select(Concern).where(waits_for_answer()))}

    assert found == {"Still dark.", "asked nothing", "complaint"}
    db.session.expire_all()
    assert {each.body for each in db.session.scalars(select(Concern)) if each.waits_for_answer} == (
        found
    )


def test_only_readers_of_complaints_see_a_complaint_that_did_not_get_better(visitor, officer):
    reopen(make_concern(body="He was rude.", is_complaint=True))

    assert listed(officer.get("/staff/concerns?waiting=1")) == []


def test_readers_of_complaints_see_it(complaints_officer):
    reopen(make_concern(body="He was rude.", is_complaint=True))

    page = complaints_officer.get("/staff/concerns?complaint=1")

    assert MARK in page.text("#concern-list .items")
