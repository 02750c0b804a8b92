"""The list of sessions of the own account, and their end."""

from datetime import timedelta

import pytest
import time_machine

from coffeecop.db import now
from coffeecop.models import AuditAction, Language, StaffSession
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


def test_the_list_begins_with_this_browser_and_says_what_each_one_is(officer):
    with time_machine.travel(now() + timedelta(minutes=5)):
        sign_in_elsewhere(officer, is_own_device="y")
    with time_machine.travel(now() + timedelta(minutes=10)):
        sign_in_elsewhere(officer, user_agent=IPHONE_APP)
        sign_in(Visitor(officer.app))

        this, iphone, phone = listed(officer)

    assert this.startswith("A browser that we do not know This one Shared device Since")
    assert iphone.startswith("iPhone Shared device Since")
    assert phone.startswith("Chrome on Android Your own device Since")


def test_the_list_says_when_each_one_ends(officer):
    with time_machine.travel("2026-02-10T20:00:00Z", tick=False):
        officer.member = sign_in(officer, password_hash=officer.member.password_hash)
        sign_in_elsewhere(officer)
        sign_in_elsewhere(officer, is_own_device="y")

        lines = " ".join(listed(officer)[1:]).replace("\u202f", " ")

    assert "Since Feb 10, 2026, 12:00 PM, until Feb 11, 2026, 12:00 AM at the latest." in lines
    assert "Since Feb 10, 2026, 12:00 PM, until Feb 24, 2026, 12:00 PM at the latest." in lines


def test_the_list_says_when_other_sessions_were_used(officer):
    with time_machine.travel("2026-02-10T20:00:00Z", tick=False):
        officer.member = sign_in(officer, password_hash=officer.member.password_hash)
        phone, _id = sign_in_elsewhere(officer, is_own_device="y")
    with time_machine.travel("2026-02-10T20:25:00Z", tick=False):
        phone.post("/staff/account", name="")
        lines = listed(officer)

    assert "Last used about Feb 10, 2026, 12:25" in lines[1].replace("\u202f", " ")
    assert "Last used" not in lines[0]


def test_a_session_that_is_over_is_not_listed(officer):
    with time_machine.travel(now() - timedelta(hours=13)):
        sign_in_elsewhere(officer)

    assert len(listed(officer)) == 1


def test_the_list_is_in_the_language_of_its_reader(officer):
    officer.member.language = Language.SPANISH
    officer.post("/staff/account", name="Ana", language="es")
    sign_in_elsewhere(officer)

    assert listed(officer)[1].startswith("Chrome en Android")


def test_opening_the_list_writes_nothing(officer, queries):
    with queries() as statements:
        officer.get("/staff/account")

    assert all(statement.startswith("SELECT") for statement in statements)


def test_each_button_is_described_by_its_own_browser(officer):
    sign_in_elsewhere(officer)
    page = whole(officer, "/staff/account")

    buttons = page.soup.select("#sessions li button")

    described = [page.text(f"#{button['aria-describedby']}") for button in buttons]
    assert described == ["A browser that we do not know", "Chrome on Android"]


def test_a_session_elsewhere_is_ended_from_the_list(officer):
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


def test_a_session_that_has_ended_is_not_found(officer):
    _elsewhere, session_id = sign_in_elsewhere(officer)

    assert [end(officer, session_id).status for _tap in range(2)] == [303, 404]


def test_signing_out_everywhere_else_leaves_this_session_and_those_of_others(officer):
    elsewhere = [sign_in_elsewhere(officer, **kind)[0] for kind in ({}, {"is_own_device": "y"})]
    colleague = Visitor(officer.app)
    sign_in(colleague)

    answer = officer.post("/staff/account/sign-outs")

    assert (answer.status, answer.location) == (303, "/staff/account")
    page = whole(officer, answer.location)
    assert page.text("[role=status]") == "You are signed out everywhere else."
    assert [is_signed_in(each) for each in elsewhere] == [False, False]
    assert [is_signed_in(each) for each in (officer, colleague)] == [True, True]
    member_id = officer.member.id
    detail = {"everywhere_else": None}
    assert audited()[-1] == (AuditAction.SIGNED_OUT, member_id, member_id, detail)


def test_with_one_session_there_is_nothing_else_to_sign_out_of(officer):
    assert not whole(officer, "/staff/account").has("#elsewhere-form")

    sign_in_elsewhere(officer)

    assert whole(officer, "/staff/account").has("#elsewhere-form")


@pytest.mark.parametrize("is_one", [True, False], ids=["one", "everywhere else"])
def test_without_its_token_a_form_ends_nothing_and_comes_back(officer, is_one):
    elsewhere, session_id = sign_in_elsewhere(officer)
    officer.csrf_token = None

    page = end(officer, session_id) if is_one else officer.post("/staff/account/sign-outs")

    assert page.status == 422
    assert page.is_whole is not officer.htmx
    assert "send it again" in page.text("#sessions [role=alert]")
    assert is_signed_in(elsewhere)
