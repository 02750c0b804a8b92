"""What is sensitive asks for the password or a code, unless one was typed in the last minutes."""

from datetime import timedelta

import pytest
import time_machine
from pyotp import TOTP

from coffeecop.db import db, now
from coffeecop.models import AuditAction, Role, StaffMember, StaffSession
from coffeecop.staff.identity import confirmation, sign_in_limits
from tests.factories import (
    make_concern,
    make_draft,
    make_event,
    make_second_factor,
    make_staff,
    save,
    sign_in,
)
from tests.staff.form_filling import whole
from tests.staff.identity.passwords import GOOD, hashed
from tests.stored import all_of, audit_actions, audited, reload

NEW_PERSON = {"name": "Ann Ñandú", "email": "ann@example.org", "roles": ["officer", "records"]}


@pytest.fixture
def visitor_from_earlier(visitor):
    """A visitor who signed in eleven minutes ago."""
    visitor.member = sign_in(visitor, *Role, password_hash=hashed())
    session = db.session.query(StaffSession).one()
    save(session, confirmed_at=now() - timedelta(minutes=11))
    return visitor


def sent_on(page):
    """Return what the page's form sends, with the hidden fields of the form behind it."""
    fields = {}
    for element in page.select("#confirmation-form input"):
        fields.setdefault(element["name"], []).append(element.get("value", ""))
    fields["csrf_token"] = fields.get("csrf_token", [""])[0]
    return fields


def confirm(visitor, page, **typed):
    fields = sent_on(page) | {f"confirmation-{name}": text for name, text in typed.items()}
    return visitor.post(page.one("#confirmation-form")["action"], **fields)


def test_a_form_is_sent_on_once_the_password_is_typed(visitor_from_earlier, transactions_at):
    page = visitor_from_earlier.post("/staff/people", **NEW_PERSON)
    checking = transactions_at(confirmation, "verify_password")

    assert page.status == 422
    assert db.session.query(StaffMember).count() == 1
    answer = confirm(visitor_from_earlier, page, password=GOOD)
    assert (answer.status, answer.location) == (303, "/staff/people")
    assert checking == [False], "no transaction is open meanwhile"
    added = all_of(StaffMember)[-1]
    assert (added.name, added.roles) == ("Ann Ñandú", {Role.OFFICER, Role.RECORDS})
    assert AuditAction.IDENTITY_CONFIRMED in audit_actions()
    assert visitor_from_earlier.post("/staff/people", name="").has("#name-error"), "not asked again"


def test_a_wrong_password_keeps_what_was_sent(visitor_from_earlier):
    page = visitor_from_earlier.post("/staff/people", **NEW_PERSON)

    page = confirm(visitor_from_earlier, page, password="wrong")

    assert page.status == 422
    assert "not your password" in page.text("[role=alert]")
    assert sent_on(page)["roles"] == ["officer", "records"]
    own_id = visitor_from_earlier.member.id
    assert audited()[-1] == (AuditAction.SIGN_IN_FAILED, own_id, own_id, {"confirmation": None})
    assert confirm(visitor_from_earlier, page, password=GOOD).status == 303


def test_with_a_second_factor_a_code_is_asked_for(visitor_from_earlier):
    secret = make_second_factor(visitor_from_earlier.member)
    page = visitor_from_earlier.post("/staff/people", **NEW_PERSON)

    assert not page.has("#confirmation-password")
    assert confirm(visitor_from_earlier, page, code="000000").status == 422
    assert confirm(visitor_from_earlier, page, code=TOTP(secret).now()).status == 303


def test_a_confirmation_stands_even_if_the_form_behind_it_fails(visitor_from_earlier):
    page = visitor_from_earlier.post("/staff/people", **NEW_PERSON | {"email": "ann"})

    page = confirm(visitor_from_earlier, page, password=GOOD)

    assert page.value("#name") == "Ann Ñandú"
    assert page.refused("#email-error")
    assert visitor_from_earlier.post("/staff/people", **NEW_PERSON).status == 303


def test_a_confirmation_needs_a_token_of_its_own(visitor_from_earlier):
    page = visitor_from_earlier.post("/staff/people", **NEW_PERSON)

    page = confirm(visitor_from_earlier, page, password=GOOD, csrf_token="forged")

    assert page.status == 422
    assert all_of(StaffMember) == [reload(visitor_from_earlier.member)]


def test_a_page_asks_first_as_a_whole_and_then_opens(visitor_from_earlier):
    concern = make_concern(contact={"email": "ann@example.org"})
    path = f"/staff/concerns/{concern.id}/contact"
    asking = f"/staff/confirmation?next={path}"
    part = visitor_from_earlier.get(path, **{"HX-Request": "true"})
    assert (part.headers["HX-Redirect"], part.body) == (asking, "")

    answer = whole(visitor_from_earlier, path)
    assert (answer.status, answer.location) == (302, asking)
    page = whole(visitor_from_earlier, answer.location)
    answer = confirm(visitor_from_earlier, page, password=GOOD)

    assert (answer.status, answer.location) == (303, path)
    assert whole(visitor_from_earlier, path).status == 200


def test_it_leads_to_staff_pages_alone(visitor_from_earlier):
    page = whole(visitor_from_earlier, "/staff/confirmation?next=//example.org")

    assert confirm(visitor_from_earlier, page, password=GOOD).location == "/staff"


def test_ten_minutes_after_signing_in_it_asks(visitor):
    with time_machine.travel(now() - timedelta(minutes=9)):
        sign_in(visitor, Role.ADMIN)

    assert visitor.post("/staff/people", **NEW_PERSON).status == 303
    with time_machine.travel(now() + timedelta(minutes=2)):
        assert visitor.post("/staff/people", **NEW_PERSON).has("#confirmation-form")


def test_tries_are_limited(visitor_from_earlier, monkeypatch):
    monkeypatch.setattr(sign_in_limits, "TRIES_OF_ACCOUNT", "2 per hour")
    page = visitor_from_earlier.post("/staff/people", **NEW_PERSON)
    for _ in range(2):
        assert confirm(visitor_from_earlier, page, password="wrong").status == 422

    page = confirm(visitor_from_earlier, page, password=GOOD)

    assert "Too many tries" in page.text("[role=alert]")
    assert len(all_of(StaffMember)) == 1


def test_who_has_no_password_here_is_told_the_way(visitor_from_earlier):
    save(visitor_from_earlier.member, password_hash=None)

    page = visitor_from_earlier.post("/staff/people", **NEW_PERSON)

    assert "sign in again" in page.words
    assert confirm(visitor_from_earlier, page, password=GOOD).status == 422


def sensitive():
    """Return the addresses of the forms that ask, with rows to do it to."""
    person, event, draft = make_staff(), make_event(), make_draft()
    concern = make_concern(event=event, contact={"email": "ann@example.org"})
    complaint = make_concern(event=event, is_complaint=True)
    return [
        "/staff/people",
        "/staff/people/complaints-role",
        f"/staff/people/{person.id}",
        f"/staff/people/{person.id}/links",
        f"/staff/people/{person.id}/second-factor/remove",
        f"/staff/people/{person.id}/disable",
        f"/staff/people/{person.id}/enable",
        "/staff/account/second-factor",
        "/staff/account/second-factor/remove",
        "/staff/account/recovery-codes",
        f"/staff/events/{event.id}/export",
        f"/staff/events/{draft.id}/remove",
        f"/staff/concerns/{concern.id}/contact-openings",
        f"/staff/concerns/{concern.id}/complaint",
        f"/staff/concerns/{complaint.id}/complaint/return",
    ]


def test_each_sensitive_form_asks(visitor_from_earlier):
    for path in sensitive():
        page = visitor_from_earlier.post(path)
        assert page.status == 422, path
        assert page.one("#confirmation-form")["action"] == path
    assert audit_actions() == []
