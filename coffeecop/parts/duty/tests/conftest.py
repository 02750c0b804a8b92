import pytest

from coffeecop.parts.duty.hosts import TEST_ORIGIN
from coffeecop.parts.duty.tests.push_service import running_push_service


@pytest.fixture
def push_service(app, monkeypatch):
    """A stand-in for push services and for Teams, which the app may ask."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with running_push_service() as service:
        monkeypatch.setitem(app.config, TEST_ORIGIN, service.origin)
        yield service
