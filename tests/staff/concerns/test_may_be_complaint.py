"""What was asked about an officer and not answered, until complaint staff sort it."""

from datetime import timedelta

import pytest

from coffeecop.concerns.locks import IsComplaint
from coffeecop.concerns.verbs import hide
from coffeecop.db import now
from coffeecop.models import AuditAction, ConcernState, HiddenFor
from tests.factories import make_concern, make_past_event, make_staff
from tests.staff.concerns.form_filling import counted, path, tap
from tests.staff.form_filling import arrive, whole
from tests.stored import audit_actions, reload


def test_only_complaint_staff_read_it_and_it_counts_nowhere(officer, visitor):
    concern = make_concern(may_be_complaint=True)

    assert officer.get(path(concern)).status == 404
    assert concern.body not in officer.get("/staff/concerns").body
    assert counted() == []
    with pytest.raises(IsComplaint):
        hide(concern, HiddenFor.SPAM, by=make_staff())


@pytest.mark.parametrize(
    ("label", "is_complaint", "action"),
    [
        ("Yes, move to complaints", True, AuditAction.MOVED_TO_COMPLAINTS),
        ("No, all staff may read it", False, AuditAction.MOVED_FROM_COMPLAINTS),
    ],
)
def test_one_tap_sorts_it(complaints_officer, label, is_complaint, action):
    concern = make_concern(may_be_complaint=True)
    page = whole(complaints_officer, path(concern))
    assert "was asked and did not say" in page.text(".notice-warning")

    arrive(complaints_officer, tap(complaints_officer, page, label))

    sorted_one = reload(concern)
    assert (sorted_one.is_complaint, sorted_one.may_be_complaint) == (is_complaint, False)
    assert counted() == ([] if is_complaint else [sorted_one])
    assert audit_actions() == [action]


def test_complaint_staff_see_on_each_page_how_many_wait_and_for_how_long(complaints_officer):
    event = make_past_event()
    make_concern(event=event, may_be_complaint=True, created_at=now() - timedelta(days=5))
    make_concern(event=event, is_complaint=True, wants_answer=True)
    make_concern(event=event, is_complaint=True, state=ConcernState.CLOSED)

    today = complaints_officer.get("/staff")
    assert "2 complaints wait, the oldest for 5 days" in today.words
    assert "2 waiting" in today.texts("nav a[href='/staff/concerns'] .count")
    tab = ".views a[href='/staff/concerns?complaint=1']"
    assert complaints_officer.get("/staff/concerns").text(tab) == "Complaints 2"


def test_others_do_not_see_that_there_are_complaints(officer):
    event = make_past_event()
    make_concern(event=event, may_be_complaint=True)
    make_concern(event=event, is_held=True, created_at=now() - timedelta(days=3))

    today = officer.get("/staff").words
    assert "complaint" not in today
    assert "1 held concern waits, the oldest for 3 days" in today
