import pytest

from tests.mail.conftest import mail_port  # noqa: F401  (a fixture)
from tests.staff.conftest import admin, complaints_officer, officer, plain_officer  # noqa: F401  (fixtures)


@pytest.fixture
def mail_server(app, monkeypatch):
    """Mail goes out, so that what is referred is passed on at once."""
    monkeypatch.setitem(app.config, "SMTP_URL", "smtp://localhost")
