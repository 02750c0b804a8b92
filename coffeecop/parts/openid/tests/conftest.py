"""The department's OpenID Connect provider, on this machine."""

import pytest

from coffeecop.parts.openid.provider import Provider
from coffeecop.parts.openid.tests.provider import running_provider
from coffeecop.parts.openid.tests.signing_in import EMAIL
from tests.factories import make_staff
from tests.staff.audit.conftest import recorded  # noqa: F401  (a fixture)


@pytest.fixture(scope="session")
def local_provider():
    with running_provider() as provider:
        yield provider


@pytest.fixture
def use_provider(app, local_provider, monkeypatch):
    """Have the app use the provider, with these settings besides those needed."""
    local_provider.reset()

    def use(**environ):
        ours = Provider(local_provider.settings(**environ))
        monkeypatch.setitem(app.extensions, "openid_provider", ours)
        return local_provider

    return use


@pytest.fixture
def provider(use_provider):
    return use_provider()


@pytest.fixture
def ana(provider):
    """Somebody who is invited, and known to the provider."""
    provider.set_person("ana", email=EMAIL, email_verified=True, name="Sgt. Ana Diaz")
    return make_staff(email=EMAIL)
