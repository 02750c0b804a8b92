"""What is held for review, and hiding for a reason from a list."""

import pytest

from coffeecop.concerns import verbs
from coffeecop.concerns.locks import IsComplaint
from coffeecop.models import AuditAction, ConcernState, HiddenFor
from tests.factories import make_concern, make_staff
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
