from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select, text

from coffeecop.db import db, now
from coffeecop.models import (
    AuditAction,
    AuditEntry,
    Kind,
    Role,
    StaffLink,
    StaffMember,
    StaffRole,
    StaffSession,
)
from coffeecop.staff.accounts.actions import LastAdmin, change_staff_member, take_complaints_role
from tests.colleagues import colleagues, run_concurrently
from tests.factories import make_agency, make_concern, make_staff, sign_in
from tests.staff.identity.passwords import GOOD, hashed, try_to_sign_in
from tests.stored import all_of, audit_actions, audit_entries, audited, dump, one_of, reload
from tests.visitor import Visitor

WRITTEN = {"name": "Ben Boot", "email": "Ben@Example.org", "roles": ["officer", "organizer"]}


def add(visitor, **changes):
    return visitor.post("/staff/people", **{**WRITTEN, **changes})


def link_shown(page):
    return page.text("[role=status] code").removeprefix("http://localhost")


def change(visitor, member, **fields):
    version = visitor.get(f"/staff/people/{member.id}").value("[name=version]")
    return visitor.post(f"/staff/people/{member.id}", version=version, **fields)


def test_an_administrator_adds_a_colleague_and_gets_a_link_for_them(admin):
    answer = add(admin)

    assert (answer.status, answer.location) == (303, "/staff/people")
    link = link_shown(admin.follow(answer))
    assert not admin.get("/staff/people").has("code"), "it is shown once"
    assert link.rpartition("/")[2] not in str(dump())
    member = one_of(StaffMember, email="ben@example.org")
    assert (member.name, member.agency_id) == ("Ben Boot", admin.member.agency_id)
    assert member.roles == {Role.OFFICER, Role.ORGANIZER}
    colleague = Visitor(admin.app)
    colleague.set_csrf_token()
    assert colleague.post(link, password=GOOD, repeated=GOOD).status == 303
    actions = [entry.action for entry in audit_entries() if entry.staff_id == admin.member.id]
    assert actions == [AuditAction.STAFF_ADDED, AuditAction.LINK_MADE]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"email": "ben"}, "email"),
        ({"email": "a@example.org, victim@example.org"}, "email"),
        ({"email": "taken@example.org"}, "email"),
        ({"roles": []}, "roles"),
        ({"roles": ["chief"]}, "roles"),
    ],
)
def test_a_wrong_entry_comes_back_with_what_was_typed(admin, changes, field):
    make_staff(email="taken@example.org")

    page = add(admin, **changes)

    assert page.refused(f"#{field}-error")
    assert page.has("details[open]")
    assert page.value("#name") == {**WRITTEN, **changes}["name"]
    assert page.value("#email").lower() == {**WRITTEN, **changes}["email"].lower()
    assert len(all_of(StaffMember)) == 2
    assert all_of(StaffLink) == []


def test_the_list_says_who_has_not_set_a_password_and_who_is_disabled(visitor):
    sign_in(visitor, Role.ADMIN, name="Ana", password_hash=hashed())
    make_staff(name="Ben")
    make_staff(Role.RECORDS, name="Cleo", password_hash=hashed(), disabled_at=now())

    people = visitor.get("/staff/people").texts("#people ul > li")

    assert ["No password yet" in person for person in people] == [False, True, False]
    assert ["Disabled" in person for person in people] == [False, False, True]
    assert people[2].endswith("Records")


def test_a_name_and_roles_are_changed_at_once(admin):
    theirs = Visitor(admin.app)
    member = sign_in(theirs, Role.ADMIN)
    before = member.name
    assert theirs.get("/staff/people").status == 200

    answer = change(admin, member, name="Ben Boot", roles=["officer", "complaints"])

    assert answer.status == 303
    assert "Saved." in admin.follow(answer).text("[role=status]")
    assert (reload(member).name, member.roles) == ("Ben Boot", {Role.OFFICER, Role.COMPLAINTS})
    assert theirs.get("/staff/people").status == 403
    changes = {"name": [before, "Ben Boot"], "roles": [["admin"], ["officer", "complaints"]]}
    assert audited() == [(AuditAction.STAFF_CHANGED, admin.member.id, member.id, changes)]


def test_who_loses_the_complaints_role_has_no_complaint_any_more(admin):
    member, deputy = make_staff(Role.COMPLAINTS), make_staff(Role.COMPLAINTS)
    complaint = make_concern(is_complaint=True, assigned_to_id=member.id, kind=Kind.QUESTION)
    with_deputy = make_concern(may_be_complaint=True, assigned_to_id=member.id, deputy=deputy)
    as_deputy = make_concern(is_complaint=True, assigned_to_id=deputy.id, deputy_id=member.id)
    concern = make_concern(assigned_to_id=member.id)
    complaint.snooze(None)
    db.session.commit()

    change(admin, member, name=member.name, roles=["officer"])

    people = [(reload(each).assigned_to, each.deputy) for each in (complaint, with_deputy)]
    assert people == [(None, None), (deputy, None)]
    assert (reload(as_deputy).assigned_to, as_deputy.deputy) == (deputy, None)
    assert reload(concern).assigned_to == member
    assert [bool(each.listed_at) for each in (complaint, with_deputy, as_deputy)] == [1, 0, 0]
    assert [each.put_away_at for each in (complaint, with_deputy)] == [None, None]
    assigned = [each[1:] for each in audited() if each[0] == AuditAction.CONCERN_ASSIGNED]
    by = admin.member.id
    assert assigned[0] == (by, complaint.id, {"assigned_to": [member.name, None]})
    assert len(assigned) == 3


@pytest.mark.both_databases
def test_administrators_who_give_one_role_at_once_store_and_record_it_once(app):
    member = make_staff(Role.OFFICER)
    staff_id, version = member.id, member.version
    path = f"/staff/people/{staff_id}"

    def give(number, visitor):
        return visitor.post(path, version=version, name="Ben", roles=["officer", "records"]).status

    assert run_concurrently(colleagues(app, 4, Role.ADMIN), give) == [303] * 4
    assert db.session.get(StaffMember, staff_id).roles == {Role.OFFICER, Role.RECORDS}
    assert audit_actions() == [AuditAction.STAFF_CHANGED]


def test_a_role_that_a_colleague_gave_at_the_same_moment_is_not_taken_twice(app):
    admin = make_staff(Role.ADMIN)
    assert admin.roles == {Role.ADMIN}
    # What a colleague did in the same moment.
    given = "INSERT INTO staff_roles (staff_id, role) VALUES (:id, 'complaints')"
    db.session.execute(text(given), {"id": admin.id})

    take_complaints_role(admin)
    db.session.flush()

    assert admin.roles == {Role.ADMIN, Role.COMPLAINTS}
    assert not db.session.query(AuditEntry).count()


def test_a_new_link_is_shown_once_to_its_person_and_ends_the_one_before(admin):
    member = make_staff(password_hash=hashed())
    first = admin.follow(admin.post(f"/staff/people/{member.id}/links"))

    answer = admin.post(f"/staff/people/{member.id}/links")

    second = admin.follow(answer)
    assert not admin.follow(answer).has("code")
    stranger = Visitor(admin.app)
    assert stranger.get(link_shown(first)).status == 404
    assert stranger.get(link_shown(second)).status == 200
    assert audit_actions() == [AuditAction.LINK_MADE] * 2
    admin.post(f"/staff/people/{member.id}/links")
    assert not admin.get(f"/staff/people/{make_staff().id}").has("code")


def test_disabling_signs_out_and_ends_links_and_enabling_lets_in_by_password_alone(admin):
    other = Visitor(admin.app)
    member = sign_in(other, password_hash=hashed())
    link = link_shown(admin.follow(admin.post(f"/staff/people/{member.id}/links")))

    disabled = admin.post(f"/staff/people/{member.id}/disable")

    assert "cannot sign in" in admin.follow(disabled).text("[role=status]")
    assert not reload(member).is_active
    assert all_of(StaffSession, staff_id=member.id) == []
    page = admin.post(f"/staff/people/{member.id}/links")
    assert (page.status, all_of(StaffLink)) == (422, [])
    assert "Enable this account first." in page.text("[role=alert]")

    enabled = admin.post(f"/staff/people/{member.id}/enable")

    assert "can sign in again" in admin.follow(enabled).text("[role=status]")
    assert other.get("/staff/account").status == 302
    assert other.get(link).status == 404
    assert try_to_sign_in(other, member.email).status == 303
    assert audit_actions()[1:3] == [AuditAction.STAFF_DISABLED, AuditAction.STAFF_ENABLED]


def test_administrators_cannot_take_their_own_access_away_but_change_their_other_roles(visitor):
    admin = sign_in(visitor, Role.ADMIN, Role.OFFICER)
    make_staff(Role.ADMIN)

    dropped = change(visitor, admin, name=admin.name, roles=["officer"])
    disabled = visitor.post(f"/staff/people/{admin.id}/disable")

    assert (dropped.status, disabled.status) == (422, 422)
    assert "your own access" in dropped.text("#roles-error")
    assert [box["value"] for box in dropped.select("#roles [checked]")] == ["officer"]
    assert "your own access" in disabled.text("[role=alert]")
    assert not visitor.get(f"/staff/people/{admin.id}").has("#access-form")
    assert reload(admin).is_active
    assert change(visitor, admin, name="Ana", roles=["admin", "records"]).status == 303
    assert reload(admin).roles == {Role.ADMIN, Role.RECORDS}


def test_the_last_administrator_stays_whoever_is_elsewhere_or_disabled(app):
    first, second = make_staff(Role.ADMIN), make_staff(Role.ADMIN)
    make_staff(Role.ADMIN, agency=make_agency())
    make_staff(Role.ADMIN, disabled_at=now())
    # What the second administrator did in the same moment.
    db.session.execute(text("DELETE FROM staff_roles WHERE staff_id = :id"), {"id": first.id})

    with pytest.raises(LastAdmin):
        change_staff_member(
            second, name=second.name, roles=[Role.OFFICER], seen=second.version, by=first
        )

    assert db.session.scalars(select(StaffRole).filter_by(staff_id=second.id)).one()


def test_an_administrator_sees_how_many_sessions_somebody_has_and_ends_them(plain_admin):
    phone, desk, colleague = (Visitor(plain_admin.app) for _each in range(3))
    member = sign_in(phone, password_hash=hashed())
    try_to_sign_in(desk, member.email, is_own_device="y")
    sign_in(colleague)
    with time_machine.travel(now() - timedelta(days=1)):
        try_to_sign_in(Visitor(plain_admin.app), member.email)
    path = f"/staff/people/{member.id}"
    assert "2 sessions are open." in plain_admin.get(path).words

    page = plain_admin.follow(plain_admin.post(f"{path}/sign-outs"))

    assert page.text("[role=status]").endswith("is signed out everywhere.")
    assert "No session is open." in page.words
    assert not page.has("#sign-outs-form")
    assert [each.get("/staff/account").status for each in (phone, desk)] == [302, 302]
    assert colleague.get("/staff/account").status == 200
    ended = (AuditAction.SIGNED_OUT, plain_admin.member.id, member.id, {"everywhere": None})
    assert audited()[-1] == ended


def test_administrators_who_sign_themselves_out_everywhere_are_out(plain_admin):
    answer = plain_admin.post(f"/staff/people/{plain_admin.member.id}/sign-outs")

    assert (answer.status, answer.location) == (303, "/staff/sign-in")
    page = plain_admin.get(answer.location)
    assert page.text("[role=status]") == "You are signed out everywhere."
    assert all_of(StaffSession) == []
