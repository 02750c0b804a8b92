"""Signing in and out through the department's OpenID Connect provider."""

import logging
from dataclasses import replace
from datetime import timedelta

import pytest
import requests
import time_machine

from coffeecop.config import UnsafeSetting
from coffeecop.db import db, now
from coffeecop.models import AuditAction, Role, StaffMember, StaffSession
from coffeecop.staff.accounts import openid
from coffeecop.staff.accounts.links import make_link
from coffeecop.staff.accounts.openid import Refusal
from tests.factories import make_agency, make_staff, sign_in
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
from tests.stored import all_of, audit_entries, audited, dump, one_of, reload
from tests.visitor import Visitor

pytestmark = pytest.mark.filterwarnings("ignore:get_jwt_config")

EMAIL = "ana.diaz@example.gov"


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


# The way in


def test_who_is_invited_signs_in_and_is_linked(visitor, provider, ana):
    answer = sign_in_there(visitor, provider, "ana")

    assert (answer.status, answer.location) == (303, "/staff")
    assert is_signed_in(visitor)
    member = reload(ana)
    assert (member.provider_issuer, member.provider_subject) == (provider.issuer, "ana")
    assert one_of(StaffSession).via_provider
    assert audited() == [
        (AuditAction.PROVIDER_LINKED, ana.id, ana.id, None),
        (AuditAction.SIGNED_IN, ana.id, ana.id, {"provider": None}),
    ]


def test_the_provider_is_asked_as_the_standard_says(visitor, provider, ana):
    address = start(visitor)

    asked = query_of(address)
    assert address.startswith(f"{provider.issuer}{AUTHORIZE}?")
    assert asked["response_type"] == "code"
    assert asked["scope"] == "openid email profile"
    assert asked["redirect_uri"] == f"http://127.0.0.1:8000{RETURN}"
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["code_challenge"]) == 43
    again = query_of(start(visitor))
    for name in ("state", "nonce", "code_challenge"):
        assert len(asked[name]) >= 20
        assert asked[name] != again[name]


def test_the_provider_leads_to_a_page_that_writes_nothing_and_continues(
    visitor, provider, ana, queries
):
    back = provider.sign_in(start(visitor), "ana")
    with queries() as statements:
        page = visitor.get(path_of(back))

    assert all(statement.startswith("SELECT") for statement in statements)
    assert provider.asked(TOKENS) == []
    assert page.text("#provider-form button") == "Continue"
    assert page.has("[data-send] #provider-form")


def test_without_its_token_the_page_comes_back_and_does_not_send_itself(visitor, provider, ana):
    back = provider.sign_in(start(visitor), "ana")

    page = visitor.post(RETURN, **query_of(back))

    assert page.status == 422
    assert not page.has("[data-send]")
    assert page.value("[name=code]") == query_of(back)["code"]
    visitor.csrf_token = page.value("[name=csrf_token]")
    assert visitor.post(RETURN, **query_of(back)).status == 303


def test_one_arrives_where_one_wanted_to_go(visitor, provider, ana):
    page = whole(visitor, "/staff/sign-in?next=/staff/trends")
    address = page.one("main a.button")["href"]
    assert page.text("main a.button") == "Sign in with your department's account"

    answer = come_back(visitor, provider.sign_in(visitor.get(path_of(address)).location, "ana"))

    assert answer.location == "/staff/trends"


def test_no_address_of_another_site_is_arrived_at(visitor, provider, ana):
    back = provider.sign_in(start(visitor, next="https://example.org/staff"), "ana")

    assert come_back(visitor, back).location == "/staff"


def test_on_ones_own_device_one_stays_signed_in(visitor, provider, ana):
    page = whole(visitor, "/staff/sign-in")
    own_device = page.soup.select("main a")[1]
    assert own_device.text.startswith("On my own phone or computer")
    address = visitor.get(path_of(own_device["href"])).location

    come_back(visitor, provider.sign_in(address, "ana"))

    assert one_of(StaffSession).is_own_device


def test_later_the_subject_decides_and_not_the_address(visitor, provider, ana):
    sign_in_there(visitor, provider, "ana")
    provider.set_person("ana", email="ana.new@example.gov", email_verified=True)
    later = Visitor(visitor.app)

    assert sign_in_there(later, provider, "ana").status == 303

    assert reload(ana).email == EMAIL
    assert len(audit_entries(AuditAction.PROVIDER_LINKED)) == 1
    assert {session.staff_id for session in all_of(StaffSession)} == {ana.id}


def test_a_person_with_a_password_is_linked_and_keeps_it(visitor, provider):
    member = make_staff(email=EMAIL, password_hash=hashed())
    provider.set_person("ana", email=EMAIL.upper(), email_verified=True)

    assert sign_in_there(visitor, provider, "ana").status == 303

    assert reload(member).is_linked_to_provider
    assert try_to_sign_in(Visitor(visitor.app), EMAIL).status == 303
    assert [session.via_provider for session in all_of(StaffSession)] == [True, False]


def test_the_session_before_is_not_carried_on(visitor, provider, ana):
    start(visitor)
    with visitor.client.session_transaction() as session:
        session["planted"] = "by somebody else"
    back = provider.sign_in(start(visitor), "ana")

    come_back(visitor, back)

    with visitor.client.session_transaction() as session:
        assert set(session) <= {"token", "seen_at", "csrf_token", "_permanent"}


# Who is not let in


def test_nobody_comes_in_uninvited(visitor, provider):
    make_staff(Role.ADMIN)
    provider.set_person("eve", email="eve@example.gov", email_verified=True)

    answer = sign_in_there(visitor, provider, "eve")

    assert_refused(visitor, answer, 403, "Nobody has added you here yet.")
    assert len(all_of(StaffMember)) == 1


@pytest.mark.parametrize(
    "claims",
    [{"email": EMAIL, "email_verified": False}, {"email": None}, {"email": "ana"}, {"email": 7}],
    ids=["not verified", "none", "no address", "no text"],
)
def test_an_address_that_the_provider_does_not_vouch_for_is_none(visitor, provider, ana, claims):
    provider.change_claims(**claims)

    answer = sign_in_there(visitor, provider, "ana")

    assert_refused(visitor, answer, 403, "Nobody has added you here yet.")
    assert not reload(ana).is_linked_to_provider


def test_who_has_an_address_of_a_former_colleague_is_not_that_colleague(visitor, provider, ana):
    ana.link_to_provider(provider.issuer, "the first ana")
    db.session.commit()

    answer = sign_in_there(visitor, provider, "ana")

    assert_refused(visitor, answer, 403, "belongs to another sign-in here")
    entry = one_of_failures()
    assert (entry.subject_id, entry.facts) == (ana.id, {"provider": Refusal.OTHER_IDENTITY})


def test_who_has_the_same_subject_at_another_provider_is_somebody_else(visitor, provider, ana):
    ana.link_to_provider("https://accounts.example.org", "ana")
    db.session.commit()

    assert_refused(visitor, sign_in_there(visitor, provider, "ana"), 403, "another sign-in here")


@pytest.mark.parametrize("is_linked", [True, False])
def test_who_is_disabled_is_refused(visitor, provider, ana, is_linked):
    if is_linked:
        ana.link_to_provider(provider.issuer, "ana")
    ana.disable()
    db.session.commit()

    answer = sign_in_there(visitor, provider, "ana")

    assert_refused(visitor, answer, 403, "Your account here is turned off.")
    assert reload(ana).is_linked_to_provider is is_linked


def one_of_failures():
    (entry,) = audit_entries(AuditAction.SIGN_IN_FAILED)
    return entry


def test_the_demo_officer_is_nobody_at_the_provider(visitor, provider):
    make_staff(email=EMAIL, is_demo=True)
    provider.set_person("ana", email=EMAIL, email_verified=True)

    assert_refused(visitor, sign_in_there(visitor, provider, "ana"), 403, "Nobody has added you")


# Domains


def test_who_has_an_address_of_the_department_needs_no_invitation(visitor, use_provider):
    provider = use_provider(OIDC_ALLOWED_DOMAINS="example.gov")
    agency = make_staff(Role.ADMIN).agency
    provider.set_person("leo", email="Leo@example.gov", email_verified=True, name="Leo Kim")

    assert sign_in_there(visitor, provider, "leo").status == 303

    leo = one_of(StaffMember, email="leo@example.gov")
    assert (leo.name, leo.agency_id, set(leo.roles)) == ("Leo Kim", agency.id, {Role.OFFICER})
    assert audited()[0] == (AuditAction.STAFF_ADDED, None, leo.id, {"roles": [["officer"]]})


@pytest.mark.parametrize("email", ["leo@example.gov.example.org", "leo@sub.example.gov"])
def test_another_domain_needs_an_invitation(visitor, use_provider, email):
    provider = use_provider(OIDC_ALLOWED_DOMAINS="example.gov")
    make_staff(Role.ADMIN)
    provider.set_person("leo", email=email, email_verified=True)

    assert_refused(visitor, sign_in_there(visitor, provider, "leo"), 403, "Nobody has added you")


def test_who_has_no_name_is_called_by_the_address(visitor, use_provider):
    provider = use_provider(OIDC_ALLOWED_DOMAINS="example.gov")
    make_staff(Role.ADMIN)
    provider.set_person("leo", email="leo.kim@example.gov", email_verified=True)

    sign_in_there(visitor, provider, "leo")

    assert one_of(StaffMember, email="leo.kim@example.gov").name == "leo.kim"


def test_where_there_are_two_departments_everybody_is_invited(visitor, use_provider):
    provider = use_provider(OIDC_ALLOWED_DOMAINS="example.gov")
    make_staff(Role.ADMIN)
    make_agency()
    provider.set_person("leo", email="leo@example.gov", email_verified=True)

    assert_refused(visitor, sign_in_there(visitor, provider, "leo"), 403, "Nobody has added you")


def test_the_first_account_is_made_by_the_printed_link_alone(visitor, use_provider):
    provider = use_provider(OIDC_ALLOWED_DOMAINS="example.gov")
    make_agency()
    provider.set_person("leo", email="leo@example.gov", email_verified=True)

    assert_refused(visitor, sign_in_there(visitor, provider, "leo"), 403, "Nobody has added you")


# Groups

GROUPS = "Leads=organizer+officer,Chiefs=admin,Internal Affairs=complaints"


@pytest.mark.parametrize("claim", ["groups", "roles"])
def test_groups_give_roles_at_each_sign_in(visitor, use_provider, claim):
    provider = use_provider(OIDC_GROUPS=GROUPS)
    ana = make_staff(Role.RECORDS, email=EMAIL)
    about = {"email": EMAIL, "email_verified": True}
    provider.set_person("ana", **about, **{claim: ["Leads", "Internal Affairs", "Choir", 7]})

    sign_in_there(visitor, provider, "ana")

    assert set(reload(ana).roles) == {Role.ORGANIZER, Role.OFFICER, Role.COMPLAINTS}
    change = AuditAction.STAFF_CHANGED, None, ana.id
    roles = [["records"], ["officer", "organizer", "complaints"]]
    detail = {"roles": roles, "by_groups": None}
    assert (*change, detail) in audited()

    provider.set_person("ana", **about, **{claim: ["Leads"]})
    sign_in_there(Visitor(visitor.app), provider, "ana")

    assert set(reload(ana).roles) == {Role.ORGANIZER, Role.OFFICER}


def test_without_groups_roles_are_given_by_hand(visitor, provider, ana):
    provider.set_person("ana", email=EMAIL, email_verified=True, groups=["Chiefs"])

    sign_in_there(visitor, provider, "ana")

    assert set(reload(ana).roles) == {Role.OFFICER}


def test_who_is_in_no_group_with_a_role_is_refused_and_keeps_what_was_given(visitor, use_provider):
    provider = use_provider(OIDC_GROUPS=GROUPS)
    ana = make_staff(Role.RECORDS, email=EMAIL)
    provider.set_person("ana", email=EMAIL, email_verified=True, groups=["Choir"])

    answer = sign_in_there(visitor, provider, "ana")

    assert_refused(visitor, answer, 403, "it gives you no role here")
    assert set(reload(ana).roles) == {Role.RECORDS}
    assert not reload(ana).is_linked_to_provider


def test_in_an_allowed_domain_who_is_in_no_group_is_an_officer(visitor, use_provider):
    provider = use_provider(OIDC_GROUPS=GROUPS, OIDC_ALLOWED_DOMAINS="example.gov")
    make_staff(Role.ADMIN)
    provider.set_person("leo", email="leo@example.gov", email_verified=True, groups=["Choir"])
    provider.set_person("ana", email=EMAIL, email_verified=True, groups=["Chiefs"])

    for subject in ("leo", "ana"):
        assert sign_in_there(Visitor(visitor.app), provider, subject).status == 303

    roles = {member.email: set(member.roles) for member in all_of(StaffMember)[1:]}
    assert roles == {"leo@example.gov": {Role.OFFICER}, EMAIL: {Role.ADMIN}}


def test_groups_never_take_the_last_administrator_away(visitor, use_provider):
    provider = use_provider(OIDC_GROUPS=GROUPS)
    ana = make_staff(Role.ADMIN, email=EMAIL)
    provider.set_person("ana", email=EMAIL, email_verified=True, groups=["Leads"])

    sign_in_there(visitor, provider, "ana")
    assert set(reload(ana).roles) == {Role.ADMIN, Role.ORGANIZER, Role.OFFICER}

    make_staff(Role.ADMIN)
    sign_in_there(Visitor(visitor.app), provider, "ana")
    assert set(reload(ana).roles) == {Role.ORGANIZER, Role.OFFICER}


def test_who_was_no_administrator_does_not_become_one_where_there_is_none(visitor, use_provider):
    provider = use_provider(OIDC_GROUPS=GROUPS)
    ana = make_staff(Role.RECORDS, email=EMAIL)
    provider.set_person("ana", email=EMAIL, email_verified=True, groups=["Leads"])

    sign_in_there(visitor, provider, "ana")

    assert set(reload(ana).roles) == {Role.ORGANIZER, Role.OFFICER}


def test_a_role_that_there_is_not_is_refused_in_a_sentence(use_provider):
    with pytest.raises(UnsafeSetting) as refusal:
        use_provider(OIDC_GROUPS="Chiefs=chief")

    roles = "officer, organizer, complaints, records, admin"
    assert str(refusal.value) == f"OIDC_GROUPS names a role 'chief'. The roles are {roles}."


# What others might send


def test_an_answer_that_nobody_waits_for_is_refused(visitor, provider, ana):
    attacker = Visitor(visitor.app)
    back = provider.sign_in(start(attacker), "ana")

    assert_refused(visitor, come_back(visitor, back), 422, "took too long or was used before")

    start(visitor)
    assert_refused(visitor, come_back(visitor, back), 422, "took too long or was used before")
    assert provider.asked(TOKENS) == []


def test_an_answer_is_taken_once(visitor, provider, ana):
    back = provider.sign_in(start(visitor), "ana")
    stolen = visitor.client.get_cookie("staff").value
    assert come_back(visitor, back).status == 303
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


def test_an_answer_that_comes_late_is_refused(visitor, provider, ana):
    with time_machine.travel(now() - timedelta(minutes=10, seconds=1)):
        address = start(visitor)

    answer = come_back(visitor, provider.sign_in(address, "ana"))

    assert_refused(visitor, answer, 422, "took too long")


def test_of_two_attempts_the_last_one_counts(visitor, provider, ana):
    first, second = start(visitor), start(visitor)

    assert come_back(visitor, provider.sign_in(first, "ana")).status == 422
    assert come_back(visitor, provider.sign_in(second, "ana")).status == 422, "over with the first"
    assert sign_in_there(visitor, provider, "ana").status == 303


def test_a_token_that_is_not_signed_is_refused(visitor, provider, ana):
    provider.change_metadata(id_token_signing_alg_values_supported=["none", "RS256"])
    provider.change_tokens(lambda claims: written_by_hand(claims, alg="none"))

    assert_refused(visitor, sign_in_there(visitor, provider, "ana"), 422, "We could not check")


def test_a_token_signed_with_what_everybody_can_read_is_refused(visitor, provider, ana):
    provider.change_metadata(id_token_signing_alg_values_supported=["HS256", "RS256"])
    provider.publish(provider.key)
    public = provider.key.as_pem(private=False)
    provider.change_tokens(lambda claims: written_by_hand(claims, alg="HS256", secret=public))

    assert_refused(visitor, sign_in_there(visitor, provider, "ana"), 422, "We could not check")


def test_a_token_signed_by_somebody_else_is_refused(visitor, provider, ana):
    provider.change_claims(key=make_key(provider.key.kid))

    assert_refused(visitor, sign_in_there(visitor, provider, "ana"), 422, "We could not check")
    assert one_of_failures().facts == {"provider": Refusal.UNTRUSTED}


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
def test_a_token_that_was_not_made_for_this_sign_in_is_refused(visitor, provider, ana, changes):
    provider.change_claims(**changes)

    assert_refused(visitor, sign_in_there(visitor, provider, "ana"), 422, "We could not check")


def test_a_token_changed_by_the_tests_is_otherwise_good(visitor, provider, ana):
    provider.change_claims(aud=["coffeecop"], azp="coffeecop")

    assert sign_in_there(visitor, provider, "ana").status == 303


def test_a_clock_may_be_a_little_off(visitor, provider, ana):
    provider.change_claims(exp=int(now().timestamp()) - 30)

    assert sign_in_there(visitor, provider, "ana").status == 303


def test_a_provider_may_take_a_new_key_at_any_time(visitor, provider, ana):
    assert sign_in_there(visitor, provider, "ana").status == 303
    key = make_key("new")
    provider.publish(key)
    provider.change_tokens(lambda claims: sign(claims, key))

    assert sign_in_there(Visitor(visitor.app), provider, "ana").status == 303

    assert len(provider.asked(METADATA)) == 1
    assert len(provider.asked(KEYS)) == 2


def test_a_key_that_changes_under_its_name_is_taken_at_the_next_try(visitor, provider, ana):
    provider.change_claims()
    assert sign_in_there(visitor, provider, "ana").status == 303
    key = make_key(provider.key.kid)
    provider.publish(key)
    provider.change_tokens(lambda claims: sign(claims, key))

    assert sign_in_there(Visitor(visitor.app), provider, "ana").status == 422
    assert sign_in_there(Visitor(visitor.app), provider, "ana").status == 303


# When the provider does not do its part


def test_who_gives_up_there_is_told_so(visitor, provider, ana):
    answer = come_back(visitor, provider.give_up(start(visitor)))

    # It leaves the state out, which makes it no answer to this attempt.
    assert answer.status == 422


@pytest.mark.parametrize(
    ("code", "status", "sentence"),
    [
        ("access_denied", 422, "You did not finish signing in."),
        ("login_required", 422, "You did not finish signing in."),
        ("temporarily_unavailable", 503, "cannot be reached right now"),
        ("unauthorized_client", 503, "is not set up right"),
        ("<script>", 503, "is not set up right"),
    ],
)
def test_what_the_provider_refuses_is_said_in_a_sentence(
    visitor, provider, ana, code, status, sentence
):
    state = query_of(start(visitor))["state"]

    answer = come_back(visitor, f"{RETURN}?error={code}&state={state}")

    assert_refused(visitor, answer, status, sentence)
    assert provider.asked(TOKENS) == []


@pytest.mark.parametrize(
    ("change", "status", "sentence"),
    [
        (({"error": "invalid_client"}, 401), 503, "is not set up right"),
        (({"error": "invalid_grant"}, 400), 422, "was used before"),
        (({}, 500), 503, "cannot be reached right now"),
        (("gone", 502), 503, "cannot be reached right now"),
        (({"access_token": "a", "token_type": "Bearer"}, 200), 422, "We could not check"),
        (({"id_token": "no token", "access_token": "a"}, 200), 422, "We could not check"),
        ((["a list"], 200), 422, "We could not check"),
    ],
    ids=str,
)
def test_an_exchange_that_fails_is_said_in_a_sentence(
    visitor, provider, ana, change, status, sentence
):
    provider.answer(TOKENS, *change)

    assert_refused(visitor, sign_in_there(visitor, provider, "ana"), status, sentence)


@pytest.mark.parametrize("keys", [{"keys": []}, {}, "none", {"keys": [{"kty": "RSA"}]}], ids=str)
def test_without_keys_no_token_is_good(visitor, provider, ana, keys):
    provider.answer(KEYS, keys)

    assert_refused(visitor, sign_in_there(visitor, provider, "ana"), 422, "We could not check")


def test_a_wrong_secret_is_told_to_the_operator(visitor, use_provider, monkeypatch, ana):
    provider = use_provider(OIDC_CLIENT_SECRET="wrong")
    client = {"redirect_uris": ["http://127.0.0.1:8000" + RETURN]}
    client["token_endpoint_auth_method"] = "client_secret_post"
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


def test_a_provider_that_is_down_is_said_in_a_sentence(visitor, provider, ana, monkeypatch):
    monkeypatch.setattr(requests.Session, "send", down)

    answer = visitor.get(f"{RETURN}/new")

    assert_refused(visitor, answer, 503, "cannot be reached right now")
    monkeypatch.undo()


def test_a_provider_that_goes_down_meanwhile_is_said_in_a_sentence(
    visitor, provider, ana, monkeypatch
):
    back = provider.sign_in(start(visitor), "ana")
    with monkeypatch.context() as patch:
        patch.setattr(requests.Session, "send", down)
        answer = come_back(visitor, back)

    assert_refused(visitor, answer, 503, "cannot be reached right now")
    assert one_of_failures().facts == {"provider": Refusal.UNAVAILABLE}


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
def test_a_provider_that_calls_itself_otherwise_is_refused(visitor, provider, metadata):
    provider.change_metadata(**metadata)

    assert_refused(visitor, visitor.get(f"{RETURN}/new"), 503, "is not set up right")

    provider.reset()
    assert visitor.get(f"{RETURN}/new").status == 302, "asked anew"


@pytest.mark.parametrize("answer", [["a list"], "text", 7], ids=str)
def test_a_provider_that_answers_nonsense_is_unavailable(visitor, provider, answer):
    provider.answer(METADATA, answer)

    assert_refused(visitor, visitor.get(f"{RETURN}/new"), 503, "cannot be reached right now")


def test_each_request_to_the_provider_has_a_time_limit(visitor, provider, ana, monkeypatch):
    limits, send = [], requests.Session.send

    def note(self, request, **options):
        limits.append(options["timeout"])
        return send(self, request, **options)

    monkeypatch.setattr(requests.Session, "send", note)

    sign_in_there(visitor, provider, "ana")

    assert limits == [5, 5, 5], "metadata, token, keys"


def test_no_transaction_waits_for_the_provider(visitor, provider, ana, transactions_at):
    sign_in(visitor, Role.OFFICER)
    are_open = transactions_at(openid.Provider, "identify")

    sign_in_there(visitor, provider, "ana")

    assert are_open == [False]


def test_many_tries_from_one_network_are_slowed_down(visitor, provider, ana):
    visitor.csrf_token = whole(visitor, "/staff/sign-in").value("[name=csrf_token]")

    statuses = [visitor.post(RETURN, state="x", code="y").status for _ in range(61)]

    assert statuses == [422] * 60 + [429]


def test_a_failure_is_logged_and_audited_without_who_it_was(visitor, provider, monkeypatch):
    make_staff(Role.ADMIN)
    provider.set_person("eve", email="eve@example.gov", email_verified=True, name="Eve Adams")
    lines = log_lines(monkeypatch)

    sign_in_there(visitor, provider, "eve")

    entry = one_of_failures()
    assert (entry.subject_id, entry.staff_id) == (None, None)
    assert entry.facts == {"provider": Refusal.NOT_INVITED}
    written = f"{lines} {dump()}"
    assert "a sign-in through the provider failed" in written
    assert "eve" not in written.lower().replace("event", "").replace("level", "")


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


def test_a_provider_without_such_a_page_is_left_out(visitor, provider, ana):
    def without(request, answer):
        metadata = dict(answer.json)
        del metadata["end_session_endpoint"]
        return as_json(metadata)

    provider.changed[METADATA] = without

    assert visitor.get("/staff/sign-out/provider").location == "/staff/sign-in"


def test_a_provider_that_is_down_does_not_keep_anybody_from_signing_out(
    visitor, provider, monkeypatch
):
    with monkeypatch.context() as patch:
        patch.setattr(requests.Session, "send", down)

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


def test_where_passwords_are_off_there_is_the_button_alone(visitor, use_provider):
    use_provider(OIDC_ONLY="1")
    make_staff(email=EMAIL, password_hash=hashed())

    page = whole(visitor, "/staff/sign-in")
    assert page.has("main a.button")
    assert not page.has("#sign-in-form")

    answer = try_to_sign_in(visitor, EMAIL)
    assert_refused(visitor, answer, 422, "Passwords are turned off here.")


def test_where_passwords_are_off_a_link_still_lets_in(visitor, use_provider):
    use_provider(OIDC_ONLY="1")
    member = make_staff(email=EMAIL)
    token = make_link(member)
    db.session.commit()
    visitor.set_csrf_token()
    assert "signs you in once" in whole(visitor, f"/staff/links/{token}").words

    answer = visitor.post(f"/staff/links/{token}", password=GOOD, repeated=GOOD)

    assert answer.status == 303
    page = whole(visitor, "/staff/account")
    assert page.status == 200
    assert not page.has("#password-form")


def test_who_has_no_password_is_not_asked_to_change_it(visitor, provider, ana):
    sign_in_there(visitor, provider, "ana")

    assert not whole(visitor, "/staff/account").has("#password-form")


def test_without_a_provider_there_is_none_of_it(visitor):
    assert not whole(visitor, "/staff/sign-in").has("main a.button")
    visitor.set_csrf_token()
    for path in (f"{RETURN}/new", RETURN, "/staff/sign-out/provider"):
        assert visitor.get(path).status == 404
    assert visitor.post(RETURN, state="x", code="y").status == 404


def test_going_back_after_signing_in_leads_to_today(visitor, provider, ana):
    back = provider.sign_in(start(visitor), "ana")
    come_back(visitor, back)

    assert visitor.get(path_of(back)).location == "/staff"


# Unlinking


def test_an_administrator_unlinks_a_person_who_is_then_linked_anew(visitor, provider, ana):
    ana.link_to_provider(provider.issuer, "the first ana")
    db.session.commit()
    sign_in(Visitor(visitor.app))
    admin = sign_in(visitor, Role.ADMIN)
    page = whole(visitor, f"/staff/people/{ana.id}")
    assert page.texts(".badge") == ["Department's account"]
    assert page.has("#unlinking-form")

    answer = visitor.post(f"/staff/people/{ana.id}/provider-unlinking")

    page = whole(visitor, answer.location)
    assert f"The next sign-in with the address {EMAIL} is linked again." in page.words
    assert not page.has("#unlinking-form")
    assert audited() == [(AuditAction.PROVIDER_UNLINKED, admin.id, ana.id, None)]
    assert sign_in_there(Visitor(visitor.app), provider, "ana").status == 303
    assert reload(ana).provider_subject == "ana"


def test_unlinking_ends_the_persons_sessions(visitor, provider, ana):
    theirs = Visitor(visitor.app)
    sign_in_there(theirs, provider, "ana")
    sign_in(visitor, Role.ADMIN)

    visitor.post(f"/staff/people/{ana.id}/provider-unlinking")

    assert not is_signed_in(theirs)


def test_who_unlinks_the_own_account_signs_in_again(visitor, provider, ana):
    admin = sign_in(visitor, Role.ADMIN)
    admin.link_to_provider(provider.issuer, "admin")
    db.session.commit()

    answer = visitor.post(f"/staff/people/{admin.id}/provider-unlinking")

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


@pytest.mark.parametrize("auth_time", [None, 11 * 60], ids=["not said", "before"])
def test_a_provider_that_did_not_ask_anew_confirms_nothing(visitor, provider, ana_later, auth_time):
    provider.change_claims(auth_time=auth_time and seconds_ago(auth_time))

    answer = confirm_there(visitor, provider)

    assert answer.status == 403
    assert "did not ask who you are" in answer.text("[role=alert]")
    assert AuditAction.IDENTITY_CONFIRMED not in [entry.action for entry in audit_entries()]


def test_nobody_else_confirms_it(visitor, provider, ana_later):
    provider.set_person("eve", email="eve@example.gov", email_verified=True)
    provider.change_claims(auth_time=seconds_ago(0))

    assert confirm_there(visitor, provider, "eve").status == 403

    assert one_of(StaffSession).staff_id == ana_later.id
    assert "First confirm" in press_continue(visitor).text("[role=alert]")


def test_who_signed_out_meanwhile_confirms_nothing(visitor, provider, ana_later):
    address = visitor.get(f"{RETURN}/confirmation").location
    back = provider.sign_in(address, "ana")
    page = visitor.get(path_of(back))
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
