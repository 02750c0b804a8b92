"""When the provider does not do its part, or does not let somebody in."""

import pytest
import requests

from coffeecop.db import db
from coffeecop.models import Role
from coffeecop.parts.openid.sign_in import Refusal, refused_by_provider
from coffeecop.parts.openid.tests.provider import KEYS, METADATA, TOKENS, query_of
from coffeecop.parts.openid.tests.signing_in import (
    RETURN,
    RETURN_ADDRESS,
    assert_refused,
    come_back,
    failure,
    identify,
    sign_in_there,
    start,
)
from coffeecop.staff.identity import sign_in_limits
from tests.factories import make_staff
from tests.staff.form_filling import whole
from tests.stored import dump, reload

pytestmark = pytest.mark.filterwarnings("ignore:get_jwt_config")


def test_who_gives_up_there_is_told_so(visitor, provider):
    # The provider of the tests leaves the state out, which makes it no answer to this attempt.
    assert come_back(visitor, provider.give_up(start(visitor))).status == 422
    state = query_of(start(visitor))["state"]

    answer = come_back(visitor, f"{RETURN}?error=access_denied&state={state}")

    assert_refused(visitor, answer, 422, "You did not finish signing in.")
    assert provider.asked(TOKENS) == []


@pytest.mark.parametrize(
    ("code", "refusal"),
    [
        ("login_required", Refusal.GAVE_UP),
        ("temporarily_unavailable", Refusal.UNAVAILABLE),
        ("unauthorized_client", Refusal.MISCONFIGURED),
        ("<script>", Refusal.MISCONFIGURED),
    ],
)
def test_the_code_of_an_error_says_what_is_wrong_and_is_logged_if_it_is_one(code, refusal):
    refused = refused_by_provider(code)

    assert (refused.refusal, refused.code) == (refusal, code if code.isidentifier() else None)


@pytest.mark.parametrize(
    ("path", "answer", "refusal"),
    [
        (TOKENS, ({"error": "invalid_grant"}, 400), Refusal.STALE),
        (TOKENS, ({}, 500), Refusal.UNAVAILABLE),
        (TOKENS, ("gone", 502), Refusal.UNAVAILABLE),
        (TOKENS, ({"access_token": "a", "token_type": "Bearer"},), Refusal.UNTRUSTED),
        (TOKENS, ({"id_token": "no token", "access_token": "a"},), Refusal.UNTRUSTED),
        (TOKENS, (["a list"],), Refusal.UNTRUSTED),
        (KEYS, ({"keys": []},), Refusal.UNTRUSTED),
        (KEYS, ({},), Refusal.UNTRUSTED),
        (KEYS, ("none",), Refusal.UNTRUSTED),
        (KEYS, ({"keys": [{"kty": "RSA"}]},), Refusal.UNTRUSTED),
        (METADATA, (["a list"],), Refusal.UNAVAILABLE),
        (METADATA, ("text",), Refusal.UNAVAILABLE),
        (METADATA, (7,), Refusal.UNAVAILABLE),
    ],
    ids=str,
)
def test_a_provider_that_answers_something_else_names_nobody(provider, path, answer, refusal):
    provider.answer(path, *answer)

    assert identify(provider) is refusal


@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": "https://login.microsoftonline.com/{tenantid}/v2.0"},
        {"issuer": None},
        {"token_endpoint": None},
        {"authorization_endpoint": 7},
    ],
    ids=str,
)
def test_a_provider_that_calls_itself_otherwise_is_refused_and_asked_anew(provider, metadata):
    provider.change_metadata(**metadata)
    assert identify(provider) is Refusal.MISCONFIGURED

    provider.reset()
    assert identify(provider) == "ana"


def test_a_wrong_secret_is_told_to_the_operator(visitor, use_provider, account_log):
    provider = use_provider()
    client = {"redirect_uris": [RETURN_ADDRESS], "token_endpoint_auth_method": "client_secret_post"}
    client_id = provider.browser.post("/oauth2/clients", json=client).json["client_id"]
    provider = use_provider(OIDC_CLIENT_ID=client_id, OIDC_CLIENT_SECRET="wrong")
    answer = sign_in_there(visitor, provider, "ana")

    assert_refused(visitor, answer, 503, "Tell your IT people; the log says why.")
    assert account_log[-1]["code"] == "invalid_client"
    assert account_log[-1]["reason"] == "the provider and our settings do not agree"


def down(*args, **options):
    raise requests.ConnectionError("no route to host")


def test_a_provider_that_is_down_lets_nobody_in_and_everybody_out(visitor, provider, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(requests.Session, "send", down)
        assert_refused(visitor, visitor.get(f"{RETURN}/new"), 503, "cannot be reached right now")
        assert visitor.get("/staff/sign-out/provider").location == "/staff/sign-in"

    assert identify(provider) == "ana"
    monkeypatch.setattr(requests.Session, "send", down)
    assert identify(provider) is Refusal.UNAVAILABLE, "its metadata are known by now"


def test_each_request_to_the_provider_has_a_time_limit(provider, monkeypatch):
    limits, send = [], requests.Session.send

    def note(self, request, **options):
        limits.append(options["timeout"])
        return send(self, request, **options)

    monkeypatch.setattr(requests.Session, "send", note)

    identify(provider)

    assert limits == [5, 5, 5], "metadata, token, keys"


def test_many_tries_from_one_network_are_slowed_down(visitor, provider, monkeypatch):
    monkeypatch.setattr(sign_in_limits, "TRIES_OF_NETWORK", "2 per hour")
    visitor.csrf_token = whole(visitor, "/staff/sign-in").value("[name=csrf_token]")

    statuses = [visitor.post(RETURN, state="x", code="y").status for _ in range(3)]

    assert statuses == [422, 422, 429]


def test_a_failure_is_logged_and_audited_without_who_it_was(visitor, provider, account_log):
    make_staff(Role.ADMIN)
    provider.set_person("eve", email="eve@example.gov", email_verified=True, name="Eve Adams")
    answer = sign_in_there(visitor, provider, "eve")

    assert_refused(visitor, answer, 403, "Nobody has added you here yet.")
    assert failure() == (None, None, {"provider": Refusal.NOT_INVITED})
    written = f"{account_log} {dump()}"
    assert "a sign-in through the provider failed" in written
    assert "eve" not in written.lower().replace("event", "").replace("level", "")


def test_of_an_account_that_is_known_the_failure_is_audited(visitor, provider, ana):
    ana.disable()
    db.session.commit()

    answer = sign_in_there(visitor, provider, "ana")

    assert_refused(visitor, answer, 403, "Your account here is turned off.")
    assert failure() == (None, ana.id, {"provider": Refusal.DISABLED})
    assert not reload(ana).is_linked_to_provider
