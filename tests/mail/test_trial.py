"""`mail test`: each step up to a mail that the server takes, and what is wrong in words."""

import errno
import socket
from contextlib import contextmanager
from datetime import timedelta
from threading import Event, Thread

import pytest

from coffeecop.mail import server
from coffeecop.mail.diagnosis import PROBLEMS, Problem
from coffeecop.mail.trial import Trial, TrialStep
from coffeecop.models import AuditAction, Installation
from tests.mail.certificates import make_certificate
from tests.mail.server import Mailbox, Post, running
from tests.stored import audited, one_of


@pytest.fixture
def run_command(app):
    return lambda *words: app.test_cli_runner().invoke(args=["mail", "test", *words])


def try_out(timeout=5):
    """Return the step and the problem at which a test ends."""
    last = list(Trial("ann@example.org", timeout=timeout).run())[-1]
    return last.step, last.problem


@pytest.fixture
def signs_in(app, mail_port, monkeypatch):
    url = f"smtp://coffee%40example.org:password@127.0.0.1:{mail_port}"
    monkeypatch.setitem(app.config, "SMTP_URL", url)


@pytest.fixture
def is_far_away(monkeypatch):
    """Let the server be one whose certificate counts."""
    monkeypatch.setattr(server, "is_local", lambda host: False)


def test_each_problem_has_its_words():
    assert set(PROBLEMS) == set(Problem)


def test_a_mail_that_is_taken(post, run_command):
    told = run_command("ann@example.org")

    assert told.exit_code == 0, told.output
    assert told.output.splitlines()[1:] == [
        "ok     Find the server",
        "       127.0.0.1",
        "ok     Connect to it",
        "ok     Encrypt the connection",
        "       The server offers none, so mail travels in the clear.",
        "ok     Name the sender",
        "       250 OK",
        "ok     Name the recipient",
        "       250 OK",
        "ok     Hand over the mail",
        "       250 OK",
        "The mail server took the mail. Look whether it arrives at ann@example.org, and not as "
        "spam: if it does, check SPF, DKIM and DMARC (docs/operating.md).",
    ]
    (letter,) = post.letters
    assert letter.to == ["ann@example.org"]
    assert letter.message["From"] == "Example Police <coffee@example.org>"
    assert letter.message["Subject"] == "Your mail works"
    assert one_of(Installation).mail_tested_at
    assert audited() == [(AuditAction.MAIL_TESTED, None, None, {"accepted": None})]


def test_with_oauth_the_token_is_a_step_and_is_not_shown(
    token_endpoint, mail_port, certificate, run_command
):
    with running(Mailbox("token-1"), mail_port, tls_context=certificate, auth_required=True):
        told = run_command("ann@example.org")

    assert told.exit_code == 0, told.output
    assert "ok     Encrypt the connection\n       TLSv1.3\n" in told.output
    assert "ok     Get an access token\nok     Sign in\n       235 2.7.0" in told.output
    assert "token-1" not in told.output
    assert "secret" not in told.output


def test_a_mail_that_is_not_taken(mail_port, run_command):
    with running(Post(RCPT="550 5.1.1 no ann@example.org here"), mail_port):
        told = run_command("ann@example.org")

    assert told.exit_code == 1
    assert "fault  Name the recipient\n       550 5.1.1 no ann@example.org here\n" in told.output
    assert "Hand over the mail" not in told.output
    assert "Check how the address is written." in told.output
    assert one_of(Installation).mail_tested_at is None
    assert audited() == [(AuditAction.MAIL_TESTED, None, None, {"problem": "refused"})]


def test_without_a_mail_server_there_is_nothing_to_test(run_command):
    told = run_command("ann@example.org")

    assert told.exit_code == 1
    assert "SMTP_URL is not set" in told.output


def test_what_is_no_address_is_not_tried(post, run_command):
    told = run_command("ann")

    assert told.exit_code == 2
    assert "ann is not an e-mail address" in told.output


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
    steps = {"MAIL": TrialStep.SENDER, "RCPT": TrialStep.RECIPIENT, "DATA": TrialStep.MESSAGE}

    with running(Post(**{command: answer}), mail_port):
        assert try_out() == (steps[command], problem)


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
        assert try_out() == (TrialStep.SIGN_IN, problem)


def test_a_server_that_takes_no_passwords(mail_port, signs_in, certificate):
    options = {"auth_exclude_mechanism": ["LOGIN", "PLAIN"]}

    with running(Mailbox(), mail_port, tls_context=certificate, **options):
        assert try_out() == (TrialStep.SIGN_IN, Problem.NOT_SIGNED_IN)


@pytest.mark.parametrize(
    ("url", "told"),
    [
        # Where nothing listens, and a name that cannot be one.
        ("smtp://127.0.0.1:9", (TrialStep.CONNECT, Problem.UNREACHABLE)),
        (f"smtp://{'a' * 70}.example.org", (TrialStep.FIND, Problem.UNREACHABLE)),
        # The port for another way to encrypt.
        ("smtps://127.0.0.1:{port}", (TrialStep.CONNECT, Problem.NOT_ENCRYPTED)),
    ],
)
def test_a_wrong_address_is_explained(app, post, mail_port, monkeypatch, url, told):
    monkeypatch.setitem(app.config, "SMTP_URL", url.format(port=mail_port))

    assert try_out() == told


@pytest.mark.parametrize(
    ("name", "error", "step"),
    [
        ("getaddrinfo", socket.gaierror(), TrialStep.FIND),
        ("create_connection", OSError(errno.ENETUNREACH, "no way there"), TrialStep.CONNECT),
    ],
)
def test_what_only_a_network_could_show(mail_port, monkeypatch, name, error, step):
    def fail(*_args, **_options):
        raise error

    monkeypatch.setattr(socket, name, fail)

    assert try_out() == (step, Problem.UNREACHABLE)


@contextmanager
def answering(port, greeting):
    """A server that sends a greeting to one client; then it hangs up, or without one is silent."""
    is_over = Event()
    with socket.create_server(("127.0.0.1", port)) as listening:

        def serve():
            client, _address = listening.accept()
            with client:
                client.sendall(greeting)
                if not greeting:
                    is_over.wait()

        thread = Thread(target=serve)
        thread.start()
        try:
            yield
        finally:
            is_over.set()
            thread.join()


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
        assert try_out(timeout=5 if greeting else 0.1) == (TrialStep.CONNECT, problem)


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

    with running(Post(), mail_port, tls_context=context):
        last = list(Trial("ann@example.org", timeout=5).run())[-1]

    assert (last.step, last.problem) == (
        (TrialStep.ENCRYPT, Problem.NOT_ENCRYPTED) if said else (TrialStep.MESSAGE, None)
    )
    assert (said or "250 OK") in last.answer


def test_a_password_needs_encryption(post, signs_in, is_far_away):
    assert try_out() == (TrialStep.ENCRYPT, Problem.NOT_ENCRYPTED)


def test_an_answer_that_takes_too_long_is_not_waited_for(mail_port):
    with answering(mail_port, b""):
        results = Trial("ann@example.org", timeout=1).run_within(0.1)

    assert results[-1].step in (TrialStep.FIND, TrialStep.CONNECT)
    assert results[-1].problem is Problem.UNREACHABLE


def test_what_the_server_says_is_shown_as_one_plain_line(mail_port):
    hostile = "550 5.1.1 \x1b[31m no\x07 " + "x" * 400

    with running(Post(RCPT=hostile), mail_port):
        last = list(Trial("ann@example.org", timeout=5).run())[-1]

    assert last.answer.startswith("550 5.1.1 [31m no xxx")
    assert len(last.answer) == 400
