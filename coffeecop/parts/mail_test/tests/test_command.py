"""`mail test`: each step up to a mail that the server takes, and what is wrong in words."""

import json

import pytest

from coffeecop.mail.diagnosis import Problem
from coffeecop.models import Installation
from coffeecop.parts.mail_test.advice import PROBLEMS
from coffeecop.parts.mail_test.trial import MailTestAction, StepResult, Trial, TrialStep
from tests.factories import make_mail
from tests.mail.server import Mailbox, Post, answering, running
from tests.stored import audited, one_of


@pytest.fixture
def run_command(app):
    return lambda *words: app.test_cli_runner().invoke(args=["mail", "test", *words])


def last_step():
    """Return what became of the step at which a test ends."""
    return list(Trial("ann@example.org", timeout=5).run())[-1]


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
    assert audited() == [(MailTestAction.MAIL_TESTED, None, None, {"accepted": None})]


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
    assert audited() == [(MailTestAction.MAIL_TESTED, None, None, {"problem": "refused"})]


def test_without_a_mail_server_there_is_nothing_to_test(run_command):
    told = run_command("ann@example.org")

    assert told.exit_code == 1
    assert "SMTP_URL is not set" in told.output


def test_what_is_no_address_is_not_tried(post, run_command):
    told = run_command("ann")

    assert told.exit_code == 2
    assert "ann is not an e-mail address" in told.output


@pytest.mark.parametrize(
    ("command", "step"), [("MAIL", TrialStep.SENDER), ("DATA", TrialStep.MESSAGE)]
)
def test_it_ends_at_the_step_that_the_server_refuses(mail_port, command, step):
    with running(Post(**{command: "550 5.1.8 no"}), mail_port):
        ended = last_step()

    assert (ended.step, ended.answer) == (step, "550 5.1.8 no")


def test_a_refused_token_is_shown_in_the_words_of_who_refuses(
    token_endpoint, mail_port, certificate
):
    expired = "AADSTS7000222: The provided client secret keys are expired."
    answer = {"error": "invalid_client", "error_description": expired}
    token_endpoint.refusal = (401, json.dumps(answer))

    with running(Mailbox(), mail_port, tls_context=certificate):
        ended = last_step()

    assert ended == StepResult(TrialStep.TOKEN, f"invalid_client: {expired}", Problem.NO_TOKEN)


def test_an_answer_that_takes_too_long_is_not_waited_for(mail_port):
    with answering(mail_port, b""):
        results = Trial("ann@example.org", timeout=1).run_within(0.1)

    assert results[-1].step in (TrialStep.FIND, TrialStep.CONNECT)
    assert results[-1].problem is Problem.UNREACHABLE


def test_what_the_server_says_is_shown_as_one_plain_line(mail_port):
    hostile = "550 5.1.1 \x1b[31m no\x07 " + "x" * 400

    with running(Post(RCPT=hostile), mail_port):
        ended = last_step()

    assert ended.answer.startswith("550 5.1.1 [31m no xxx")
    assert len(ended.answer) == 400


def test_where_the_server_takes_no_mail_that_waits_the_command_to_try_it_is_named(app, mail_port):
    make_mail()

    told = app.test_cli_runner().invoke(args=["mail", "deliver"])

    assert told.exit_code == 1
    assert "so it waits. This machine cannot reach" in told.output
    assert told.output.endswith("For each step, run: mail test ADDRESS\n")
