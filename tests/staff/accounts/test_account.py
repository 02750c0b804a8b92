from threading import Barrier

import pytest

from coffeecop.db import db
from coffeecop.models import AuditAction, Language, StaffSession
from coffeecop.staff.accounts.views import password
from coffeecop.staff.identity import sign_in_limits
from coffeecop.staff.identity.passwords import verify_password
from tests.colleagues import run_concurrently
from tests.factories import make_staff, sign_in
from tests.staff.form_filling import whole
from tests.staff.identity.passwords import BETTER, GOOD, hashed, link_of, try_to_sign_in
from tests.stored import audit_actions, audited, one_of, reload
from tests.visitor import Visitor


def change_password(visitor, **fields):
    return visitor.post(
        "/staff/account/password",
        **{"current": GOOD, "password": BETTER, "repeated": BETTER, **fields},
    )


def test_a_name_and_a_language_are_kept_and_recorded_once(officer):
    before = officer.member.name

    for _ in range(2):
        answer = officer.post("/staff/account", name=" Ana Alvarez ", language="es")

    assert (answer.status, answer.location) == (303, "/staff/account")
    db.session.refresh(officer.member)
    assert (officer.member.name, officer.member.language) == ("Ana Alvarez", Language.SPANISH)
    assert whole(officer, "/staff/account").one("html")["lang"] == "es"
    own, detail = officer.member.id, {"name": [before, "Ana Alvarez"], "language": [None, "es"]}
    assert audited() == [(AuditAction.STAFF_CHANGED, own, own, detail)]


def test_without_a_choice_the_browser_chooses_the_language(visitor):
    member = sign_in(visitor, language=Language.SPANISH)
    visitor.post("/staff/account", name=member.name, language="")

    assert reload(member).language is None
    for browser, shown in (("es-MX,es;q=0.9", "es"), ("en-US", "en")):
        page = visitor.get("/staff/account", **{"Accept-Language": browser, "HX-Request": "false"})
        assert page.one("html")["lang"] == shown


def test_a_new_password_needs_the_current_one_and_guessing_it_is_slowed_down(officer, monkeypatch):
    monkeypatch.setattr(sign_in_limits, "TRIES_OF_ACCOUNT", "2 per hour")

    first, second, third = (change_password(officer, current=f"{GOOD}s") for _try in range(3))

    assert first.text("#current-error").endswith("This is not your current password.")
    assert [first.status, second.status, third.status] == [422, 422, 429]
    assert verify_password(GOOD, reload(officer.member).password_hash)
    assert audit_actions() == [AuditAction.SIGN_IN_FAILED] * 2


def test_a_new_password_is_set_and_ends_all_that_the_old_one_opened(officer, transactions_at):
    elsewhere, copy = Visitor(officer.app), Visitor(officer.app)
    try_to_sign_in(elsewhere, officer.member.email)
    copy.client.set_cookie("staff", officer.client.get_cookie("staff").value)
    assert [each.get("/staff/account").status for each in (elsewhere, copy)] == [200, 200]
    link = link_of(officer.member)
    checking = transactions_at(password, "verify_password")
    hashing = transactions_at(password, "hash_password")

    answer = change_password(officer)

    assert (answer.status, answer.location) == (303, "/staff/account")
    assert checking == hashing == [False], "no transaction is open meanwhile"
    assert verify_password(BETTER, reload(officer.member).password_hash)
    assert "password is changed" in whole(officer, answer.location).text("[role=status]")
    own_id = officer.member.id
    assert audited()[-1] == (AuditAction.PASSWORD_SET, own_id, own_id, None)
    assert [each.get("/staff/account").status for each in (elsewhere, copy)] == [302, 302]
    assert officer.get(link).status == 404


@pytest.mark.parametrize("kind", [{}, {"is_own_device": "y"}], ids=["shared", "own"])
def test_a_new_password_keeps_the_kind_of_session(visitor, kind):
    try_to_sign_in(visitor, make_staff(password_hash=hashed()).email, **kind)
    visitor.set_csrf_token()

    assert change_password(visitor).status == 303

    assert one_of(StaffSession).is_own_device is bool(kind)


@pytest.mark.both_databases
def test_of_two_password_changes_at_once_one_wins(app, monkeypatch):
    visitors = [Visitor(app), Visitor(app)]
    member = sign_in(visitors[0], password_hash=hashed(GOOD))
    try_to_sign_in(visitors[1], member.email)
    visitors[1].set_csrf_token()
    barrier = Barrier(2)
    hash_password = password.hash_password

    def hash_together(password):
        barrier.wait(30)
        return hash_password(password)

    monkeypatch.setattr(password, "hash_password", hash_together)

    def change(number, visitor):
        new = f"{BETTER} {number}"
        return change_password(visitor, password=new, repeated=new).location

    assert sorted(run_concurrently(visitors, change)) == ["/staff/account", "/staff/sign-in"]
