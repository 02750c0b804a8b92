"""What is held for review or hidden, and what did not get better and waits again."""

from datetime import timedelta

import pytest

from coffeecop.concerns import residents, verbs
from coffeecop.concerns.locks import IsComplaint
from coffeecop.db import db, now
from coffeecop.models import AuditAction, Better, ConcernState, HiddenFor, Kind
from tests.factories import make_concern, make_flag, make_message, make_past_event, make_staff
from tests.staff.concerns.form_filling import counted, listed, path, tapped
from tests.staff.form_filling import whole
from tests.stored import audit_entries, audited

HELD, HIDDEN = "/staff/concerns?review=held", "/staff/concerns?review=hidden"


# The queue


def test_what_is_held_waits_in_a_queue_until_somebody_lets_it_count(officer):
    concern = make_concern(is_held=True, body="The lights are out.")
    assert listed(officer.get(HELD)) == ["The lights are out."]
    assert counted() == []

    page = tapped(officer, whole(officer, path(concern, "?review=held")), "Approve")

    assert f"Number {concern.id} counts now." in page.text("main > [role=status]")
    assert listed(page) == []
    assert counted() == [concern]
    # What counts already is released once more without a record.
    assert officer.post(path(concern, "/release")).status == 303
    was_held = {"was_held": None}
    assert audited() == [(AuditAction.CONCERN_RELEASED, officer.member.id, concern.id, was_held)]


@pytest.mark.parametrize("is_held", [True, False])
def test_hiding_takes_a_reason_from_the_list_and_can_be_undone(officer, is_held):
    concern = make_concern(is_held=is_held)

    page = officer.follow(officer.post(path(concern, "/hide"), hidden_for="spam"))
    assert "1 concern is hidden." in page.text("[role=status]")
    assert counted() == []

    assert listed(officer.get(HIDDEN)) == [concern.body]
    page = whole(officer, path(concern))
    assert "Hidden by Sgt. Sample" in page.text("#counting")
    assert "Spam or advertising" in page.text("#counting")

    tapped(officer, page, "Undo: let it count")
    assert counted() == [concern]
    assert [(entry.action, entry.staff_id, entry.details) for entry in audit_entries()] == [
        (AuditAction.CONCERN_HIDDEN, officer.member.id, {"hidden_for": "spam"}),
        (AuditAction.CONCERN_RELEASED, officer.member.id, {"was_hidden_for": "spam"}),
    ]


def test_there_is_no_reason_but_those_of_the_list(officer):
    concern = make_concern()

    for reason in ("", "rude"):
        page = officer.post(path(concern, "/hide"), hidden_for=reason)
        assert "Choose a reason." in page.refused("#hidden_for-error")
        assert not page.has("[role=alert]")
    assert "An opinion is never a reason" in page.words
    assert "Never for an opinion" in whole(officer, HELD).words
    assert counted() == [concern]


def test_a_concern_about_an_officer_or_taken_back_is_not_reviewed(complaints_officer):
    about_officer = make_concern(is_complaint=True)

    for concern in (about_officer, make_concern(state=ConcernState.WITHDRAWN, is_held=True)):
        assert not complaints_officer.get(path(concern, "?open=hide")).has("#hide-form, #counting")
        for rest in ("/hide", "/release"):
            assert complaints_officer.post(path(concern, rest), hidden_for="spam").status == 404
    for address in (HELD, HIDDEN):
        assert listed(complaints_officer.get(address)) == []
    with pytest.raises(IsComplaint):
        verbs.hide(about_officer, HiddenFor.SPAM, by=make_staff())


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
