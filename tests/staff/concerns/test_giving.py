"""Giving a concern to a colleague."""

from coffeecop.db import now
from coffeecop.models import AuditAction, ConcernState, Message, Role
from tests.factories import make_agency, make_concern, make_staff
from tests.staff.concerns.form_filling import path
from tests.staff.form_filling import arrive
from tests.stored import all_of, audited, reload


def give(visitor, concern, colleague, **fields):
    return visitor.post(path(concern, "/messages"), step="give", colleague=colleague.id, **fields)


def offered(page):
    return page.texts("#colleague option")[1:]


def test_a_colleague_gets_it_and_is_its_deputy_no_more(officer):
    lee, colleague = make_staff(name="Officer Lee"), make_staff(name="Sgt. Colleague")
    concern = make_concern(assigned_to_id=lee.id, deputy_id=colleague.id)

    answer = give(officer, concern, colleague)

    page = arrive(officer, answer)
    told = page.text("main .notice-success p")
    assert told == "1 concern is given to a colleague. Look at it again"
    assert page.has("#undo-form")
    assert "Given to Sgt. Colleague" in officer.get(path(concern)).text("#concern > header")
    assert (reload(concern).assigned_to_id, concern.deputy_id) == (colleague.id, None)
    give(officer, concern, colleague)
    people = {"assigned_to": ["Officer Lee", "Sgt. Colleague"], "deputy": ["Sgt. Colleague", None]}
    assert audited() == [(AuditAction.CONCERN_ASSIGNED, officer.member.id, concern.id, people)]


def test_only_active_staff_of_the_department_are_offered(officer):
    concern = make_concern()
    assert not officer.get(path(concern)).has("#colleague")
    make_staff(name="Ann Active")
    make_staff(name="Gone", disabled_at=now())
    make_staff(name="Demo", is_demo=True)
    make_staff(name="Elsewhere", agency=make_agency())

    assert offered(officer.get(path(concern))) == ["Ann Active", "Sgt. Sample"]


def test_a_complaint_is_given_to_complaint_staff_only(complaints_officer):
    officer = make_staff(Role.OFFICER, name="Officer")
    handler = make_staff(Role.COMPLAINTS, name="Handler")
    complaint = make_concern(is_complaint=True)

    assert offered(complaints_officer.get(path(complaint))) == ["Handler", "Sgt. Sample"]
    page = give(complaints_officer, complaint, officer)
    assert "Choose who gets it." in page.refused("#colleague-error")
    assert give(complaints_officer, complaint, handler).status == 303
    assert reload(complaint).assigned_to_id == handler.id


def test_nobody_gets_it_where_nobody_was_chosen_and_the_words_wait_for_the_same_tap(officer):
    colleague, concern = make_staff(), make_concern(receipt_hash="receipt")
    sent = {"step": "give", "body": "A colleague will look."}

    for wrong in ("", "x", "0", "9" * 30):
        page = officer.post(path(concern, "/messages"), colleague=wrong, **sent)
        assert "Choose who gets it." in page.refused("#colleague-error")
        assert page.value("#body") == "A colleague will look."
    assert all_of(Message) == []

    officer.post(path(concern, "/messages"), colleague=colleague.id, **sent)
    assert [message.body for message in all_of(Message)] == ["A colleague will look."]
    assert reload(concern).assigned_to_id == colleague.id
    assert concern.state is ConcernState.ANSWERED
