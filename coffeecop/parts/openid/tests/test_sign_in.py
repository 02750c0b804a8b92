"""Signing in and out through the department's OpenID Connect provider."""

import pytest

from coffeecop.config import UnsafeSetting
from coffeecop.models import AuditAction, StaffSession
from coffeecop.parts.openid import provider as openid
from coffeecop.parts.openid.admission import OpenIDAction
from coffeecop.parts.openid.tests.provider import (
    AUTHORIZE,
    METADATA,
    TOKENS,
    as_json,
    path_of,
    query_of,
)
from coffeecop.parts.openid.tests.signing_in import (
    EMAIL,
    RETURN,
    RETURN_ADDRESS,
    assert_refused,
    come_back,
    sign_in_there,
    start,
)
from tests.factories import make_staff
from tests.staff.form_filling import whole
from tests.staff.identity.passwords import hashed, link_of, try_to_sign_in, use_link
from tests.stored import all_of, audited, one_of, reload
from tests.visitor import Visitor

pytestmark = pytest.mark.filterwarnings("ignore:get_jwt_config")


def test_who_is_invited_signs_in_and_is_linked(visitor, provider, ana):
    answer = sign_in_there(visitor, provider, "ana")

    assert (answer.status, answer.location) == (303, "/staff")
    page = whole(visitor, "/staff/account")
    assert page.status == 200
    assert not page.has("#password-form"), "there is no password to change"
    assert reload(ana).provider_subject == "ana"
    assert one_of(StaffSession).via_provider
    assert audited() == [
        (OpenIDAction.LINKED, ana.id, ana.id, None),
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
    officer, provider, ana, transactions_at
):
    are_open = transactions_at(openid.Provider, "identify")
    with officer.client.session_transaction() as session:
        session["planted"] = "by somebody else"

    sign_in_there(officer, provider, "ana")

    with officer.client.session_transaction() as session:
        assert set(session) <= {"token", "seen_at", "csrf_token", "_permanent"}
    assert are_open == [False]


def test_a_role_that_there_is_not_is_refused_in_a_sentence(use_provider):
    with pytest.raises(UnsafeSetting) as refusal:
        use_provider(OIDC_GROUPS="Chiefs=chief")

    roles = "officer, organizer, complaints, records, admin"
    assert str(refusal.value) == f"OIDC_GROUPS names a role 'chief'. The roles are {roles}."


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


def test_who_came_with_a_password_is_not_led_to_the_provider(officer, provider):

    assert officer.post("/staff/sign-out").location == "/staff/sign-in"


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
    link = link_of(member)

    page = whole(visitor, "/staff/sign-in")
    assert page.has("main a.button")
    assert not page.has("#sign-in-form")
    answer = try_to_sign_in(visitor, EMAIL)
    assert_refused(visitor, answer, 422, "Passwords are turned off here.")

    assert "signs you in once" in whole(visitor, link).words
    use_link(visitor, link)
    page = whole(visitor, "/staff/account")
    assert page.status == 200
    assert not page.has("#password-form")


def test_without_a_provider_there_is_none_of_it(visitor):
    assert not whole(visitor, "/staff/sign-in").has("main a.button")
    visitor.set_csrf_token()
    for path in (f"{RETURN}/new", RETURN, "/staff/sign-out/provider"):
        assert visitor.get(path).status == 404
    assert visitor.post(RETURN, state="x", code="y").status == 404
