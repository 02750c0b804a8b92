"""HTTPS as a resident meets it: the certificate, the way from http, and what headers say."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from flask import current_app

from coffeecop.db import now
from coffeecop.maintenance.doctor.findings import Finding, fault, ok, warning
from coffeecop.maintenance.doctor.public_address import (
    Answer,
    NotReached,
    NotTrusted,
    ask,
    ask_without_tls,
    host_name,
)

SOON = timedelta(days=14)


def check_https() -> Iterator[Finding]:
    if not current_app.config["HTTPS"]:
        yield ok(
            "https", "Not in use: only this machine is answered. Others need HTTPS=1 and a proxy."
        )
        return
    try:
        answer = ask("/healthz")
    except NotTrusted as problem:
        yield fault(
            "https",
            f"Browsers refuse the certificate of {host_name()}: {problem}.",
            "Renew it, or let the proxy get one (Caddy does by itself, certbot for nginx).",
        )
    except NotReached as problem:
        yield warning(
            "https",
            f"https://{host_name()} could not be reached from here: {problem}.",
            "Open it in a browser outside this network. If that fails too, see that the proxy runs "
            "and that port 443 is open.",
        )
    else:
        yield _health(answer)
        if answer.certificate_ends_at:
            yield _certificate(answer.certificate_ends_at)
        yield _strict_transport(answer)
        yield _way_from_http()


def _health(answer: Answer) -> Finding:
    if (answer.status, answer.body) == (200, "ok\n"):
        return ok("https", f"https://{host_name()} answers.")
    return fault(
        "https",
        f"https://{host_name()}/healthz answers {answer.status}, and not as coffeecop does.",
        "See that the web service runs, and that the proxy passes all paths to HOST and PORT.",
    )


def _certificate(ends_at: datetime) -> Finding:
    left = ends_at - now()
    seen = f"Good until {ends_at:%Y-%m-%d}, {left.days} days from now."
    if left > SOON:
        return ok("certificate", seen)
    return warning("certificate", seen, "See why it has not been renewed, and renew it.")


def _strict_transport(answer: Answer) -> Finding:
    if answer.headers.get("Strict-Transport-Security"):
        return ok("strict transport", "Browsers are told to use HTTPS alone.")
    return warning(
        "strict transport",
        "The header Strict-Transport-Security does not arrive.",
        "Let the proxy send X-Forwarded-Proto: https, and keep the headers of coffeecop.",
    )


def _way_from_http() -> Finding:
    try:
        answer = ask_without_tls("/healthz")
    except NotReached:
        return ok("way from http", f"http://{host_name()} is closed.")
    leads_on = (answer.headers.get("Location") or "").startswith(f"https://{host_name()}")
    if answer.status in (301, 302, 307, 308) and leads_on:
        return ok("way from http", f"http://{host_name()} leads on to https.")
    return fault(
        "way from http",
        f"http://{host_name()} answers {answer.status} instead of leading on to https.",
        "Let the proxy redirect everything on port 80 to https with 301 or 308.",
    )
