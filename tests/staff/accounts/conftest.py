"""The department's OpenID Connect provider, on this machine."""

import pytest

from coffeecop.staff.accounts.openid import Provider
from tests.staff.accounts.provider import running_provider


@pytest.fixture(scope="session")
def local_provider():
    with running_provider() as provider:
        yield provider


@pytest.fixture
def staff_command(app):
    def run(*arguments, typed=None):
        return app.test_cli_runner().invoke(args=["staff", *arguments], input=typed)

    return run


@pytest.fixture
def use_provider(app, local_provider, monkeypatch):
    """Have the app use the provider, with these settings besides those needed."""
    local_provider.reset()

    def use(**environ):
        settings = local_provider.settings(**environ)
        monkeypatch.setitem(app.config, "OPENID", settings)
        monkeypatch.setitem(app.extensions, "openid_provider", Provider(settings))
        return local_provider

    return use


@pytest.fixture
def provider(use_provider):
    return use_provider()
