"""Signing in with a code from the phone, or a recovery code, after the password."""

import re
from datetime import timedelta

import pytest
import time_machine
from pyotp import TOTP

from coffeecop.db import db, now
from coffeecop.models import AuditAction, MailKind, RecoveryCode, StaffSession
from coffeecop.staff.identity import sign_in_limits
from coffeecop.staff.identity.second_factor import make_recovery_codes
from tests.colleagues import run_concurrently
from tests.factories import make_second_factor, make_staff, save
from tests.staff.form_filling import whole
from tests.staff.identity.passwords import BETTER, hashed, link_of, try_to_sign_in, use_link
from tests.stored import all_of, audit_actions, audited, one_mail, reload
from tests.visitor import Visitor

HALF_A_MINUTE = timedelta(seconds=30)


@pytest.fixture
def member(app):
    return make_staff(password_hash=hashed())


@pytest.fixture
def secret(member):
    return make_second_factor(member)


def type_code(visitor, code):
    return visitor.post("/staff/sign-in/code", code=code)


def sign_in_with(visitor, member, code):
    answer = try_to_sign_in(visitor, member.email)
    assert (answer.status, answer.location) == (303, "/staff/sign-in/code")
    return type_code(visitor, code)


def recovery_codes(member):
    codes = make_recovery_codes(member)
    db.session.commit()
    return codes


def test_after_the_password_a_code_opens_the_page_that_was_asked_for(visitor, member, secret):
    answer = try_to_sign_in(visitor, member.email, next="/staff/events", is_own_device="y")

    assert (answer.status, answer.location) == (303, "/staff/sign-in/code")
    assert all_of(StaffSession) == []
    assert visitor.get("/staff").status != 200
    field = whole(visitor, "/staff/sign-in/code").one("#code")
    assert (field["autocomplete"], field["inputmode"]) == ("one-time-code", "numeric")

    answer = type_code(visitor, f" {TOTP(secret).now()[:3]} {TOTP(secret).now()[3:]}")

    assert (answer.status, answer.location) == (303, "/staff/events")
    assert whole(visitor, "/staff/account").status == 200
    (session,) = all_of(StaffSession)
    assert session.is_own_device
    assert audited()[-1] == (AuditAction.SIGNED_IN, member.id, member.id, None)


def test_a_wrong_code_is_counted_and_leaves_the_person_outside(visitor, member, secret):
    page = sign_in_with(visitor, member, "000000")

    assert page.status == 422
    assert "not right" in page.text("[role=alert]")
    assert page.value("#code") == "000000"
    assert all_of(StaffSession) == []
    assert audited() == [(AuditAction.SIGN_IN_FAILED, None, member.id, {"wrong_code": None})]


def test_a_code_is_accepted_once_and_from_a_clock_that_is_half_a_minute_wrong(
    app, member, secret, unlimited
):
    with time_machine.travel("2026-02-10T20:00:10Z", tick=False):
        for steps, status in [(-2, 422), (2, 422), (-1, 303), (-1, 422), (1, 303), (0, 422)]:
            code = TOTP(secret).at(now(), counter_offset=steps)

            assert sign_in_with(Visitor(app), member, code).status == status, steps


@pytest.mark.both_databases
@pytest.mark.parametrize("is_recovery", [False, True], ids=["of the app", "for recovery"])
def test_of_two_requests_with_one_code_one_is_accepted(app, member, secret, is_recovery):
    code = recovery_codes(member)[0] if is_recovery else TOTP(secret).now()
    visitors = [Visitor(app), Visitor(app)]
    for visitor in visitors:
        try_to_sign_in(visitor, member.email)

    statuses = run_concurrently(visitors, lambda _number, visitor: type_code(visitor, code).status)

    assert sorted(statuses) == [303, 422]
    assert len(all_of(StaffSession)) == 1


def test_a_recovery_code_lets_in_once_and_the_number_left_is_said(visitor, member, secret):
    code, *_others = recovery_codes(member)
    grouped = f"{code[:4]} {code[4:8]}-{code[8:]}"

    answer = sign_in_with(visitor, member, grouped)

    assert answer.status == 303
    assert "9 are left" in whole(visitor, answer.location).words
    used = (AuditAction.RECOVERY_CODE_USED, member.id, member.id, {"codes_left": 9})
    assert used in audited()
    assert len(all_of(RecoveryCode)) == 9
    assert sign_in_with(Visitor(visitor.app), member, code).status == 422


def test_a_code_of_another_person_lets_nobody_in(visitor, member, secret):
    other = make_staff(password_hash=hashed())
    other_secret = make_second_factor(other)
    code, *_others = recovery_codes(other)

    assert sign_in_with(visitor, member, TOTP(other_secret).now()).status == 422
    assert sign_in_with(visitor, member, code).status == 422


def test_after_ten_minutes_one_begins_again(visitor, member, secret):
    with time_machine.travel(now() - timedelta(minutes=11)):
        try_to_sign_in(visitor, member.email)

    answer = type_code(visitor, TOTP(secret).now())

    assert (answer.status, answer.location) == (303, "/staff/sign-in")
    assert "took a while" in whole(visitor, answer.location).text("[role=status]")
    assert all_of(StaffSession) == []


@pytest.mark.parametrize("change", ["password_hash", "disabled_at"])
def test_a_new_password_or_a_disabled_account_ends_a_sign_in_under_way(
    visitor, member, secret, change
):
    try_to_sign_in(visitor, member.email)
    save(member, **{change: now() if change == "disabled_at" else hashed(BETTER)})

    assert type_code(visitor, TOTP(secret).now()).location == "/staff/sign-in"
    assert all_of(StaffSession) == []


def test_the_page_for_the_code_is_for_whom_typed_a_password(visitor):
    visitor.set_csrf_token()

    assert whole(visitor, "/staff/sign-in/code").location == "/staff/sign-in"
    assert type_code(visitor, "123456").location == "/staff/sign-in"


def test_wrong_codes_are_limited_from_everywhere(visitor, member, secret, monkeypatch):
    monkeypatch.setattr(sign_in_limits, "WRONG_CODES_OF_ACCOUNT", "3 per hour")
    for number in range(3):
        guesser = Visitor(visitor.app)
        guesser.client.environ_base["REMOTE_ADDR"] = f"192.0.2.{number}"
        assert sign_in_with(guesser, member, "000000").status == 422
    guesser.client.environ_base["REMOTE_ADDR"] = "198.51.100.1"

    assert type_code(guesser, TOTP(secret).now()).status == 429


def test_wrong_codes_of_others_do_not_lock_out_a_browser_that_was_here(
    visitor, member, secret, monkeypatch
):
    monkeypatch.setattr(sign_in_limits, "WRONG_CODES_OF_ACCOUNT", "1 per hour")
    assert sign_in_with(visitor, member, TOTP(secret).now()).status == 303
    assert sign_in_with(Visitor(visitor.app), member, "000000").status == 422

    with time_machine.travel(now() + HALF_A_MINUTE):
        assert sign_in_with(visitor, member, TOTP(secret).now()).status == 303


@pytest.fixture
def guessed(app, member, secret, monkeypatch):
    """Codes were guessed from so many addresses that new browsers are slowed down."""
    monkeypatch.setitem(app.config, "SMTP_URL", "smtp://mail.example.org")
    monkeypatch.setattr(sign_in_limits, "WRONG_CODES_OF_ACCOUNT", "3 per hour")
    for number in range(4):
        guesser = Visitor(app)
        guesser.client.environ_base["REMOTE_ADDR"] = f"192.0.2.{number}"
        sign_in_with(guesser, member, "000000")


@pytest.mark.both_databases
def test_the_owner_goes_on_at_once_in_a_new_browser_by_a_mailed_code(
    guessed, visitor, member, secret
):
    page = sign_in_with(visitor, member, TOTP(secret).now())
    assert page.status == 429
    for _twice in range(2):
        answer = visitor.post(page.one("#mail-code-form")["action"])
        assert answer.location == "/staff/sign-in/code"
    assert "We sent you a mail" in whole(visitor, answer.location).words
    mail = one_mail()
    assert (mail.recipient, mail.kind) == (member.email, MailKind.SIGN_IN)
    code = re.search(r"^(\d{4} ?){4}$", mail.body, re.MULTILINE)[0]

    answer = type_code(visitor, f" {code}")
    assert "Now type the code from your phone" in whole(visitor, answer.location).words
    assert all_of(StaffSession) == [], "no second factor by itself"
    assert type_code(visitor, TOTP(secret).now()).status == 303
    assert len(all_of(StaffSession)) == 1


def test_a_mailed_code_is_of_one_person_and_one_hour_and_the_guesser_sees_none(
    guessed, visitor, member, secret
):
    other = make_staff(password_hash=hashed())
    page = sign_in_with(visitor, member, "000000")
    answer = visitor.post(page.one("#mail-code-form")["action"])
    code = re.search(r"^(\d{4} ?){4}$", one_mail().body, re.MULTILINE)[0]
    assert code[:9] not in answer.body + whole(visitor, answer.location).body

    with visitor.app.app_context():
        assert type_code(visitor, sign_in_limits.mailed_code(other)).status == 429
    with time_machine.travel(now() + timedelta(minutes=71)):
        assert sign_in_with(Visitor(visitor.app), member, code).status in (422, 429)
        assert Visitor(visitor.app).post("/staff/sign-in/code/mail").location != "/staff"


def test_the_owner_goes_on_at_once_in_a_new_browser_by_an_administrators_link(
    guessed, visitor, member, secret
):
    use_link(visitor, link_of(member), BETTER)

    assert type_code(visitor, TOTP(secret).now()).status == 303


def test_without_a_mail_server_no_mail_is_offered(guessed, app, visitor, member, monkeypatch):
    monkeypatch.setitem(app.config, "SMTP_URL", None)
    page = sign_in_with(visitor, member, "000000")

    assert not page.has("#mail-code-form")
    assert "An administrator can also make you a one-time link" in page.words


def test_a_link_for_a_new_password_does_not_replace_the_code(visitor, member, secret):
    answer = use_link(visitor, link_of(member), BETTER)

    assert (answer.status, answer.location) == (303, "/staff/sign-in/code")
    assert all_of(StaffSession) == []
    assert AuditAction.SIGNED_IN not in audit_actions()
    assert type_code(visitor, TOTP(secret).now()).status == 303


def test_a_secret_that_cannot_be_read_leaves_the_recovery_code_of_the_same_key(
    visitor, member, secret, caplog
):
    code, *_others = recovery_codes(member)
    save(member, second_factor_secret="sealed with another key")

    assert sign_in_with(visitor, member, TOTP(secret).now()).status == 422
    assert "SECRET_KEY" in caplog.text
    assert type_code(visitor, code).status == 303
    assert reload(member).has_second_factor
