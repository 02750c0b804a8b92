"""Signing in and out through the department's OpenID Connect provider."""

import logging
from dataclasses import replace
from datetime import timedelta

import pytest
import requests
import time_machine

from coffeecop.config import UnsafeSetting
from coffeecop.db import db, now
from coffeecop.models import AuditAction, Role, StaffSession
from coffeecop.staff.accounts import openid
from coffeecop.staff.accounts.links import make_link
from coffeecop.staff.accounts.openid import (
    Refusal,
    SignInRefused,
    current_provider,
    refused_by_provider,
)
from coffeecop.staff.identity import sign_in_limits
from tests.factories import make_staff, sign_in
from tests.staff.accounts.provider import (
    AUTHORIZE,
    KEYS,
    METADATA,
    RETURN,
    TOKENS,
    as_json,
    come_back,
    make_key,
    path_of,
    query_of,
    sign,
    sign_in_there,
    start,
    written_by_hand,
)
from tests.staff.form_filling import as_shown, whole
from tests.staff.identity.passwords import GOOD, hashed, try_to_sign_in
from tests.stored import all_of, audit_actions, audit_entries, audited, dump, one_of, reload
from tests.visitor import Visitor

pytestmark = pytest.mark.filterwarnings("ignore:get_jwt_config")

EMAIL = "ana.diaz@example.gov"
RETURN_ADDRESS = f"http://127.0.0.1:8000{RETURN}"


@pytest.fixture
def ana(provider):
    """Somebody who is invited, and known to the provider."""
    provider.set_person("ana", email=EMAIL, email_verified=True, name="Sgt. Ana Diaz")
    return make_staff(email=EMAIL)


def is_signed_in(visitor):
    return whole(visitor, "/staff/account").status == 200


def assert_refused(visitor, answer, status, sentence):
    assert answer.status == status, answer.words
    assert sentence in answer.text("[role=alert]")
    assert not is_signed_in(visitor)
    assert all_of(StaffSession) == []


def identify(provider):
    """Let Ana sign in at the provider; return whom its answer names, or why it names nobody."""
    ours = current_provider()
    try:
        address, attempt = ours.begin(RETURN_ADDRESS)
        code = query_of(provider.sign_in(address, "ana"))["code"]
        return ours.identify(attempt, code).subject
    except SignInRefused as refused:
        return refused.refusal


def failure():
    (entry,) = audit_entries(AuditAction.SIGN_IN_FAILED)
    return entry.staff_id, entry.subject_id, entry.facts


# The way in


def test_who_is_invited_signs_in_and_is_linked(visitor, provider, ana):
    answer = sign_in_there(visitor, provider, "ana")

    assert (answer.status, answer.location) == (303, "/staff")
    page = whole(visitor, "/staff/account")
    assert page.status == 200
    assert not page.has("#password-form"), "there is no password to change"
    assert reload(ana).provider_subject == "ana"
    assert one_of(StaffSession).via_provider
    assert audited() == [
        (AuditAction.PROVIDER_LINKED, ana.id, ana.id, None),
        (AuditAction.SIGNED_IN, ana.id, ana.id, {"provider": None}),
    ]


def test_the_provider_is_asked_as_the_standard_says(visitor, provider):
    address = start(visitor)

    asked = query_of(address)
    assert address.startswith(f"{provider.issuer}{AUTHORIZE}?")
    assert asked["response_type"] == "code"
    assert asked["scope"] == "openid email profile"
    assert asked["redirect_uri"] == RETURN_ADDRESS
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["code_challenge"]) == 43
    again = query_of(start(visitor))
    for name in ("state", "nonce", "code_challenge"):
        assert len(asked[name]) >= 20
        assert asked[name] != again[name]


def test_without_its_token_the_page_comes_back_and_does_not_send_itself(visitor, provider, ana):
    back = provider.sign_in(start(visitor), "ana")
    page = visitor.get(path_of(back))
    assert page.has("[data-send] #provider-form")
    assert page.text("#provider-form button") == "Continue"
    assert provider.asked(TOKENS) == []

    page = visitor.post(RETURN, **query_of(back))

    assert page.status == 422
    assert not page.has("[data-send]")
    assert page.value("[name=code]") == query_of(back)["code"]
    visitor.csrf_token = page.value("[name=csrf_token]")
    assert visitor.post(RETURN, **query_of(back)).status == 303


def test_one_arrives_where_one_wanted_to_go_on_a_device_of_the_kind_chosen(visitor, provider, ana):
    shared, own = whole(visitor, "/staff/sign-in?next=/staff/trends").select("main a")
    assert shared.text.strip() == "Sign in with your department's account"
    assert own.text.startswith("On my own phone or computer")

    for link, is_own in ((shared, False), (own, True)):
        browser = Visitor(visitor.app)
        address = browser.get(path_of(link["href"])).location
        assert come_back(browser, provider.sign_in(address, "ana")).location == "/staff/trends"
        assert all_of(StaffSession)[-1].is_own_device is is_own


def test_no_address_of_another_site_is_arrived_at(visitor, provider, ana):
    back = provider.sign_in(start(visitor, next="https://example.org/staff"), "ana")

    assert come_back(visitor, back).location == "/staff"


def test_the_session_before_is_not_carried_on_and_no_transaction_waits_for_the_provider(
    visitor, provider, ana, transactions_at
):
    sign_in(visitor, Role.OFFICER)
    are_open = transactions_at(openid.Provider, "identify")
    with visitor.client.session_transaction() as session:
        session["planted"] = "by somebody else"

    sign_in_there(visitor, provider, "ana")

    with visitor.client.session_transaction() as session:
        assert set(session) <= {"token", "seen_at", "csrf_token", "_permanent"}
    assert are_open == [False]


def test_a_role_that_there_is_not_is_refused_in_a_sentence(use_provider):
    with pytest.raises(UnsafeSetting) as refusal:
        use_provider(OIDC_GROUPS="Chiefs=chief")

    roles = "officer, organizer, complaints, records, admin"
    assert str(refusal.value) == f"OIDC_GROUPS names a role 'chief'. The roles are {roles}."


# What others might send


def test_an_answer_that_nobody_waits_for_or_that_comes_late_is_refused(visitor, provider, ana):
    back = provider.sign_in(start(Visitor(visitor.app)), "ana")

    assert_refused(visitor, come_back(visitor, back), 422, "took too long or was used before")

    start(visitor)
    assert_refused(visitor, come_back(visitor, back), 422, "took too long or was used before")
    with time_machine.travel(now() - timedelta(minutes=10, seconds=1)):
        address = start(visitor)
    late = come_back(visitor, provider.sign_in(address, "ana"))
    assert_refused(visitor, late, 422, "took too long or was used before")
    assert provider.asked(TOKENS) == []


def test_an_answer_is_taken_once(visitor, provider, ana):
    back = provider.sign_in(start(visitor), "ana")
    stolen = visitor.client.get_cookie("staff").value
    assert come_back(visitor, back).status == 303
    assert visitor.get(path_of(back)).location == "/staff", "for who goes back"
    thief = Visitor(visitor.app)
    # Even with the cookie of then: the provider takes a code once.
    thief.client.set_cookie("staff", stolen)

    answer = come_back(thief, back)

    assert answer.status == 422
    assert "was used before" in answer.text("[role=alert]")
    assert not is_signed_in(thief)


def test_a_code_is_of_no_use_without_the_secret_of_who_asked_for_it(visitor, provider, ana):
    back = query_of(provider.sign_in(start(visitor), "ana"))
    attacker = Visitor(visitor.app)
    own = query_of(start(attacker))

    answer = come_back(attacker, f"{RETURN}?state={own['state']}&code={back['code']}")

    assert_refused(attacker, answer, 422, "was used before")
    assert len(provider.asked(TOKENS)) == 1


def test_of_two_attempts_the_last_one_counts(visitor, provider, ana):
    first, second = start(visitor), start(visitor)

    assert come_back(visitor, provider.sign_in(first, "ana")).status == 422
    assert come_back(visitor, provider.sign_in(second, "ana")).status == 422, "over with the first"


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
def test_a_token_signed_with_nothing_or_with_what_everybody_can_read_is_refused(
    provider, algorithm
):
    provider.change_metadata(id_token_signing_alg_values_supported=[algorithm, "RS256"])
    provider.publish(provider.key)
    public = provider.key.as_pem(private=False)
    provider.change_tokens(lambda claims: written_by_hand(claims, alg=algorithm, secret=public))

    assert identify(provider) is Refusal.UNTRUSTED


def test_a_token_signed_by_somebody_else_is_refused(visitor, provider, ana):
    provider.change_claims(key=make_key(provider.key.kid))

    assert_refused(visitor, sign_in_there(visitor, provider, "ana"), 422, "We could not check")
    assert failure() == (None, None, {"provider": Refusal.UNTRUSTED})


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": "another app"},
        {"aud": ["another app"], "azp": "coffeecop"},
        {"aud": ["coffeecop", "another app"], "azp": "another app"},
        {"aud": None},
        {"iss": "https://accounts.example.org"},
        {"iss": None},
        {"nonce": "of another attempt"},
        {"nonce": None},
        {"exp": 1_000_000_000},
        {"exp": None},
        {"iat": 4_000_000_000},
        {"sub": ""},
        {"sub": " "},
        {"sub": 7},
        {"sub": "x" * 256},
        {"sub": None},
    ],
    ids=str,
)
def test_a_token_that_was_not_made_for_this_sign_in_is_refused(provider, changes):
    provider.change_claims(**changes)

    assert identify(provider) is Refusal.UNTRUSTED


def test_a_token_changed_by_the_tests_is_otherwise_good_and_a_clock_a_little_off(provider):
    provider.change_claims(aud=["coffeecop"], azp="coffeecop", exp=seconds_ago(30))

    assert identify(provider) == "ana"


def test_a_provider_may_take_a_new_key_at_any_time(provider):
    assert identify(provider) == "ana"
    key = make_key("new")
    provider.publish(key)
    provider.change_tokens(lambda claims: sign(claims, key))

    assert identify(provider) == "ana"

    assert len(provider.asked(METADATA)) == 1
    assert len(provider.asked(KEYS)) == 2


def test_a_key_that_changes_under_its_name_is_taken_at_the_next_try(provider):
    provider.change_claims()
    assert identify(provider) == "ana"
    key = make_key(provider.key.kid)
    provider.publish(key)
    provider.change_tokens(lambda claims: sign(claims, key))

    assert [identify(provider), identify(provider)] == [Refusal.UNTRUSTED, "ana"]


# When the provider does not do its part


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


def test_a_wrong_secret_is_told_to_the_operator(visitor, use_provider, monkeypatch):
    provider = use_provider()
    client = {"redirect_uris": [RETURN_ADDRESS], "token_endpoint_auth_method": "client_secret_post"}
    client_id = provider.browser.post("/oauth2/clients", json=client).json["client_id"]
    provider = use_provider(OIDC_CLIENT_ID=client_id, OIDC_CLIENT_SECRET="wrong")
    lines = log_lines(monkeypatch)

    answer = sign_in_there(visitor, provider, "ana")

    assert_refused(visitor, answer, 503, "Tell your IT people; the log says why.")
    assert lines[-1]["code"] == "invalid_client"
    assert lines[-1]["reason"] == "the provider and our settings do not agree"


def log_lines(monkeypatch):
    lines = []
    logger = logging.getLogger("coffeecop.accounts")
    monkeypatch.setattr(logger, "handle", lambda record: lines.append(vars(record)))
    return lines


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


def test_a_failure_is_logged_and_audited_without_who_it_was(visitor, provider, monkeypatch):
    make_staff(Role.ADMIN)
    provider.set_person("eve", email="eve@example.gov", email_verified=True, name="Eve Adams")
    lines = log_lines(monkeypatch)

    answer = sign_in_there(visitor, provider, "eve")

    assert_refused(visitor, answer, 403, "Nobody has added you here yet.")
    assert failure() == (None, None, {"provider": Refusal.NOT_INVITED})
    written = f"{lines} {dump()}"
    assert "a sign-in through the provider failed" in written
    assert "eve" not in written.lower().replace("event", "").replace("level", "")


def test_of_an_account_that_is_known_the_failure_is_audited(visitor, provider, ana):
    ana.disable()
    db.session.commit()

    answer = sign_in_there(visitor, provider, "ana")

    assert_refused(visitor, answer, 403, "Your account here is turned off.")
    assert failure() == (None, ana.id, {"provider": Refusal.DISABLED})
    assert not reload(ana).is_linked_to_provider


# Signing out


def test_signing_out_leads_to_the_provider_and_back_to_our_page(visitor, provider, ana):
    sign_in_there(visitor, provider, "ana")
    visitor.set_csrf_token()

    answer = visitor.post("/staff/sign-out")

    assert (answer.status, answer.location) == (303, "/staff/sign-out/provider")
    assert all_of(StaffSession) == []
    page = whole(visitor, answer.location)
    address = page.one("main a.button")["href"]
    assert page.one("meta[http-equiv=refresh]")["content"] == f"0; url={address}"
    assert address.startswith(f"{provider.issuer}/oauth2/end_session?")
    sent = query_of(address)
    assert sent["client_id"] == "coffeecop"
    assert sent["post_logout_redirect_uri"] == "http://127.0.0.1:8000/staff/sign-in"
    back = whole(visitor, f"/staff/sign-in?state={sent['state']}")
    assert back.text("[role=status]") == "You are signed out."


def test_a_provider_without_such_a_page_is_left_out(visitor, provider):
    def without(request, answer):
        metadata = dict(answer.json)
        del metadata["end_session_endpoint"]
        return as_json(metadata)

    provider.changed[METADATA] = without

    assert visitor.get("/staff/sign-out/provider").location == "/staff/sign-in"


def test_who_came_with_a_password_is_not_led_to_the_provider(visitor, provider):
    sign_in(visitor, Role.OFFICER)

    assert visitor.post("/staff/sign-out").location == "/staff/sign-in"


# Passwords beside it, or not at all


def test_the_button_stands_before_the_password(visitor, use_provider):
    use_provider(OIDC_NAME="Microsoft")

    page = whole(visitor, "/staff/sign-in")

    assert page.text("main a.button") == "Sign in with Microsoft"
    assert page.body.index("Sign in with Microsoft") < page.body.index('id="password"')


def test_where_passwords_are_off_there_is_the_button_and_a_link_still_lets_in(
    visitor, use_provider
):
    use_provider(OIDC_ONLY="1")
    member = make_staff(email=EMAIL, password_hash=hashed())
    token = make_link(member)
    db.session.commit()

    page = whole(visitor, "/staff/sign-in")
    assert page.has("main a.button")
    assert not page.has("#sign-in-form")
    answer = try_to_sign_in(visitor, EMAIL)
    assert_refused(visitor, answer, 422, "Passwords are turned off here.")

    assert "signs you in once" in whole(visitor, f"/staff/links/{token}").words
    visitor.post(f"/staff/links/{token}", password=GOOD, repeated=GOOD)
    page = whole(visitor, "/staff/account")
    assert page.status == 200
    assert not page.has("#password-form")


def test_without_a_provider_there_is_none_of_it(visitor):
    assert not whole(visitor, "/staff/sign-in").has("main a.button")
    visitor.set_csrf_token()
    for path in (f"{RETURN}/new", RETURN, "/staff/sign-out/provider"):
        assert visitor.get(path).status == 404
    assert visitor.post(RETURN, state="x", code="y").status == 404


# Unlinking


def test_an_administrator_unlinks_a_person_who_is_then_linked_anew(visitor, provider, ana):
    theirs = Visitor(visitor.app)
    sign_in_there(theirs, provider, "ana")
    admin = sign_in(visitor, Role.ADMIN)
    page = whole(visitor, f"/staff/people/{ana.id}")
    assert page.texts(".badge") == ["Department's account"]
    assert page.has("#unlinking-form")

    answer = visitor.post(f"/staff/people/{ana.id}/unlink-provider")

    page = whole(visitor, answer.location)
    assert f"The next sign-in with the address {EMAIL} is linked again." in page.words
    assert not page.has("#unlinking-form")
    assert audited()[-1] == (AuditAction.PROVIDER_UNLINKED, admin.id, ana.id, None)
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


# Asked again before what is sensitive


@pytest.fixture
def ana_later(visitor, provider, ana):
    """Ana, signed in through the provider longer ago than a confirmation holds."""
    ana.roles = {Role.ADMIN}
    db.session.commit()
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


def seconds_ago(seconds):
    return int(now().timestamp()) - seconds


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
    google = replace(app.config["OPENID"], issuer="https://accounts.google.com")
    monkeypatch.setitem(app.config, "OPENID", google)
    reload(ana_later).password_hash = hashed()
    db.session.commit()

    page = visitor.post(f"/staff/people/{ana_later.id}/links")

    assert page.has("#confirmation-password")
    assert not page.has("#confirmation-form a")
