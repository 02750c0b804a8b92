"""What administrators see of it: unlinking, the audit log, and off."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import update

from coffeecop.db import db, now
from coffeecop.models import AuditEntry, Role, StaffSession
from coffeecop.parts.openid.admission import OpenIDAction
from coffeecop.parts.openid.sign_in import Refusal
from coffeecop.parts.openid.tests.signing_in import EMAIL, RETURN, is_signed_in, sign_in_there
from coffeecop.staff.audit.details import VALUES, in_words
from tests.factories import make_staff, sign_in
from tests.of_parts import turn_parts_off
from tests.staff.form_filling import whole
from tests.stored import audited, reload
from tests.visitor import Visitor

pytestmark = pytest.mark.filterwarnings("ignore:get_jwt_config")


def test_an_administrator_unlinks_a_person_who_is_then_linked_anew(visitor, provider, ana):
    theirs = Visitor(visitor.app)
    sign_in_there(theirs, provider, "ana")
    admin = sign_in(visitor, Role.ADMIN)
    page = whole(visitor, f"/staff/people/{ana.id}")
    assert page.texts(".badge") == ["Department's account"]
    assert page.has("form[action$=unlink-provider]")

    answer = visitor.post(f"/staff/people/{ana.id}/unlink-provider")

    page = whole(visitor, answer.location)
    assert f"The next sign-in with the address {EMAIL} is linked again." in page.words
    assert not page.has("form[action$=unlink-provider]")
    assert audited()[-1] == (OpenIDAction.UNLINKED, admin.id, ana.id, None)
    assert not is_signed_in(theirs)
    provider.set_person("another ana", email=EMAIL, email_verified=True)
    assert sign_in_there(theirs, provider, "another ana").status == 303
    assert reload(ana).provider_subject == "another ana"


def test_who_unlinks_the_own_account_signs_in_again(visitor, provider):
    admin = sign_in(visitor, Role.ADMIN)
    admin.link_to_provider(provider.issuer, "admin")
    db.session.commit()

    answer = visitor.post(f"/staff/people/{admin.id}/unlink-provider")

    assert answer.location == "/staff/sign-in"
    assert not is_signed_in(visitor)


def test_unlinking_asks_who_it_is(plain_admin, provider):
    db.session.execute(update(StaffSession).values(confirmed_at=now() - timedelta(minutes=11)))
    db.session.commit()
    path = f"/staff/people/{make_staff().id}/unlink-provider"

    assert plain_admin.post(path).one("#confirmation-form")["action"] == path


def test_off_locks_nobody_out_and_nobody_is_unlinked(visitor, provider, ana):
    ana.roles = {Role.ADMIN}
    turn_parts_off(ana.agency)

    assert sign_in_there(visitor, provider, "ana").status == 303

    visitor.set_csrf_token()
    assert visitor.get(f"{RETURN}/confirmation").location.startswith(provider.issuer)
    assert whole(visitor, f"{RETURN}/confirmed").status == 200
    assert not whole(visitor, f"/staff/people/{ana.id}").has("form[action$=unlink-provider]")
    assert visitor.post(f"/staff/people/{ana.id}/unlink-provider").status == 404
    assert visitor.post("/staff/sign-out").location == "/staff/sign-out/provider"
    assert visitor.get("/staff/sign-out/provider").status == 200


def test_the_log_says_in_words_who_was_linked_and_why_somebody_was_refused(visitor, recorded):
    admin, ana = sign_in(visitor, Role.ADMIN, name="Al Example"), make_staff(name="Ana Example")
    recorded(OpenIDAction.LINKED, by=ana, subject=ana)
    recorded(OpenIDAction.UNLINKED, by=admin, subject=ana)

    lines = whole(visitor, "/staff/audit").texts(".log .what")

    assert "Ana Example signs in with the department's account from now on" in lines
    assert "Al Example unlinked Ana Example from the department's account" in lines
    assert VALUES["provider"].keys() == {*Refusal}
    entry = AuditEntry(detail=json.dumps({"provider": Refusal.DISABLED}))
    with visitor.app.test_request_context("/staff"):
        words = "With the department's account: the account is disabled"
        assert in_words(entry, {}) == words
