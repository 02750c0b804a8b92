"""What did not get better waits for an answer again, and stands first."""

from datetime import timedelta

import pytest

from coffeecop.concerns import residents
from coffeecop.db import db, now
from coffeecop.models import Better, Kind
from tests.factories import make_concern, make_flag, make_message, make_past_event, make_staff
from tests.staff.concerns.form_filling import listed, path

MARK = "Did not get better"


def reopen(concern):
    residents.say_whether_better(concern, Better.NO)
    db.session.commit()
    return concern


@pytest.fixture
def event(app):
    return make_past_event()


@pytest.fixture
def reopened(event):
    concern = make_concern(event=event, body="Still dark.", receipt_hash="r" * 64)
    make_message(concern, "We fixed it.", by=make_staff())
    return reopen(concern)


@pytest.mark.both_databases
def test_only_what_is_urgent_comes_before_it(officer, event, reopened):
    long_ago = now() - timedelta(days=90)
    make_concern(event=event, body="Old question.", kind=Kind.QUESTION, created_at=long_ago)
    make_flag(concern=make_concern(event=event, body="Urgent.", kind=Kind.QUESTION))
    page, today = officer.get("/staff/concerns?waiting=1"), officer.get("/staff")

    assert listed(page) == ["Urgent.", "Still dark.", "Old question."]
    for items in (page.texts("#concern-list .items li"), today.texts(".work-list > li")):
        assert [MARK in item for item in items] == [False, True, False]
    page = officer.get(path(reopened))
    assert MARK in page.text("#concern > header")
    assert "So it needs an answer again." in page.text("#concern > header")


def test_readers_of_complaints_alone_see_a_complaint_that_did_not_get_better(complaints_officer):
    reopen(make_concern(body="He was rude.", is_complaint=True))

    page = complaints_officer.get("/staff/concerns?complaint=1")

    assert MARK in page.text("#concern-list .items")
    assert listed(complaints_officer.get("/staff/concerns?waiting=1")) == []
