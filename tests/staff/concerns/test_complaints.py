"""Moving a concern to complaints and back, and what may be one until it is sorted."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from coffeecop.concerns import verbs
from coffeecop.concerns.locks import IsComplaint, lock_concern
from coffeecop.concerns.topics import change_topics
from coffeecop.concerns.verbs import hide
from coffeecop.db import db, now
from coffeecop.models import AuditAction, Concern, ConcernState, HiddenFor, Message, Role
from coffeecop.models.concern.parts import OUT_STATES
from coffeecop.staff.concern_list.work import count_work
from tests.colleagues import colleagues, run_concurrently
from tests.factories import (
    make_concern,
    make_event,
    make_past_event,
    make_staff,
    put_in_state,
    save,
)
from tests.staff.concerns.form_filling import counted, listed, path, tap
from tests.staff.form_filling import arrive, whole
from tests.stored import all_of, audit_actions, audit_entries, audited, fate_of, one_of, reload


def told_to(visitor, page):
    assert page.location == "/staff/concerns"
    return " ".join(visitor.follow(page).texts("main > [role=status], main > [role=alert]"))


def moved(officer, concern):
    return officer.post(path(concern, "/complaint"))


# There


def test_an_officer_moves_a_concern_to_complaints_and_reads_it_no_more(officer):
    given = {"suggested_at": now(), "assigned_to_id": make_staff().id}
    concern = make_concern(body="Badge 412 shoved me.", **given)
    page = whole(officer, path(concern))
    assert "you cannot open it again" in page.text("#move-form")

    page = officer.follow(tap(officer, page, "Move to complaints"))

    assert page.status == 200
    told = page.text("main > [role=status]")
    assert f"Number {concern.id} was moved to complaints. Only complaint staff can" in told
    assert "Badge 412" not in page.body
    assert not page.has(f"main a[href='{path(concern)}']")
    assert officer.get(path(concern)).status == 404
    assert reload(concern).is_complaint
    assert (concern.suggested_at, concern.assigned_to_id) == (None, None)
    assert audited() == [(AuditAction.MOVED_TO_COMPLAINTS, officer.member.id, concern.id, None)]


@pytest.mark.parametrize(
    "state", [state for state in ConcernState if state not in (*OUT_STATES, ConcernState.PASSED_ON)]
)
def test_what_officers_did_with_it_before_it_was_moved_is_no_look_of_complaint_staff(app, state):
    concern, reader = (
        make_concern(state=state, event=make_past_event()),
        make_staff(Role.COMPLAINTS),
    )
    verbs.make_complaint(concern, by=make_staff())
    db.session.commit()
    assert count_work(reader).complaints == 1

    verbs.answer(
        save(concern, receipt_hash="r"), key_hash="said", body="We look into it.", by=reader
    )
    db.session.commit()
    assert count_work(reader).complaints == 0


@pytest.mark.parametrize(
    ("is_hidden", "detail"), [(False, {"was_held": None}), (True, {"was_hidden_for": "spam"})]
)
def test_what_is_held_or_hidden_leaves_the_review_when_it_is_moved(officer, is_hidden, detail):
    concern = make_concern(is_held=not is_hidden)
    if is_hidden:
        put_in_state(concern, ConcernState.HIDDEN)

    moved(officer, concern)

    complaint = reload(concern)
    assert (complaint.is_held, complaint.is_hidden, complaint.is_complaint) == (False, False, True)
    for place in ("held", "hidden"):
        assert listed(officer.get(f"/staff/concerns?review={place}")) == []
    assert audit_entries()[-1].details == detail


def test_whoever_handles_complaints_stays_on_the_page_and_answers(complaints_officer):
    concern = make_concern(receipt_hash="receipt")
    page = whole(complaints_officer, path(concern))
    assert "you cannot open it" not in page.text("#move-form")

    page = arrive(complaints_officer, tap(complaints_officer, page, "Move to complaints"))

    assert "It is moved to complaints." in page.text("[role=status]")
    assert page.text("blockquote") == concern.body
    assert "This is about an officer" in page.text(".notice-warning")
    assert complaints_officer.post(path(concern, "/messages"), body="Hello.").status == 303


# And back


def test_moved_back_it_counts_and_its_topics_are_sought_again(complaints_officer):
    complaint = make_concern(is_complaint=True, suggested_at=now())
    page = whole(complaints_officer, path(complaint))
    assert "All staff of the department can read it then" in page.text("#move-form")

    answer = tap(complaints_officer, page, "Move back to the event's concerns")
    page = arrive(complaints_officer, answer)

    assert "It is back" in page.text("[role=status]")
    assert counted() == [complaint]
    assert reload(complaint).suggested_at is None


def test_each_way_is_recorded_once_however_often_it_is_tapped(complaints_officer):
    complaint = make_concern(is_complaint=True)

    for rest in ("/return", "/return", "", "", "/return"):
        assert complaints_officer.post(path(complaint, f"/complaint{rest}")).status == 303

    assert audit_actions() == [
        AuditAction.MOVED_FROM_COMPLAINTS,
        AuditAction.MOVED_TO_COMPLAINTS,
        AuditAction.MOVED_FROM_COMPLAINTS,
    ]
    assert {entry.staff_id for entry in audit_entries()} == {complaints_officer.member.id}


# At the same moment


@pytest.mark.parametrize(
    ("change", "values"),
    [
        (verbs.answer, {"key_hash": "key", "body": "Hello."}),
        (lock_concern, {}),
        (change_topics, {"shown": set(), "chosen": set()}),
        (verbs.show, {}),
    ],
)
def test_what_a_colleague_has_just_moved_is_changed_by_nobody_without_the_role(app, change, values):
    officer, concern = make_staff(), make_concern(receipt_hash="receipt")
    assert not concern.is_complaint
    db.session.execute(
        update(Concern).values(is_complaint=True), execution_options={"synchronize_session": False}
    )

    with pytest.raises(IsComplaint):
        change(concern, by=officer, **values)


def test_who_is_too_late_is_told_that_nothing_is_saved(officer, monkeypatch):
    def refuse(*_concern, **_values):
        raise IsComplaint

    monkeypatch.setattr(verbs, "answer", refuse)
    concern = make_concern(receipt_hash="receipt")

    page = officer.follow(officer.post(path(concern, "/messages"), body="Hello."))

    assert "Your change is not saved" in page.text("main > [role=alert]")


@pytest.mark.both_databases
def test_answers_sent_while_a_colleague_moves_it_are_kept_or_refused_with_a_word(app):
    concern, six = make_concern(receipt_hash="receipt"), colleagues(app, 6)

    def act(number, visitor):
        if number == 3:
            return moved(visitor, concern)
        return visitor.post(path(concern, "/messages"), body=f"Answer {number}.")

    pages = run_concurrently(six, act)

    # Whoever came later found nothing.
    told = {n: told_to(six[n], page) for n, page in enumerate(pages) if page.status != 404}
    assert "was moved to complaints" in told.pop(3)
    kept = [words for words in told.values() if "is sent" in words]
    assert all("is not saved" in words for words in told.values() if words not in kept)
    assert len(all_of(Message)) == len(kept)


def test_misconduct_that_was_found_is_noted_of_complaints_alone_until_it_is_taken_back(
    complaints_officer,
):
    complaint, concern = make_concern(is_complaint=True), make_concern()
    noted = []

    for found in ("yes", "yes", "no"):
        complaints_officer.post(path(complaint, "/complaint/finding"), found=found)
        noted.append(reload(complaint).is_sustained)
    complaints_officer.post(path(concern, "/complaint/finding"), found="yes")

    assert noted == [True, True, False]
    assert not reload(concern).is_sustained
    actions = [action for action in audit_actions() if action == AuditAction.MISCONDUCT_NOTED]
    assert len(actions) == 2


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
