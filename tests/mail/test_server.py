"""What is wrong where the mail server takes no mail, and that no secret goes in the clear."""

import errno
import socket
from datetime import timedelta
from email.message import EmailMessage

import pytest
from flask import current_app

from coffeecop.mail import server
from coffeecop.mail.diagnosis import Problem, diagnose
from coffeecop.mail.server import MailServer, MailServerUnavailable
from tests.mail.certificates import make_certificate
from tests.mail.server import Mailbox, Post, answering, running


def send_one(timeout=5):
    """Hand over a mail."""
    connection = MailServer(current_app.config, timeout=timeout)
    try:
        connection.ensure_connected()
        addresses = {"sender": "coffee@example.org", "recipient": "ann@example.org"}
        connection.send(EmailMessage(), **addresses)
    finally:
        connection.close()


def problem_met(timeout=5):
    """Return what is wrong where a mail is not taken."""
    with pytest.raises((MailServerUnavailable, OSError)) as refusal:
        send_one(timeout)
    error = refusal.value
    return error.problem if isinstance(error, MailServerUnavailable) else diagnose(error)


@pytest.fixture
def signs_in(app, mail_port, monkeypatch):
    url = f"smtp://coffee%40example.org:password@127.0.0.1:{mail_port}"
    monkeypatch.setitem(app.config, "SMTP_URL", url)


@pytest.fixture
def is_far_away(monkeypatch):
    """Let the server be one whose certificate counts."""
    monkeypatch.setattr(server, "is_local", lambda host: False)


@pytest.mark.parametrize(
    ("command", "answer", "problem"),
    [
        ("MAIL", "530 5.7.57 Client not authenticated to send mail", Problem.NOT_SIGNED_IN),
        ("MAIL", "530 5.7.0 Authentication Required", Problem.NOT_SIGNED_IN),
        ("MAIL", "530 5.7.0 Must issue a STARTTLS command first", Problem.NOT_ENCRYPTED),
        ("MAIL", "553 5.7.1 Sender address rejected: not owned by user", Problem.SENDER_REFUSED),
        ("MAIL", "550 5.1.8 Sender address rejected", Problem.SENDER_REFUSED),
        ("MAIL", "550 5.1.8 Access denied, bad outbound sender", Problem.SENDING_LIMIT),
        ("MAIL", "501 5.1.7 Bad sender address", Problem.SENDER_REFUSED),
        ("MAIL", "451 4.7.500 Server busy", Problem.TRY_LATER),
        ("RCPT", "554 5.7.1 <ann@example.org>: Relay access denied", Problem.RELAY_DENIED),
        ("RCPT", "550 5.7.54 SMTP; Unable to relay recipient", Problem.RELAY_DENIED),
        ("RCPT", "550 5.7.1 Invalid credentials for relay [192.0.2.1]", Problem.RELAY_DENIED),
        ("RCPT", "550 5.1.1 User unknown", Problem.REFUSED),
        ("RCPT", "450 4.2.0 Greylisted", Problem.TRY_LATER),
        ("DATA", "550 5.7.60 Client does not have permissions", Problem.SENDER_REFUSED),
        ("DATA", "554 5.2.252 SendAsDenied", Problem.SENDER_REFUSED),
        ("DATA", "550 5.7.26 This mail is unauthenticated", Problem.DOMAIN_UNPROVEN),
        ("DATA", "550 5.7.1 Rejected: SPF fails", Problem.DOMAIN_UNPROVEN),
        ("DATA", "550 5.7.509 does not pass DMARC verification", Problem.DOMAIN_UNPROVEN),
        ("DATA", "550 5.4.5 Daily user sending limit exceeded", Problem.SENDING_LIMIT),
        ("DATA", "554 5.7.1 Message is spam", Problem.REFUSED),
    ],
)
def test_what_the_server_answers_is_explained(mail_port, command, answer, problem):
    with running(Post(**{command: answer}), mail_port):
        assert problem_met() is problem


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        ("535 5.7.3 Authentication unsuccessful", Problem.NOT_SIGNED_IN),
        ("534 5.7.9 Application-specific password required", Problem.NOT_SIGNED_IN),
        ("550 5.7.30 Basic authentication is not supported", Problem.NOT_SIGNED_IN),
        ("535 5.7.139 SmtpClientAuthentication is disabled", Problem.NOT_SIGNED_IN),
        ("454 4.7.0 Temporary authentication failure", Problem.TRY_LATER),
    ],
)
def test_a_refused_password_is_explained(mail_port, signs_in, certificate, answer, problem):
    with running(Post(AUTH=answer), mail_port, tls_context=certificate):
        assert problem_met() is problem


def test_a_server_that_takes_no_passwords(mail_port, signs_in, certificate):
    options = {"auth_exclude_mechanism": ["LOGIN", "PLAIN"]}

    with running(Mailbox(), mail_port, tls_context=certificate, **options):
        assert problem_met() is Problem.NOT_SIGNED_IN


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        # Where nothing listens, and a name that cannot be one.
        ("smtp://127.0.0.1:9", Problem.UNREACHABLE),
        (f"smtp://{'a' * 70}.example.org", Problem.UNREACHABLE),
        # The port for another way to encrypt.
        ("smtps://127.0.0.1:{port}", Problem.NOT_ENCRYPTED),
    ],
)
def test_a_wrong_address_is_explained(app, post, mail_port, monkeypatch, url, problem):
    monkeypatch.setitem(app.config, "SMTP_URL", url.format(port=mail_port))

    assert problem_met() is problem


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("getaddrinfo", socket.gaierror()),
        ("create_connection", OSError(errno.ENETUNREACH, "no way there")),
    ],
)
def test_what_only_a_network_could_show(mail_port, monkeypatch, name, error):
    def fail(*_args, **_options):
        raise error

    monkeypatch.setattr(socket, name, fail)

    assert problem_met() is Problem.UNREACHABLE


@pytest.mark.parametrize(
    ("greeting", "problem"),
    [
        (b"554 No service for you\r\n", Problem.UNREACHABLE),
        (b"220 Hello\r\n", Problem.UNREACHABLE),
        (b"421 4.3.2 Service not available\r\n", Problem.TRY_LATER),
        (b"", Problem.UNREACHABLE),
    ],
)
def test_a_server_that_does_not_talk(mail_port, greeting, problem):
    with answering(mail_port, greeting):
        assert problem_met(timeout=5 if greeting else 0.1) is problem


@pytest.mark.parametrize(
    ("certified", "is_trusted", "said"),
    [
        ({"name": "another.example.org"}, True, "not valid for 'localhost'"),
        ({"name": "localhost", "lasts": timedelta(days=-1)}, True, "certificate has expired"),
        ({"name": "localhost"}, False, "self-signed certificate"),
        ({"name": "localhost"}, True, None),
    ],
    ids=["another name", "expired", "of nobody", "fine"],
)
def test_a_certificate_is_checked(
    app, mail_port, is_far_away, monkeypatch, tmp_path, certified, is_trusted, said
):
    context, file = make_certificate(tmp_path, **certified)
    monkeypatch.setitem(app.config, "SMTP_URL", f"smtp://localhost:{mail_port}")
    if is_trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(file))

    post = Post()
    with running(post, mail_port, tls_context=context):
        if said is None:
            send_one()
            assert len(post.letters) == 1
            return
        with pytest.raises(MailServerUnavailable) as refusal:
            send_one()

    assert refusal.value.problem is Problem.NOT_ENCRYPTED
    assert said in str(refusal.value.__cause__)


def test_a_password_needs_encryption(post, signs_in, is_far_away):
    assert problem_met() is Problem.NOT_ENCRYPTED
