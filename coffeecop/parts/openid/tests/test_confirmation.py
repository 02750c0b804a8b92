"""Whoever came through the provider is asked there again before what is sensitive."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine

from coffeecop.db import now
from coffeecop.models import AuditAction, Role, StaffSession
from coffeecop.parts.openid.provider import Provider
from coffeecop.parts.openid.setup import current_provider
from coffeecop.parts.openid.tests.provider import path_of, query_of
from coffeecop.parts.openid.tests.signing_in import RETURN, come_back, seconds_ago, sign_in_there
from tests.factories import save
from tests.staff.form_filling import as_shown, whole
from tests.staff.identity.passwords import hashed
from tests.stored import audit_actions, audited, one_of, reload

pytestmark = pytest.mark.filterwarnings("ignore:get_jwt_config")


@pytest.fixture
def ana_later(visitor, provider, ana):
    """Ana, signed in through the provider longer ago than a confirmation holds."""
    save(ana, roles={Role.ADMIN})
    with time_machine.travel(now() - timedelta(minutes=11)):
        sign_in_there(visitor, provider, "ana")
    visitor.set_csrf_token()
    return ana


def press_continue(visitor):
    """Send the form of the page that asks who it is."""
    token = {"confirmation-csrf_token": visitor.csrf_token}
    return visitor.post("/staff/confirmation", next="/staff/people", **token)


def confirm_there(visitor, provider, subject="ana"):
    address = visitor.get(f"{RETURN}/confirmation").location
    asked = query_of(address)
    assert (asked["prompt"], asked["max_age"]) == ("login", "0")
    return come_back(visitor, provider.sign_in(address, subject))


def test_who_came_through_the_provider_confirms_there(visitor, provider, ana_later):
    page = visitor.post(f"/staff/people/{ana_later.id}/links")
    link = page.one("#confirmation-form a")
    assert (link["href"], link["target"]) == (f"{RETURN}/confirmation", "_blank")
    assert "First confirm" in press_continue(visitor).text("[role=alert]")
    provider.change_claims(auth_time=seconds_ago(0))

    answer = confirm_there(visitor, provider)

    assert answer.location == f"{RETURN}/confirmed"
    assert "press “Continue”" in whole(visitor, answer.location).words
    assert press_continue(visitor).location == "/staff/people"
    entry = AuditAction.IDENTITY_CONFIRMED, ana_later.id, ana_later.id, {"provider": None}
    assert entry in audited()


@pytest.mark.parametrize(
    ("subject", "auth_time"),
    [("ana", None), ("ana", 11 * 60), ("eve", 0)],
    ids=["when is not said", "before", "somebody else"],
)
def test_who_was_not_asked_anew_there_has_confirmed_nothing(
    visitor, provider, ana_later, subject, auth_time
):
    provider.change_claims(auth_time=auth_time if auth_time is None else seconds_ago(auth_time))

    answer = confirm_there(visitor, provider, subject)

    assert answer.status == 403
    assert "did not ask who you are" in answer.text("[role=alert]")
    assert AuditAction.IDENTITY_CONFIRMED not in audit_actions()
    assert one_of(StaffSession).staff_id == ana_later.id
    assert "First confirm" in press_continue(visitor).text("[role=alert]")


def test_who_signed_out_meanwhile_confirms_nothing(visitor, provider, ana_later):
    address = visitor.get(f"{RETURN}/confirmation").location
    page = visitor.get(path_of(provider.sign_in(address, "ana")))
    visitor.csrf_token = page.value("[name=csrf_token]")
    with visitor.client.session_transaction() as session:
        del session["token"]

    assert visitor.post(RETURN, **as_shown(page)).status == 422


def test_where_the_provider_does_not_ask_anew_the_password_does(
    app, visitor, provider, ana_later, monkeypatch
):
    google = replace(current_provider().settings, issuer="https://accounts.google.com")
    monkeypatch.setitem(app.extensions, "openid_provider", Provider(google))
    save(reload(ana_later), password_hash=hashed())

    page = visitor.post(f"/staff/people/{ana_later.id}/links")

    assert page.has("#confirmation-password")
    assert not page.has("#confirmation-form a")
