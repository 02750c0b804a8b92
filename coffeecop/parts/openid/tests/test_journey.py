"""Signing in with the department's own account, at a provider on another site, and out again."""

import re

import pytest
from playwright.sync_api import expect

from coffeecop.models import Language, StaffSession
from coffeecop.parts.openid.provider import Provider
from coffeecop.parts.openid.tests.provider import running_provider
from tests.factories import make_staff
from tests.journeys.fixtures import PHONE, base_url  # noqa: F401  (a fixture)
from tests.stored import all_of, reload

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore:get_jwt_config")]

EMAIL = "ana.diaz@example.gov"


@pytest.fixture
def provider(live_server, monkeypatch):
    app = live_server.app
    with running_provider() as provider:
        settings = provider.settings(OIDC_NAME="Microsoft")
        monkeypatch.setitem(app.config, "PORT", live_server.address.rpartition(":")[2])
        monkeypatch.setitem(app.extensions, "openid_provider", Provider(settings))
        provider.set_person("ana", email=EMAIL, email_verified=True, name="Ana Diaz")
        yield provider


@pytest.fixture
def open_phone(new_context, live_server):
    """Open a phone that may leave for another site, as `open_page` does not let it."""

    def open_one():
        context = new_context(**PHONE)
        violations = []
        context.on("console", lambda message: violations.append(message.text))
        page = context.new_page()
        page.violations = violations
        return page

    return open_one


def test_a_person_signs_in_with_the_departments_account_and_out_again(
    open_phone, provider, live_server
):
    ana = make_staff(email=EMAIL, language=Language.ENGLISH)
    phone = open_phone()
    phone.goto("/staff/sign-in?next=/staff/account")

    phone.get_by_role("link", name="Sign in with Microsoft").tap()
    expect(phone.get_by_role("heading", name="Authorize Client")).to_be_visible()
    assert phone.url.startswith(provider.issuer)
    phone.locator("[name=sub]").fill("ana")
    phone.get_by_role("button", name="Authorize").tap()

    expect(phone.get_by_text(f"You sign in as {EMAIL}.")).to_be_visible()
    assert phone.url == f"{live_server.address}/staff/account"
    assert reload(ana).provider_subject == "ana"

    # The answer of the provider is no page to go back to: a browser that had loaded it whole before
    # it was sent on is led to Today, any other skips it.
    phone.go_back()
    expect(phone.get_by_role("heading", name=re.compile("Authorize Client|Today"))).to_be_visible()
    phone.goto("/staff/account")
    phone.goto("/staff/more")
    phone.get_by_role("main").get_by_role("button", name="Sign out").tap()
    expect(phone.get_by_role("heading", name="End Session")).to_be_visible()
    assert phone.url.startswith(provider.issuer)
    assert all_of(StaffSession) == []
    phone.get_by_role("button", name="End session").tap()

    expect(phone.get_by_role("status")).to_have_text("You are signed out.")
    assert phone.url.startswith(f"{live_server.address}/staff/sign-in")
    assert [each for each in phone.violations if "Content Security Policy" in each] == []
