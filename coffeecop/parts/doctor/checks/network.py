"""Whether residents reach it by HTTPS, and what it sees behind proxies."""

import json
import ssl
from collections.abc import Mapping
from contextlib import closing
from http.client import HTTPException, HTTPSConnection
from ipaddress import ip_address
from typing import NamedTuple
from urllib.parse import urlsplit

from flask import current_app

from coffeecop.config import public_address
from coffeecop.parts.doctor import probe
from coffeecop.parts.findings import Findings, fault, ok, warning

# Kept for documents (RFC 5737). More than TRUSTED_PROXIES may be, so that one of them comes
# through whenever the number is too high.
SPOOFED = [f"203.0.113.{number}" for number in range(1, 13)]
TIMEOUT_SECONDS = 5
MOST_BYTES = 10_000


class Answer(NamedTuple):
    status: int
    body: str
    # From which of this machine's own addresses it was asked.
    asked_from: str


def host_and_port() -> str:
    """Return the host as the app sees it in a request: with a port only if it is unusual."""
    return urlsplit(public_address(current_app.config)).netloc


def ask(path: str, headers: Mapping[str, str]) -> Answer:
    """Raises OSError, HTTPException."""
    connection = HTTPSConnection(
        host_and_port(), timeout=TIMEOUT_SECONDS, context=ssl.create_default_context()
    )
    with closing(connection):
        connection.connect()
        # Asked here, as the socket is gone once the server has closed the connection.
        own_address = connection.sock.getsockname()[0]
        connection.request("GET", path, headers=dict(headers))
        answer = connection.getresponse()
        body = answer.read(MOST_BYTES).decode("utf-8", "replace")
    return Answer(answer.status, body, own_address)


def check_https() -> Findings:
    """Ask the public address whom it takes us for, which shows what its proxies do."""
    if not current_app.config["HTTPS"]:
        return ok(
            "https", "Not in use: only this machine is answered. Others need HTTPS=1 and a proxy."
        )
    url = public_address(current_app.config)
    headers = {"X-Forwarded-For": ", ".join(SPOOFED), probe.HEADER: probe.new_token()}
    try:
        answer = ask(probe.PATH, headers)
    except (OSError, HTTPException) as problem:
        is_refused = isinstance(problem, ssl.SSLCertVerificationError)
        reason = getattr(problem, "strerror", None) or type(problem).__name__
        return (fault if is_refused else warning)(
            "https",
            f"{url} could not be reached from here: {reason}.",
            "Open it in a browser outside this network. If that fails too, see that TRUSTED_HOSTS "
            "begins with its name, and that the proxy runs and has a certificate for it.",
        )
    if answer.status != 200 or not answer.body.startswith("{"):
        return fault(
            "https",
            f"{url} answers {answer.status}, and not as coffeecop does.",
            "See that the web service runs, that the proxy passes all paths and headers to HOST "
            "and PORT, and that all servers run this release with one SECRET_KEY.",
        )
    return ok("https", f"{url} answers.") + _judge(answer)


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
