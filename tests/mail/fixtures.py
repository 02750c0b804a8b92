import pytest

from coffeecop.config.mail import MICROSOFT_SCOPE, MailOAuth
from coffeecop.mail import oauth
from tests.mail.certificates import make_certificate
from tests.mail.server import Post, free_port, running
from tests.mail.token_endpoint import running_endpoint


@pytest.fixture
def mail_port(app, monkeypatch):
    """Where the app looks for its mail server; nothing listens there yet."""
    port = free_port()
    monkeypatch.setitem(app.config, "SMTP_URL", f"smtp://127.0.0.1:{port}")
    monkeypatch.setitem(app.config, "MAIL_FROM", "Example Police <coffee@example.org>")
    return port


@pytest.fixture
def mail_server(app, monkeypatch):
    """Mail goes out, so that what is referred is passed on at once."""
    monkeypatch.setitem(app.config, "SMTP_URL", "smtp://localhost")


@pytest.fixture
def post(mail_port):
    """What arrives at the mail server, which runs."""
    post = Post()
    with running(post, mail_port):
        yield post


@pytest.fixture(scope="session")
def certificate(tmp_path_factory):
    """The TLS context of a server whose certificate nobody has signed."""
    return make_certificate(tmp_path_factory.mktemp("certificate"))[0]


@pytest.fixture
def token_endpoint(app, mail_port, monkeypatch):
    """Where the app gets its access tokens for the mailbox coffee@example.org."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    oauth._kept.clear()
    with running_endpoint() as endpoint:
        by_oauth = MailOAuth(
            provider="microsoft",
            token_url=endpoint.url,
            client_id="client-1",
            client_secret="secret-of-the-client",
            scope=MICROSOFT_SCOPE,
        )
        url = f"smtp://coffee%40example.org@127.0.0.1:{mail_port}"
        monkeypatch.setitem(app.config, "SMTP_URL", url)
        monkeypatch.setitem(app.config, "MAIL_OAUTH", by_oauth)
        yield endpoint
