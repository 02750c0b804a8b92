from threading import Barrier

import pytest

from coffeecop.db import db, db_writes
from coffeecop.models import AuditAction, Language, StaffSession
from coffeecop.staff.accounts.links import make_link
from coffeecop.staff.accounts.views import account
from coffeecop.staff.identity.passwords import verify_password
from tests.colleagues import run_concurrently
from tests.factories import make_staff, sign_in
from tests.staff.form_filling import whole
from tests.staff.identity.passwords import BETTER, GOOD, hashed, try_to_sign_in
from tests.stored import audit_actions, audited, one_of, reload
from tests.visitor import Visitor


def change_password(visitor, **fields):
    return visitor.post(
        "/staff/account/password",
        **{"current": GOOD, "password": BETTER, "repeated": BETTER, **fields},
    )


def test_a_name_and_a_language_are_kept(officer):
    before = officer.member.name

    answer = officer.post("/staff/account", name=" Ana Alvarez ", language="es")

    assert (answer.status, answer.location) == (303, "/staff/account")
    db.session.refresh(officer.member)
    assert (officer.member.name, officer.member.language) == ("Ana Alvarez", Language.SPANISH)
    assert whole(officer, "/staff/account").one("html")["lang"] == "es"
    own, detail = officer.member.id, {"name": [before, "Ana Alvarez"], "language": [None, "es"]}
    assert audited() == [(AuditAction.STAFF_CHANGED, own, own, detail)]


def test_saving_what_is_there_already_is_no_change(officer):
    officer.post("/staff/account", name=officer.member.name, language="")

    assert audited() == []


@pytest.mark.parametrize(("browser", "shown"), [("es-MX,es;q=0.9", "es"), ("en-US", "en")])
def test_without_a_choice_the_browser_chooses_the_language(visitor, browser, shown):
    member = sign_in(visitor, language=Language.SPANISH)
    visitor.post("/staff/account", name=member.name, language="")

    page = visitor.get("/staff/account", **{"Accept-Language": browser, "HX-Request": "false"})

    assert page.one("html")["lang"] == shown
    assert reload(member).language is None


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name": "  ", "language": ""}, "name"),
        ({"name": "x" * 121, "language": ""}, "name"),
        ({"name": "Ana", "language": "fr"}, "language"),
    ],
)
def test_a_wrong_entry_comes_back_with_what_was_typed(officer, fields, field):
    before = officer.member.name

    page = officer.post("/staff/account", **fields)

    assert page.status == 422
    assert page.is_whole is not officer.htmx
    assert page.has(f"#{field}-error")
    assert page.value("#name") == fields["name"].strip()
    assert reload(officer.member).name == before


def test_a_new_password_needs_the_current_one(officer):
    page = change_password(officer, current="quiet lamp river stones")

    assert page.status == 422
    assert page.text("#current-error").endswith("This is not your current password.")
    assert verify_password(GOOD, reload(officer.member).password_hash)
    assert audit_actions() == [AuditAction.SIGN_IN_FAILED]


def test_a_new_password_is_set(officer):
    answer = change_password(officer)

    assert (answer.status, answer.location) == (303, "/staff/account")
    assert verify_password(BETTER, reload(officer.member).password_hash)
    assert "password is changed" in whole(officer, answer.location).text("[role=status]")
    assert audited() == [(AuditAction.PASSWORD_SET, officer.member.id, officer.member.id, None)]


def test_a_new_password_signs_out_everywhere_else(officer):
    elsewhere, copy = Visitor(officer.app), Visitor(officer.app)
    try_to_sign_in(elsewhere, officer.member.email)
    copy.client.set_cookie("staff", officer.client.get_cookie("staff").value)
    assert [each.get("/staff/account").status for each in (elsewhere, copy)] == [200, 200]

    assert change_password(officer).status == 303

    assert officer.get("/staff/account").status == 200
    assert [each.get("/staff/account").status for each in (elsewhere, copy)] == [302, 302]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"current": ""}, "current"),
        ({"password": "too short", "repeated": "too short"}, "password"),
        ({"repeated": GOOD}, "repeated"),
        ({"password": "sgt. sample 1990", "repeated": "sgt. sample 1990"}, "password"),
    ],
)
def test_a_password_that_will_not_do_is_refused(officer, fields, field):
    page = change_password(officer, **fields)

    assert page.status == 422
    assert page.has(f"#{field}-error")
    assert verify_password(GOOD, reload(officer.member).password_hash)


@pytest.mark.parametrize("kind", [{}, {"is_own_device": "y"}], ids=["shared", "own"])
def test_a_new_password_keeps_the_kind_of_session(visitor, kind):
    member = make_staff(password_hash=hashed())
    try_to_sign_in(visitor, member.email, **kind)
    visitor.set_csrf_token()

    assert change_password(visitor).status == 303

    assert one_of(StaffSession).is_own_device is bool(kind)


def test_guessing_the_current_password_is_slowed_down(officer):
    statuses = [change_password(officer, current="wrong").status for _try in range(11)]

    assert statuses == [422] * 10 + [429]


def test_no_transaction_is_open_while_passwords_are_hashed(officer, transactions_at):
    checking = transactions_at(account, "verify_password")
    hashing = transactions_at(account, "hash_password")

    assert change_password(officer).status == 303
    assert checking == hashing == [False]


def test_a_new_password_ends_a_link_that_nobody_has_used(officer):
    with db_writes():
        token = make_link(officer.member)

    change_password(officer)

    assert officer.get(f"/staff/links/{token}").status == 404


@pytest.mark.both_databases
def test_of_two_password_changes_at_once_one_wins(app, monkeypatch):
    visitors = [Visitor(app), Visitor(app)]
    member = sign_in(visitors[0], password_hash=hashed(GOOD))
    try_to_sign_in(visitors[1], member.email)
    visitors[1].set_csrf_token()
    barrier = Barrier(2)
    hash_password = account.hash_password

    def hash_together(password):
        barrier.wait(30)
        return hash_password(password)

    monkeypatch.setattr(account, "hash_password", hash_together)

    def change(number, visitor):
        new = f"{BETTER} {number}"
        return change_password(visitor, password=new, repeated=new).location

    assert sorted(run_concurrently(visitors, change)) == ["/staff/account", "/staff/sign-in"]
