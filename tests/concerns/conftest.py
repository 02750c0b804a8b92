"""An officer who is signed in; mail goes out, so that what is referred is passed on."""

import pytest

from tests.staff.conftest import officer  # noqa: F401  (a fixture)


@pytest.fixture(autouse=True)
def mail_server(app, monkeypatch):
    monkeypatch.setitem(app.config, "SMTP_URL", "smtp://localhost")
