import pytest

from tests.mail.server import Post, free_port, running


@pytest.fixture
def mail_port(app, monkeypatch):
    """Where the app looks for its mail server; nothing listens there yet."""
    port = free_port()
    monkeypatch.setitem(app.config, "SMTP_URL", f"smtp://127.0.0.1:{port}")
    monkeypatch.setitem(app.config, "MAIL_FROM", "Example Police <coffee@example.org>")
    return port


@pytest.fixture
def post(mail_port):
    """What arrives at the mail server, which runs."""
    post = Post()
    with running(post, mail_port):
        yield post
