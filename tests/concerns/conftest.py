import pytest


@pytest.fixture(autouse=True)
def passed_on(mail_server):
    """Mail goes out, so that what is referred is passed on."""
