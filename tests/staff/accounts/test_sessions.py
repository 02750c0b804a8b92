"""The list of sessions of the own account, and their end."""

import time_machine

from coffeecop.models import AuditAction, StaffSession
from tests.factories import sign_in
from tests.staff.form_filling import whole
from tests.staff.identity.passwords import try_to_sign_in
from tests.stored import all_of, audited, one_of
from tests.visitor import Visitor

PHONE = "Mozilla/5.0 (Linux; Android 10; K) Chrome/126.0.0.0 Mobile Safari/537.36"
IPHONE_APP = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X)"


def sign_in_elsewhere(visitor, *, user_agent=PHONE, **fields):
    """Sign the visitor's member in with another browser; return it and its session's id."""
    elsewhere = Visitor(visitor.app)
    headers = {"User-Agent": user_agent}
    try_to_sign_in(elsewhere, visitor.member.email, headers=headers, **fields)
    return elsewhere, all_of(StaffSession)[-1].id


def end(visitor, session_id):
    return visitor.post(f"/staff/account/sessions/{session_id}/sign-out")


def is_signed_in(visitor):
    return visitor.get("/staff/account").status == 200


def listed(visitor):
    return whole(visitor, "/staff/account").texts("#sessions li")


def test_the_list_begins_with_this_browser_and_says_of_each_what_it_is_and_until_when(officer):
    with time_machine.travel("2026-02-10T20:00:00Z", tick=False) as clock:
        officer.member = sign_in(officer, password_hash=officer.member.password_hash)
        phone, _id = sign_in_elsewhere(officer, is_own_device="y")
        clock.shift(60)
        sign_in_elsewhere(officer, user_agent=IPHONE_APP)
        sign_in(Visitor(officer.app))
        clock.shift(24 * 60)
        phone.post("/staff/account", name="")
        lines = [line.replace("\u202f", " ") for line in listed(officer)]

    for line, said in zip(
        lines,
        [
            "A browser that we do not know This one Shared device Since Feb 10, 2026, 12:00 PM, "
            "until Feb 10, 2026, 8:00 PM at the latest.",
            "iPhone Shared device Since Feb 10, 2026, 12:01 PM, "
            "until Feb 11, 2026, 12:01 AM at the latest.",
            "Chrome on Android Your own device Since Feb 10, 2026, 12:00 PM, "
            "until Feb 24, 2026, 12:00 PM at the latest.",
        ],
        strict=True,
    ):
        assert line.startswith(said)
    assert "Last used about Feb 10, 2026, 12:25" in lines[2]
    assert "Last used" not in lines[0]


def test_a_session_elsewhere_is_ended_from_the_list_once(officer):
    stolen, session_id = sign_in_elsewhere(officer)
    other, _id = sign_in_elsewhere(officer)

    answer = end(officer, session_id)

    assert (answer.status, answer.location) == (303, "/staff/account")
    page = whole(officer, answer.location)
    assert page.text("[role=status]") == "You are signed out there."
    assert [is_signed_in(each) for each in (officer, stolen, other)] == [True, False, True]
    member_id = officer.member.id
    detail = {"device": "Chrome, Android"}
    assert audited()[-1] == (AuditAction.SIGNED_OUT, member_id, member_id, detail)
    assert end(officer, session_id).status == 404


def test_ending_this_session_leads_to_the_sign_in_page(officer):
    own_id = one_of(StaffSession).id
    elsewhere, _id = sign_in_elsewhere(officer)

    answer = end(officer, own_id)

    assert (answer.status, answer.location) == (303, "/staff/sign-in")
    assert whole(officer, answer.location).text("[role=status]") == "You are signed out."
    assert [is_signed_in(each) for each in (officer, elsewhere)] == [False, True]


def test_nobody_ends_the_session_of_somebody_else(officer):
    colleague = Visitor(officer.app)
    theirs = one_of(StaffSession, staff_id=sign_in(colleague).id)

    assert end(officer, theirs.id).status == 404

    assert is_signed_in(colleague)
    assert audited() == []


def test_signing_out_everywhere_else_leaves_this_session_and_those_of_others(officer):
    assert not whole(officer, "/staff/account").has("#elsewhere-form")
    elsewhere = [sign_in_elsewhere(officer, **kind)[0] for kind in ({}, {"is_own_device": "y"})]
    colleague = Visitor(officer.app)
    sign_in(colleague)
    assert whole(officer, "/staff/account").has("#elsewhere-form")

    answer = officer.post("/staff/account/sign-outs")

    assert (answer.status, answer.location) == (303, "/staff/account")
    page = whole(officer, answer.location)
    assert page.text("[role=status]") == "You are signed out everywhere else."
    assert [is_signed_in(each) for each in elsewhere] == [False, False]
    assert [is_signed_in(each) for each in (officer, colleague)] == [True, True]
    member_id = officer.member.id
    detail = {"everywhere_else": None}
    assert audited()[-1] == (AuditAction.SIGNED_OUT, member_id, member_id, detail)
