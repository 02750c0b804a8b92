"""Whether residents reach it: its name, HTTPS, and what it sees behind proxies."""

import json
import socket
from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import current_app

from coffeecop.config import is_local, public_address
from coffeecop.maintenance.doctor.findings import Findings, fault, ok, warning
from coffeecop.maintenance.doctor.public_address import (
    Answer,
    NotReached,
    NotTrusted,
    ask,
    host_and_port,
    host_name,
)
from coffeecop.web.tokens import PROBE_HEADER, new_probe_token

# Kept for documents (RFC 5737). More than TRUSTED_PROXIES may be, so that one of them comes
# through whenever the number is too high.
SPOOFED = [f"203.0.113.{number}" for number in range(1, 13)]


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
    if not current_app.config["HTTPS"]:
        return ok(
            "https", "Not in use: only this machine is answered. Others need HTTPS=1 and a proxy."
        )
    try:
        answer = ask("/healthz")
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
    if (answer.status, answer.body) == (200, "ok\n"):
        return ok("https", f"https://{host_name()} answers.")
    return fault(
        "https",
        f"https://{host_name()}/healthz answers {answer.status}, and not as coffeecop does.",
        "See that the web service runs, and that the proxy passes all paths to HOST and PORT.",
    )


def check_proxies() -> Findings:
    if not current_app.config["HTTPS"]:
        return ok("proxies", "Without HTTPS=1 none is expected.")
    headers = {"X-Forwarded-For": ", ".join(SPOOFED), PROBE_HEADER: new_probe_token()}
    try:
        answer = ask("/healthz/client", headers)
    except (NotReached, NotTrusted):
        # The check of HTTPS says why.
        return []
    if answer.status != 200:
        return warning(
            "proxies",
            f"Cannot be seen: /healthz/client answers {answer.status}.",
            "See that the proxy passes all paths and headers, and that all servers of coffeecop "
            "run this release with one SECRET_KEY.",
        )
    return _judge(answer)


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
