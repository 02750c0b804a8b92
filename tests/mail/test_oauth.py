"""Signing in at the mail server by OAuth: XOAUTH2 with a token from the provider."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine

from coffeecop.config.mail import GOOGLE
from coffeecop.db import now
from coffeecop.mail import oauth
from coffeecop.mail.diagnosis import Problem
from coffeecop.mail.outbox import deliver_due
from coffeecop.mail.server import MailServerUnavailable
from coffeecop.server import worker
from coffeecop.web.logs import JsonFormatter
from tests.factories import make_mail
from tests.mail.server import Mailbox, Post, running
from tests.stored import reload


@pytest.fixture
def mailbox(token_endpoint, mail_port, certificate):
    """A mail server that takes the token that the endpoint gives first."""
    box = Mailbox("token-1")
    with running(box, mail_port, tls_context=certificate, auth_required=True):
        yield box


def assert_mail_waits(problem):
    mail = make_mail()
    with pytest.raises(MailServerUnavailable) as refusal:
        deliver_due()
    assert refusal.value.problem is problem
    assert reload(mail).is_waiting
    assert reload(mail).attempts == 0


@pytest.mark.parametrize(
    ("changes", "form"),
    [
        (
            {},
            {"grant_type": "client_credentials", "scope": "https://outlook.office365.com/.default"},
        ),
        (
            {"provider": GOOGLE, "refresh_token": "1//refresh"},
            {"grant_type": "refresh_token", "refresh_token": "1//refresh"},
        ),
    ],
    ids=["Microsoft", "Google"],
)
def test_a_mailbox_is_opened_with_a_token_fetched_outside_transactions(
    app, mailbox, token_endpoint, monkeypatch, transactions_at, changes, form
):
    by_oauth = replace(app.config["MAIL_OAUTH"], **changes)
    monkeypatch.setitem(app.config, "MAIL_OAUTH", by_oauth)
    are_open = transactions_at(oauth, "_fetch")
    make_mail()

    assert deliver_due() == 1

    (letter,) = mailbox.letters
    assert letter.encrypted
    assert letter.user == "coffee@example.org"
    client = {"client_id": "client-1", "client_secret": "secret-of-the-client"}
    assert token_endpoint.forms == [{**client, **form}]
    assert are_open == [False]
    assert "client-1" in repr(by_oauth)
    assert "secret-of-the-client" not in repr(by_oauth)


def test_a_token_is_used_until_shortly_before_it_expires(mailbox, token_endpoint):
    token_endpoint.tokens = ["token-1", "token-2"]
    mailbox.tokens = {"token-1", "token-2"}
    make_mail()
    deliver_due()
    with time_machine.travel(now() + timedelta(minutes=57)):
        make_mail()
        deliver_due()
    assert mailbox.tried == ["token-1", "token-1"]

    with time_machine.travel(now() + timedelta(minutes=59)):
        make_mail()
        deliver_due()

    assert mailbox.tried == ["token-1", "token-1", "token-2"]


def test_a_token_that_expired_early_is_replaced_once(mailbox, token_endpoint):
    token_endpoint.tokens = ["token-1", "token-2"]
    make_mail()
    deliver_due()

    mailbox.tokens = {"token-2"}
    make_mail()
    assert deliver_due() == 1

    assert mailbox.tried == ["token-1", "token-1", "token-2"]
    assert len(token_endpoint.forms) == 2


@pytest.mark.parametrize(
    ("refusal", "problem", "tries"),
    [
        (Mailbox.refusal, Problem.NOT_SIGNED_IN, 2),
        # Whoever is busy is not asked with another token.
        ("454 4.7.0 Temporary authentication failure", Problem.TRY_LATER, 1),
    ],
)
def test_a_mailbox_that_takes_no_token_makes_all_mail_wait(
    mailbox, token_endpoint, refusal, problem, tries
):
    mailbox.tokens, mailbox.refusal = set(), refusal

    assert_mail_waits(problem)

    assert len(mailbox.tried) == len(token_endpoint.forms) == tries


def test_a_refused_token_fails_no_mail(mailbox, token_endpoint):
    token_endpoint.refusal = (401, json.dumps({"error": "invalid_client"}))

    assert_mail_waits(Problem.NO_TOKEN)

    assert mailbox.tried == []


@pytest.mark.parametrize(
    "refusal",
    [
        (503, "{}"),
        (200, "<html>Sign in to the guest network</html>"),
        (200, "[]"),
        # The secret is sent to no other address.
        (307, "{}"),
    ],
    ids=["broken", "another page", "no object", "redirects"],
)
def test_an_endpoint_that_gives_no_token_fails_no_mail(mailbox, token_endpoint, refusal):
    token_endpoint.refusal, token_endpoint.location = refusal, token_endpoint.url

    assert_mail_waits(Problem.NO_TOKEN)

    assert len(token_endpoint.forms) == 1


def test_an_endpoint_that_is_not_there_fails_no_mail(app, mailbox, monkeypatch):
    nowhere = replace(app.config["MAIL_OAUTH"], token_url="http://127.0.0.1:9/token")
    monkeypatch.setitem(app.config, "MAIL_OAUTH", nowhere)

    assert_mail_waits(Problem.NO_TOKEN)


def test_a_server_without_xoauth2_is_sent_no_token(token_endpoint, mail_port, certificate):
    with running(Post(), mail_port, tls_context=certificate):
        assert_mail_waits(Problem.NOT_SIGNED_IN)


def test_logs_say_what_is_wrong_and_hold_no_secret(app, mailbox, token_endpoint, caplog):
    mailbox.tokens = set()
    make_mail("ann@example.org")

    worker.run_job(app, "mail", deliver_due)

    (record,) = [each for each in caplog.records if each.name == worker.logger.name]
    line = JsonFormatter().format(record)
    assert '"problem": "not_signed_in"' in line
    assert "SMTPAuthenticationError" in line
    for secret in ("secret-of-the-client", "token-1", "coffee@", "ann@", "5.7.3"):
        assert secret not in line
