"""What was asked about an officer and not answered, until complaint staff sort it."""

from datetime import timedelta

import pytest

from coffeecop.concerns.locks import IsComplaint
from coffeecop.concerns.verbs import hide
from coffeecop.db import now
from coffeecop.models import AuditAction, Concern, ConcernState, HiddenFor, Role
from coffeecop.staff.concern_list.work import count_work
from tests.factories import make_concern, make_event, make_past_event, make_staff
from tests.staff.concerns.form_filling import counted, path, tap
from tests.staff.form_filling import arrive, whole
from tests.stored import audit_actions, fate_of, one_of, reload

DANGER = "The officer shoved my son to the ground. I want to kill myself."


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
    assert "nobody has said" in page.text(".notice-warning")

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
    tab = ".list-menu a[href='/staff/concerns?complaint=1']"
    assert complaints_officer.get("/staff/concerns").text(tab) == "Complaints 2"


def test_others_do_not_see_that_there_are_complaints(officer):
    event = make_past_event()
    make_concern(event=event, may_be_complaint=True)
    make_concern(event=event, is_held=True, created_at=now() - timedelta(days=3))

    today = officer.get("/staff").words
    assert "complaint" not in today
    assert "1 held concern waits, the oldest for 3 days" in today


# Danger beats complaint


def test_danger_that_a_resident_sends_is_read_by_officers_and_by_complaint_staff(
    visitor, plain_officer
):
    where = f"/events/{make_event().slug}/concerns"
    page = visitor.post(where, body=DANGER)
    assert "If you don't answer, officers read it too." in page.words

    sent = visitor.post(where, body=DANGER, was_stopped=page.value("[name=was_stopped]"))
    receipt = visitor.follow(sent)

    concern = one_of(Concern)
    assert fate_of(concern) == (False, False, True)
    for wrong in ("If you want to make a complaint", "Only the people who handle complaints"):
        assert wrong not in receipt.words
    assert plain_officer.get(path(concern)).status == 200
    assert counted() == [concern]
    assert count_work(make_staff(Role.COMPLAINTS)).complaints == 1
    assert count_work(plain_officer.member).complaints == 0


# Until somebody has looked


@pytest.mark.parametrize(
    ("label", "is_complaint"), [("Yes, move to complaints", True), ("It is not about an", False)]
)
def test_complaint_staff_sort_what_all_staff_can_read(complaints_officer, label, is_complaint):
    concern = make_concern(sounds_like_complaint=True)
    assert concern.body in complaints_officer.get("/staff/concerns?complaint=1").body
    page = whole(complaints_officer, path(concern))
    assert "All staff can see it" in page.text(".notice-warning")
    label = next(each for each in page.texts("button") if each.startswith(label))

    arrive(complaints_officer, tap(complaints_officer, page, label))

    assert fate_of(reload(concern)) == (is_complaint, False, False)


def test_others_are_not_asked_to_sort_it(plain_officer):
    page = whole(plain_officer, path(make_concern(sounds_like_complaint=True)))

    assert "Is this about an officer?" not in page.words
    assert "Move to complaints" in page.words
