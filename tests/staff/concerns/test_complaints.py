"""Moving a concern to complaints, and back."""

import pytest
from sqlalchemy import update

from coffeecop.concerns import verbs
from coffeecop.concerns.locks import IsComplaint, lock_concern
from coffeecop.concerns.topics import change_topics
from coffeecop.db import db, now
from coffeecop.models import AuditAction, Concern, ConcernState, Message, Role
from coffeecop.models.concern.parts import OUT_STATES
from coffeecop.staff.concern_list.work import count_work
from tests.colleagues import colleagues, run_concurrently
from tests.factories import make_concern, make_past_event, make_staff, put_in_state, save
from tests.staff.concerns.form_filling import counted, listed, path, tap
from tests.staff.form_filling import arrive, whole
from tests.stored import all_of, audit_actions, audit_entries, audited, reload


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
        answer = complaints_officer.post(path(complaint, f"/complaint{rest}"))
        assert answer.status == 303

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


@pytest.mark.both_databases
def test_colleagues_who_move_the_same_concern_at_once_leave_one_record(app):
    concern = make_concern(is_held=True)

    pages = run_concurrently(colleagues(app, 6), lambda _, visitor: moved(visitor, concern))

    assert [page.location for page in pages] == ["/staff/concerns"] * 6
    assert len(audit_entries()) == 1
    assert reload(concern).is_complaint


def test_misconduct_that_was_found_is_noted_until_it_is_taken_back(complaints_officer):
    complaint = make_concern(is_complaint=True)
    noted = []

    for found in ("yes", "yes", "no"):
        complaints_officer.post(f"/staff/concerns/{complaint.id}/complaint/finding", found=found)
        noted.append(reload(complaint).is_sustained)

    assert noted == [True, True, False]
    actions = [action for action in audit_actions() if action == AuditAction.MISCONDUCT_NOTED]
    assert len(actions) == 2


def test_misconduct_is_noted_of_complaints_alone(complaints_officer):
    concern = make_concern()

    complaints_officer.post(f"/staff/concerns/{concern.id}/complaint/finding", found="yes")

    assert not reload(concern).is_sustained
