"""Hosts, HTTPS and proxies, seen from the public address of the installation."""

import json
import socket
from email.message import Message

import pytest

from coffeecop.maintenance.doctor import Level, network
from coffeecop.maintenance.doctor.network import Answer, check_hosts, check_https, check_proxies
from coffeecop.web.tokens import PROBE_HEADER, new_probe_token
from tests.maintenance.doctor.conftest import look


def answer(*, status=200, body="ok\n", **headers):
    sent = Message()
    for name, value in headers.items():
        sent[name] = value
    return Answer(status, sent, body, "198.51.100.4")


@pytest.fixture
def public(app, monkeypatch):
    """HTTPS at coffee.example.gov, which answers what a test says."""
    monkeypatch.setitem(app.config, "HTTPS", True)
    monkeypatch.setitem(app.config, "TRUSTED_PROXIES", 1)
    monkeypatch.setitem(app.config, "TRUSTED_HOSTS", ["coffee.example.gov", "localhost"])

    return lambda secure: monkeypatch.setattr(network, "ask", lambda path, headers=None: secure)


def test_on_a_laptop_nothing_of_it_is_amiss(app):
    for check in (check_hosts, check_https, check_proxies):
        assert look(check) == [Level.OK]


def test_links_that_would_lead_to_localhost_are_a_fault(public, app, monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_: [])
    assert look(check_hosts) == [Level.OK]

    monkeypatch.setitem(app.config, "TRUSTED_HOSTS", [".example.gov", "localhost"])
    assert look(check_hosts) == [Level.FAULT]


def test_a_name_that_is_not_found_is_a_warning(public, monkeypatch):
    def not_found(*_):
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", not_found)

    assert look(check_hosts) == [Level.WARNING]


def test_behind_a_proxy_that_does_all_it_should_all_is_well(https):
    assert look(check_https) == [Level.OK]
    assert look(check_proxies) == [Level.OK]


def test_a_certificate_that_nobody_trusts_is_a_fault(https, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")

    assert look(check_https) == [Level.FAULT]
    assert look(check_proxies) == [], "one line about it is enough"


def test_no_way_to_the_own_address_is_a_warning(unreachable):
    assert look(check_https) == [Level.WARNING]
    assert look(check_proxies) == []


def test_trusting_more_proxies_than_there_are_is_a_fault(https):
    https.trusted = 2
    (finding,) = check_proxies()
    assert finding.level is Level.FAULT
    assert "pretend" in finding.seen

    https.trusted = 1
    assert look(check_proxies) == [Level.OK]


def test_a_proxy_that_does_not_say_that_it_is_https_is_a_fault(https):
    https.sends_scheme = False

    assert look(check_proxies) == [Level.FAULT]


def test_a_proxy_taken_for_the_client_is_a_warning(public):
    client = {"address": "10.0.0.2", "scheme": "https", "host": "coffee.example.gov"}
    public(answer(body=json.dumps(client)))
    assert look(check_proxies) == [Level.WARNING]

    public(answer(body=json.dumps({**client, "address": "198.51.100.4"})))
    assert look(check_proxies) == [Level.OK]


def test_another_server_at_the_address_is_a_fault(public):
    public(answer(status=404, body="Welcome to nginx"))

    assert look(check_https) == [Level.FAULT]
    assert look(check_proxies) == [Level.WARNING]


@pytest.mark.parametrize("token", [None, "probe", "probe.x.y"])
def test_nobody_else_is_told_whom_the_server_takes_them_for(plain_visitor, token):
    headers = {PROBE_HEADER: token} if token else {}

    assert plain_visitor.get("/healthz/client", **headers).status == 404
    right = plain_visitor.get("/healthz/client", **{PROBE_HEADER: new_probe_token()})
    assert json.loads(right.body)["address"] == "127.0.0.1"
