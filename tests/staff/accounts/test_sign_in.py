from datetime import timedelta
from email.utils import parsedate_to_datetime
from unittest.mock import Mock

import pytest
import time_machine
from argon2 import PasswordHasher

from coffeecop.db import now
from coffeecop.models import AuditAction, Browser, Device, SignInTry, StaffSession
from coffeecop.models.installation import SENDERS
from coffeecop.staff.accounts import signing_in
from coffeecop.staff.identity import auth, passwords, sign_in_limits
from coffeecop.staff.identity.auth import safe_staff_url
from coffeecop.staff.identity.passwords import DUMMY_HASH, hasher, needs_rehash
from coffeecop.web.rate_limits import limiter
from tests.colleagues import run_concurrently
from tests.factories import make_staff, save, sign_in
from tests.staff.form_filling import whole
from tests.staff.identity.passwords import GOOD, hashed, link_of, try_to_sign_in
from tests.stored import all_of, audit_entries, audited, dump, one_of, reload
from tests.visitor import Visitor


def make_signer(*roles, **values):
    return make_staff(*roles, password_hash=hashed(), **values)


def try_from(address, visitor, email, password="wrong"):  # noqa: S107
    visitor.client.environ_base["REMOTE_ADDR"] = address
    return try_to_sign_in(visitor, email, password).status


@pytest.mark.parametrize("typed", ["ana@example.org", " Ana@Example.org "])
def test_the_right_password_opens_the_staff_pages(visitor, typed, transactions_at):
    member = make_signer(email="ana@example.org")
    checking = transactions_at(auth, "verify_password")

    answer = try_to_sign_in(visitor, typed)

    assert (answer.status, answer.location) == (303, "/staff")
    assert visitor.get("/staff/account").status == 200
    assert audited() == [(AuditAction.SIGNED_IN, member.id, member.id, None)]
    assert checking == [False], "no transaction is open meanwhile"
    cookie = answer.cookies["staff"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    with visitor.client.session_transaction() as session:
        assert one_of(StaffSession).token_hash != session["token"]


def test_a_wrong_password_comes_back_with_the_address_typed(visitor):
    member = make_signer()

    page = try_to_sign_in(visitor, member.email, "quiet lamp river stones", is_own_device="y")

    assert page.status == 422
    assert "do not go together" in page.text("[role=alert]")
    assert page.value("#email") == member.email
    assert "checked" in page.one("#is_own_device")
    assert not page.one("#password").get("value")
    assert all_of(StaffSession) == []


def test_the_answer_does_not_tell_whether_an_address_is_known(visitor):
    answers = {
        try_to_sign_in(visitor, email, password).text("[role=alert]")
        for email, password in [
            ("nobody@example.org", GOOD),
            (make_signer().email, "quiet lamp river stones"),
            (make_signer(disabled_at=now()).email, GOOD),
            (make_staff().email, GOOD),
        ]
    }

    assert len(answers) == 1


def test_the_work_does_not_tell_whether_an_address_is_known(visitor, monkeypatch):
    """With a hasher that takes no time and finds no password right."""
    hasher_that_says_no = Mock(**{"verify.return_value": False})
    monkeypatch.setattr(passwords, "hasher", hasher_that_says_no)
    members = make_signer(), make_signer(disabled_at=now()), make_staff()
    for email in ("nobody@example.org", *(member.email for member in members)):
        try_to_sign_in(visitor, email)
        (stored, _password), _options = hasher_that_says_no.verify.call_args
        assert stored.split("$")[3] == passwords.DUMMY_HASH.split("$")[3], "the same cost"
    assert hasher_that_says_no.verify.call_count == 4


def test_the_decoy_costs_what_a_password_costs():
    # Both as they were before the tests made hashing cheap.
    assert not hasher.check_needs_rehash(DUMMY_HASH)
    assert "$m=19456,t=2,p=1$" in DUMMY_HASH


@pytest.mark.both_databases
def test_a_password_stays_as_it_was_checked_until_its_owner_is_signed_in(visitor, locks_at):
    locks = locks_at(signing_in, "begin_session", "staff")

    assert try_to_sign_in(visitor, make_signer().email).status == 303
    assert locks == [True]


@pytest.mark.parametrize("path", ["/staff/sign-in", "/staff/links"])
def test_a_form_without_its_token_comes_back_with_a_fresh_one(visitor, path):
    member = make_signer()
    path = link_of(member) if path.endswith("/links") else path
    fields = {"email": member.email, "password": GOOD, "repeated": GOOD}

    page = visitor.post(path, **fields)

    assert "send it again" in page.refused("[role=alert]")
    visitor.csrf_token = page.value("form[id$=-form] [name=csrf_token]")
    assert visitor.post(path, **fields).status == 303


def test_an_old_hash_is_renewed(visitor):
    old = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(GOOD)
    member = make_staff(password_hash=old)
    assert needs_rehash(old)

    assert try_to_sign_in(visitor, member.email).status == 303

    assert not needs_rehash(reload(member).password_hash)
    assert try_to_sign_in(Visitor(visitor.app), member.email).status == 303


def test_too_many_tries_are_slowed_down_for_a_while_and_lock_nobody_out(visitor, monkeypatch):
    monkeypatch.setattr(sign_in_limits, "TRIES_OF_ACCOUNT", "2 per minute")
    member, colleague = make_signer(), make_signer()
    with time_machine.travel(now(), tick=False) as clock:
        statuses = [try_to_sign_in(visitor, member.email, "wrong").status for _try in range(2)]

        page = try_to_sign_in(visitor, member.email, "wrong")

        assert [*statuses, page.status] == [422, 422, 429]
        assert "Too many tries" in page.text("[role=alert]")
        assert page.value("#email") == member.email
        elsewhere = Visitor(visitor.app)
        assert try_to_sign_in(elsewhere, colleague.email).status == 303
        assert try_from("192.0.2.7", elsewhere, member.email, GOOD) == 303
        clock.shift(timedelta(minutes=2))
        assert try_to_sign_in(visitor, member.email).status == 303


def test_signing_in_leads_nowhere_else(visitor):
    for elsewhere in (
        "https://evil.example/staff",
        "//evil.example/staff",
        "/\\evil.example",
        "/staff\\@evil.example",
        "/events/x",
        "/staffing",
        "/staff/../events",
        "/staff/%2e%2e/events",
        "/staff\n/x",
        "javascript:alert(1)",
        "//[",
        "",
    ):
        assert safe_staff_url(elsewhere) is None

    answer = try_to_sign_in(visitor, make_signer().email, next="https://evil.example/staff")
    assert answer.location == "/staff"


def test_somebody_signed_in_needs_no_sign_in_page(officer):
    answer = officer.get("/staff/sign-in?next=/staff/account")

    assert (answer.status, answer.location) == (302, "/staff/account")


def test_signing_out_ends_the_session_also_of_a_copied_cookie(officer):
    thief = Visitor(officer.app)
    thief.client.set_cookie("staff", officer.client.get_cookie("staff").value)
    assert thief.get("/staff/account").status == 200

    answer = officer.post("/staff/sign-out")

    assert (answer.status, answer.location) == (303, "/staff/sign-in")
    assert all_of(StaffSession) == []
    assert thief.get("/staff/account").status == 302
    assert audited() == [(AuditAction.SIGNED_OUT, officer.member.id, officer.member.id, None)]
    assert "signed out" in whole(officer, answer.location).text("[role=status]")
    assert officer.post("/staff/sign-out").location == "/staff/sign-in"


def test_who_came_through_a_provider_that_is_no_longer_there_signs_out_here(officer):
    save(one_of(StaffSession), via_provider=True)

    assert whole(officer, "/staff/confirmation").has("#confirmation-form")
    assert officer.post("/staff/sign-out").location == "/staff/sign-in"


def test_signing_out_needs_the_token_and_then_offers_a_button(officer):
    officer.csrf_token = None

    page = officer.post("/staff/sign-out")

    assert page.status == 422
    assert len(all_of(StaffSession)) == 1
    officer.csrf_token = page.value("#sign-out-form [name=csrf_token]")
    assert officer.post("/staff/sign-out").status == 303
    assert all_of(StaffSession) == []


def test_signing_in_again_ends_the_browsers_earlier_session_and_clears_away_what_is_over(visitor):
    member = make_signer()
    with time_machine.travel(now() - timedelta(days=2)):
        try_to_sign_in(Visitor(visitor.app), member.email)

    for _ in range(2):
        try_to_sign_in(visitor, member.email)
        assert len(all_of(StaffSession)) == 1


def test_half_an_hour_without_a_click_signs_out(app):
    visitor = Visitor(app)
    with time_machine.travel(now(), tick=False) as clock:
        sign_in(visitor)
        clock.shift(timedelta(minutes=29))
        assert visitor.get("/staff/account").status == 200
        clock.shift(timedelta(minutes=29))
        assert visitor.get("/staff/account").status == 200
        clock.shift(timedelta(minutes=31))

        assert visitor.get("/staff/account").status == 302


def test_twelve_hours_sign_out_whoever_keeps_clicking(app, monkeypatch):
    monkeypatch.setitem(app.config, "STAFF_IDLE_LIMIT", timedelta(days=1))
    visitor = Visitor(app)
    member = make_signer()
    with time_machine.travel(now(), tick=False) as clock:
        try_to_sign_in(visitor, member.email)
        clock.shift(timedelta(hours=12, seconds=-1))
        assert visitor.get("/staff/account").status == 200
        clock.shift(timedelta(seconds=1))

        assert visitor.get("/staff/account").status == 302


def test_who_was_away_too_long_signs_in_and_comes_back_to_the_page(plain_visitor):
    member = make_signer()
    with time_machine.travel(now(), tick=False) as clock:
        try_to_sign_in(plain_visitor, member.email)
        clock.shift(timedelta(minutes=31))

        asked = plain_visitor.get("/staff/concerns?event=1")

    assert (asked.status, asked.location) == (302, "/staff/sign-in?next=/staff/concerns?event%3D1")
    wanted = plain_visitor.get(asked.location).value("[name=next]")
    answer = try_to_sign_in(plain_visitor, member.email, next=wanted)
    assert answer.location == "/staff/concerns?event=1"


# The own device


def test_a_session_is_of_a_shared_device_unless_its_owner_says_otherwise(visitor):
    box = visitor.get("/staff/sign-in").one("#is_own_device")
    assert "checked" not in box

    cookie = try_to_sign_in(visitor, make_signer().email).cookies["staff"]

    assert not one_of(StaffSession).is_own_device
    assert (cookie["expires"], cookie["max-age"]) == ("", ""), "the browser forgets it at its end"


def test_an_own_device_stays_signed_in_for_two_weeks_however_seldom_or_often_it_is_used(visitor):
    member = make_signer()
    with time_machine.travel(now(), tick=False) as clock:
        cookie = try_to_sign_in(visitor, member.email, is_own_device="y").cookies["staff"]
        expires = parsedate_to_datetime(cookie["expires"])
        assert abs(expires - now() - timedelta(days=14)) < timedelta(minutes=1)
        # The page brings its form's token.
        visitor.get("/staff/account")
        clock.shift(timedelta(days=13))
        assert "staff" not in visitor.get("/staff/account").cookies
        assert visitor.post("/staff/account", name="", language="").status == 422
        clock.shift(timedelta(days=1, seconds=-5))
        assert visitor.get("/staff/account").status == 200
        clock.shift(timedelta(seconds=5))

        assert visitor.post("/staff/account", name="", language="").status == 403


def test_no_cookie_makes_a_shared_session_last_longer(plain_visitor):
    with time_machine.travel(now(), tick=False) as clock:
        try_to_sign_in(plain_visitor, make_signer().email)
        with plain_visitor.client.session_transaction() as session:
            session.permanent = True
            session["is_own_device"] = True
        clock.shift(timedelta(minutes=31))

        assert plain_visitor.get("/staff/account").status == 302


def test_of_the_browser_its_kind_is_kept_and_neither_its_header_nor_its_address(visitor):
    pixel = "Mozilla/5.0 (Linux; Android 14; Pixel 8) Chrome/126.0.6478.72 Mobile Safari/537.36"
    visitor.client.environ_base["REMOTE_ADDR"] = "192.0.2.7"

    try_to_sign_in(visitor, make_signer().email, headers={"User-Agent": pixel})

    kept = one_of(StaffSession)
    assert (kept.browser, kept.device) == (Browser.CHROME, Device.ANDROID)
    everything = str(dump())
    for part in ("Pixel", "Mozilla", "126.0.6478", "192.0.2.7"):
        assert part not in everything


# Many tries at one account


@pytest.mark.parametrize("address", ["192.0.2.7", "2001:db8:1:2::{:x}"], ids=["one", "a network"])
def test_one_sender_cannot_try_many_accounts(visitor, monkeypatch, address):
    monkeypatch.setattr(sign_in_limits, "TRIES_OF_NETWORK", "2 per hour")

    statuses = [try_from(address.format(n), visitor, f"name-{n}@example.org") for n in range(3)]

    assert statuses == [422, 422, 429]


@pytest.mark.parametrize("email", ["ana@example.org", "nobody@example.org"])
def test_one_account_tried_from_changing_addresses_is_slowed_down(visitor, monkeypatch, email):
    monkeypatch.setattr(sign_in_limits, "FAILURES_OF_ACCOUNT", "2 per hour")
    make_signer(email="ana@example.org")

    statuses = [try_from(f"192.0.2.{number}", visitor, email) for number in range(3)]

    assert statuses == [422, 422, 429]


@pytest.mark.both_databases
def test_tries_are_counted_together_by_processes_that_share_nothing_but_the_database(visitor):
    member = make_signer()
    statuses = []
    for _try in range(12):
        # What one process counts by itself, another does not know.
        limiter.reset()
        statuses.append(try_to_sign_in(Visitor(visitor.app), member.email, "wrong").status)

    assert statuses == [422] * 10 + [429] * 2


@pytest.mark.both_databases
def test_tries_at_the_same_moment_are_no_more_than_the_limit(app, monkeypatch):
    monkeypatch.setattr(sign_in_limits, "TRIES_OF_ACCOUNT", "3 per hour")
    member = make_signer()
    visitors = [Visitor(app) for _ in range(6)]

    statuses = run_concurrently(
        visitors, lambda _number, each: try_to_sign_in(each, member.email, "wrong").status
    )

    assert sorted(statuses) == [422] * 3 + [429] * 3


def test_what_is_kept_of_a_try_tells_no_address_and_goes_after_a_day(visitor):
    member = make_signer()
    with time_machine.travel(now() - timedelta(hours=25)):
        try_from("192.0.2.7", visitor, member.email)
    first_id = one_of(SignInTry).id
    try_from("192.0.2.8", visitor, "nobody@example.org")

    (second,) = all_of(SignInTry)
    assert second.id != first_id
    assert 0 <= second.sender < SENDERS == 256, "each of 16 million addresses"
    assert try_to_sign_in(Visitor(visitor.app), member.email).status == 303
    assert len(all_of(SignInTry)) == 1, "what succeeds is forgotten"


def test_the_owner_gets_in_from_a_browser_that_has_been_there(visitor, monkeypatch):
    monkeypatch.setattr(sign_in_limits, "FAILURES_OF_ACCOUNT", "1 per hour")
    member, stranger = make_signer(), Visitor(visitor.app)
    assert try_to_sign_in(visitor, member.email).status == 303
    visitor.set_csrf_token()
    assert visitor.post("/staff/sign-out").status == 303
    assert try_from("192.0.2.1", stranger, member.email) == 422
    assert try_from("192.0.2.77", stranger, member.email, GOOD) == 429, "never seen"

    assert try_from("192.0.2.9", visitor, member.email, GOOD) == 303


def test_a_known_browser_has_tries_for_its_own_account_alone_and_not_without_end(
    visitor, monkeypatch
):
    monkeypatch.setattr(sign_in_limits, "TRIES_OF_ACCOUNT", "2 per hour")
    member, colleague = make_signer(), make_signer()
    assert try_to_sign_in(visitor, member.email).status == 303
    visitor.client.delete_cookie("staff", path="/")
    cookie = visitor.client.get_cookie("staff-browser")
    assert cookie.http_only
    assert cookie.same_site == "Lax"
    assert member.email not in cookie.decoded_value

    statuses = [try_from(f"192.0.2.{number}", visitor, member.email) for number in range(3)]

    assert statuses == [422, 422, 429]
    assert try_from("192.0.2.12", visitor, colleague.email, GOOD) == 303


@pytest.mark.usefixtures("over_https")
def test_over_https_each_cookie_is_of_this_host_alone(visitor):
    cookies = try_to_sign_in(visitor, make_signer().email).cookies

    assert set(cookies) == {"__Host-staff", "__Host-staff-browser"}
    for cookie in cookies.values():
        assert (cookie["secure"], cookie["path"], cookie["domain"]) == (True, "/", "")


def test_a_failed_sign_in_is_logged_and_audited_without_what_was_typed(visitor, account_log):
    member = make_signer()

    try_to_sign_in(visitor, member.email, "a wrong password")
    try_to_sign_in(visitor, "nobody@example.org", "another wrong password")

    known, unknown = audit_entries()
    assert known.action == unknown.action == AuditAction.SIGN_IN_FAILED
    assert (known.subject_id, known.agency_id) == (member.id, member.agency_id)
    assert (unknown.subject_id, unknown.staff_id, unknown.detail) == (None, None, None)
    written = f"{account_log} {[vars(entry) for entry in (known, unknown)]}"
    assert "a sign-in failed" in written
    for secret in ("wrong password", "nobody@", member.email):
        assert secret not in written
