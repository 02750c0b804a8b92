"""Who takes care of a concern, who steps in, and by when."""

import pytest

from coffeecop.db import now
from coffeecop.models import AuditAction, Role
from coffeecop.web.forms import new_form_key
from tests.factories import DAY, make_agency, make_concern, make_event, make_staff
from tests.staff.concerns.form_filling import listed, path
from tests.staff.form_filling import arrive
from tests.stored import audited, reload


@pytest.fixture
def lee(app):
    return make_staff(name="Officer Lee")


@pytest.fixture
def kim(app):
    return make_staff(name="Officer Kim")


def care(visitor, concern, **fields):
    return visitor.post(path(concern, "/assign"), **fields)


def test_a_concern_gets_somebody_a_deputy_and_a_due_date_which_can_be_undone(officer, lee, kim):
    concern, due = make_concern(), officer.member.agency.today + 14 * DAY
    sent = {"assignee": lee.id, "deputy": kim.id, "due": "two_weeks"}
    sent |= {"due_on": "", "form_key": new_form_key()}

    answer, again = (care(officer, concern, **sent) for _ in range(2))

    assert answer.location == again.location
    page = arrive(officer, answer)
    assert "Given to Officer Lee" in page.text("#concern > header")
    assert "Deputy: Officer Kim" in page.text("#concern > header")
    concern = reload(concern)
    assert (concern.assigned_to, concern.deputy, concern.due_on) == (lee, kim, due)
    people = {"assigned_to": [None, "Officer Lee"], "deputy": [None, "Officer Kim"]}
    assert [(each[0], each[3]) for each in audited()] == [
        (AuditAction.CONCERN_ASSIGNED, people),
        (AuditAction.CONCERN_DUE_SET, {"due_on": [None, str(due)]}),
    ]
    officer.post(page.one("#undo-form")["action"])
    concern = reload(concern)
    assert (concern.assigned_to, concern.deputy, concern.due_on) == (None, None, None)


def test_it_can_be_due_before_the_next_event_at_the_same_venue(officer):
    event = make_event()
    concern = make_concern(event=event)
    make_event()
    page = officer.get(path(concern))
    assert "Before the next event here" in page.text("#assign-form")

    care(officer, concern, due="next_event")

    assert reload(concern).due_on == event.day - DAY


def test_what_makes_no_sense_is_refused(officer, kim):
    kim, elsewhere, concern = kim.id, make_staff(agency=make_agency()).id, make_concern()

    for fields, field, error in [
        ({"deputy": kim}, "deputy", "First choose who takes care of it."),
        ({"assignee": kim, "deputy": kim}, "deputy", "The deputy must be somebody else."),
        ({"assignee": elsewhere}, "assignee", "Choose who takes care of it."),
        ({"assignee": kim, "deputy": elsewhere}, "deputy", "Choose a deputy."),
        ({"due_on": "2020-02-01"}, "due_on", "This day is over. Choose a later one."),
        ({"due_on": "soon"}, "due_on", "Choose a date, or leave the box empty."),
    ]:
        page = care(officer, concern, **fields)
        assert error in page.refused(f"#{field}-error")
    assert reload(concern).assigned_to is None


def test_a_complaint_is_cared_for_by_those_who_may_read_it(complaints_officer, kim):
    handler = make_staff(Role.COMPLAINTS, name="Handler")
    complaint = make_concern(is_complaint=True)

    assert care(complaints_officer, complaint, assignee=kim.id).status == 422
    assert care(complaints_officer, complaint, assignee=handler.id, deputy=kim.id).status == 422
    assert care(complaints_officer, complaint, assignee=handler.id).status == 303


def test_what_is_overdue_rises_to_its_assignee_then_to_the_deputy(officer):
    member = officer.member
    today, event = member.agency.today, make_event()
    mine = {"event": event, "assigned_to_id": member.id}
    make_concern(body="late", due_on=today - 2 * DAY, **mine)
    make_concern(body="later", due_on=today - DAY, **mine)
    make_concern(body="no date", **mine)
    make_concern(body="to be done", due_on=today, **mine)
    others = {"event": event, "assigned_to_id": make_staff().id, "deputy_id": member.id}
    make_concern(body="as a deputy", due_on=today - 3 * DAY, **others)
    make_concern(body="not yet", due_on=today - 2 * DAY, **others)

    page = officer.get("/staff/concerns?mine=1")

    assert listed(page)[:3] == ["as a deputy", "late", "later"]
    assert set(listed(page)[3:]) == {"no date", "to be done"}
    days = ("3 days", "2 days", "1 day")
    assert page.texts("#concern-list .flag-word") == [f"Due {each} ago" for each in days]
    links = officer.get("/staff").select("a")
    (link,) = [each for each in links if "3 of yours are past their due date" in each.text]
    assert listed(officer.get(link["href"])) == listed(page)[:3]


def test_in_the_list_to_answer_what_one_is_late_with_comes_first(officer):
    asked = {"event": make_event(), "wants_answer": True}
    make_concern(body="long", created_at=now() - 9 * DAY, **asked)
    late = {"assigned_to_id": officer.member.id, "due_on": officer.member.agency.today - DAY}
    make_concern(body="late", **late, **asked)

    assert listed(officer.get("/staff/concerns?waiting=1")) == ["late", "long"]
