"""Whether residents reach it: its name, HTTPS, and what it sees behind proxies."""

import json
import socket
import ssl
from collections.abc import Mapping
from http.client import HTTPException, HTTPSConnection
from ipaddress import ip_address
from typing import NamedTuple
from urllib.parse import urlsplit

from flask import current_app

from coffeecop.config import is_local, public_address
from coffeecop.maintenance.doctor.findings import Findings, fault, ok, warning
from coffeecop.web.tokens import PROBE_HEADER, new_probe_token

# Kept for documents (RFC 5737). More than TRUSTED_PROXIES may be, so that one of them comes
# through whenever the number is too high.
SPOOFED = [f"203.0.113.{number}" for number in range(1, 13)]
TIMEOUT_SECONDS = 5
MOST_BYTES = 10_000


class NotReached(Exception):
    """The network or a server gave no answer; the message says why."""


class NotTrusted(Exception):
    """The certificate is refused; the message says why."""


class Answer(NamedTuple):
    status: int
    body: str
    # From which of this machine's own addresses it was asked.
    asked_from: str


def host_and_port() -> str:
    """Return the host as the app sees it in a request: with a port only if it is unusual."""
    return urlsplit(public_address(current_app.config)).netloc


def host_name() -> str:
    return urlsplit(f"//{host_and_port()}").hostname or "localhost"


def ask(path: str, headers: Mapping[str, str]) -> Answer:
    """Raises NotReached, NotTrusted."""
    connection = HTTPSConnection(
        host_and_port(), timeout=TIMEOUT_SECONDS, context=ssl.create_default_context()
    )
    try:
        connection.connect()
        # Asked here, as the socket is gone once the server has closed the connection.
        own_address = connection.sock.getsockname()[0]
        connection.request("GET", path, headers=dict(headers))
        answer = connection.getresponse()
        body = answer.read(MOST_BYTES).decode("utf-8", "replace")
    except ssl.SSLCertVerificationError as problem:
        raise NotTrusted(problem.verify_message) from problem
    except (OSError, HTTPException) as problem:
        reason = getattr(problem, "strerror", None) or type(problem).__name__
        raise NotReached(reason) from problem
    finally:
        connection.close()
    return Answer(answer.status, body, own_address)


def check_hosts() -> Findings:
    if not current_app.config["HTTPS"]:
        return ok("hosts", "Only this machine is answered, as HTTPS is off.")
    host = urlsplit(public_address(current_app.config)).hostname or ""
    if is_local(host):
        return fault(
            "hosts",
            f"HTTPS=1, but links in mail and on posters would lead to {host}.",
            "Set TRUSTED_HOSTS to the names that residents use, the main one first, for example "
            "TRUSTED_HOSTS=coffee.example.gov.",
        )
    try:
        socket.getaddrinfo(host, None)
    except OSError:
        return warning(
            "hosts",
            f"{host} is not found from this machine.",
            "See that the name is entered in the DNS, unless this machine has no way out.",
        )
    return ok("hosts", f"Residents use {host}.")


def check_https() -> Findings:
    """Ask the public address whom it takes us for, which shows what its proxies do."""
    if not current_app.config["HTTPS"]:
        return ok(
            "https", "Not in use: only this machine is answered. Others need HTTPS=1 and a proxy."
        )
    headers = {"X-Forwarded-For": ", ".join(SPOOFED), PROBE_HEADER: new_probe_token()}
    try:
        answer = ask("/healthz/client", headers)
    except NotTrusted as problem:
        return fault(
            "https",
            f"Browsers refuse the certificate of {host_name()}: {problem}.",
            "Renew it, or let the proxy get one (Caddy does by itself, certbot for nginx).",
        )
    except NotReached as problem:
        return warning(
            "https",
            f"https://{host_name()} could not be reached from here: {problem}.",
            "Open it in a browser outside this network. If that fails too, see that the proxy runs "
            "and that port 443 is open.",
        )
    if answer.status != 200 or not answer.body.startswith("{"):
        return fault(
            "https",
            f"https://{host_name()} answers {answer.status}, and not as coffeecop does.",
            "See that the web service runs, that the proxy passes all paths and headers to HOST "
            "and PORT, and that all servers run this release with one SECRET_KEY.",
        )
    return ok("https", f"https://{host_name()} answers.") + _judge(answer)


def _judge(answer: Answer) -> Findings:
    client = json.loads(answer.body)
    count = current_app.config["TRUSTED_PROXIES"]
    address = client["address"]
    if address in SPOOFED:
        return fault(
            "proxies",
            f"Anybody can pretend to come from elsewhere, as TRUSTED_PROXIES={count} is too high.",
            "Set it to how many proxies stand in front of coffeecop.",
        )
    if client["scheme"] != "https" or client["host"] != host_and_port():
        return fault(
            "proxies",
            f"Coffeecop takes a request for {client['scheme']}://{client['host']}.",
            "Let the proxy send X-Forwarded-Proto and X-Forwarded-Host, and see that "
            f"TRUSTED_PROXIES={count} is how many proxies stand in front.",
        )
    if address != answer.asked_from and ip_address(address).is_private:
        return warning(
            "proxies",
            f"Coffeecop takes {address} for the address of this machine, which may be a proxy's. "
            "All residents would share its rate limit.",
            "Let the proxy send X-Forwarded-For, and see that TRUSTED_PROXIES="
            f"{count} is how many proxies stand in front.",
        )
    return ok("proxies", "A false X-Forwarded-For does not come through, the true address does.")
