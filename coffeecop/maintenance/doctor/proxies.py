"""Whether TRUSTED_PROXIES is right, by what the app itself sees of a request to its address."""

import json
from collections.abc import Iterator
from ipaddress import ip_address

from flask import current_app

from coffeecop.maintenance.doctor.findings import Finding, fault, ok, warning
from coffeecop.maintenance.doctor.public_address import (
    Answer,
    NotReached,
    NotTrusted,
    ask,
    host_and_port,
)
from coffeecop.web.tokens import PROBE_HEADER, new_probe_token

# Kept for documents (RFC 5737). More than TRUSTED_PROXIES may be, so that one of them comes
# through whenever the number is too high.
SPOOFED = [f"203.0.113.{number}" for number in range(1, 13)]


def check_proxies() -> Iterator[Finding]:
    if not current_app.config["HTTPS"]:
        yield ok("proxies", "Without HTTPS=1 none is expected.")
        return
    headers = {"X-Forwarded-For": ", ".join(SPOOFED), PROBE_HEADER: new_probe_token()}
    try:
        answer = ask("/healthz/client", headers)
    except (NotReached, NotTrusted):
        # The check of HTTPS says why.
        return
    if answer.status != 200:
        yield warning(
            "proxies",
            f"Cannot be seen: /healthz/client answers {answer.status}.",
            "See that the proxy passes all paths and headers, and that all servers of coffeecop "
            "run this release with one SECRET_KEY.",
        )
        return
    yield _judge(answer)


def _judge(answer: Answer) -> Finding:
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
