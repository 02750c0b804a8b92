"""HTTPS and proxies, seen from the public address of the installation."""

import json

import pytest

from coffeecop.parts.doctor.checks import network
from coffeecop.parts.doctor.checks.network import Answer, check_https
from coffeecop.parts.doctor.probe import HEADER, new_token
from coffeecop.parts.findings import Level
from tests.findings import look


@pytest.fixture
def public(app, monkeypatch):
    """HTTPS at coffee.example.gov, which answers with the status and body that a test says."""
    monkeypatch.setitem(app.config, "HTTPS", True)
    monkeypatch.setitem(app.config, "TRUSTED_PROXIES", 1)
    monkeypatch.setitem(app.config, "TRUSTED_HOSTS", ["coffee.example.gov", "localhost"])

    def answer(status, body):
        monkeypatch.setattr(network, "ask", lambda *_: Answer(status, body, "198.51.100.4"))

    return answer


def test_on_a_laptop_nothing_of_it_is_amiss(app):
    assert look(check_https) == [Level.OK]


def test_a_certificate_that_nobody_trusts_is_a_fault(https, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")

    assert look(check_https) == [Level.FAULT]


def test_no_way_to_the_own_address_is_a_warning(public, monkeypatch):
    def refuse(*_):
        raise ConnectionRefusedError

    monkeypatch.setattr(network, "ask", refuse)

    assert look(check_https) == [Level.WARNING]


def test_trusting_more_proxies_than_there_are_is_a_fault(https):
    https.trusted = 2
    answers, trusts = check_https()
    assert (answers.level, trusts.level) == (Level.OK, Level.FAULT)
    assert "pretend" in trusts.seen

    https.trusted = 1
    assert look(check_https) == [Level.OK, Level.OK]


def test_a_proxy_that_does_not_say_that_it_is_https_is_a_fault(https):
    https.sends_scheme = False

    assert look(check_https) == [Level.OK, Level.FAULT]


def test_a_proxy_taken_for_the_client_is_a_warning(public):
    client = {"address": "10.0.0.2", "scheme": "https", "host": "coffee.example.gov"}
    public(200, json.dumps(client))
    assert look(check_https) == [Level.OK, Level.WARNING]

    public(200, json.dumps({**client, "address": "198.51.100.4"}))
    assert look(check_https) == [Level.OK, Level.OK]


@pytest.mark.parametrize("status", [200, 404])
def test_another_server_at_the_address_is_a_fault(public, status):
    public(status, "Welcome to nginx")

    assert look(check_https) == [Level.FAULT]


@pytest.mark.parametrize("token", [None, "probe", "probe.x.y"])
def test_nobody_else_is_told_whom_the_server_takes_them_for(plain_visitor, token):
    headers = {HEADER: token} if token else {}

    assert plain_visitor.get("/healthz/client", **headers).status == 404
    right = plain_visitor.get("/healthz/client", **{HEADER: new_token()})
    assert json.loads(right.body)["address"] == "127.0.0.1"
