"""Alerts to phones, by Web Push (RFC 8030, 8291, 8292), and to a channel in Teams.

As with mail, only the worker sends, and no lock is held meanwhile. Who may be asked is a list of
hosts: an address comes from a browser or from a department's administrator, and must not lead into
the operator's own network.
"""

import json
import logging
from collections.abc import Callable
from email.utils import parseaddr

import requests
from cryptography.hazmat.primitives.asymmetric import ec
from flask import current_app

from coffeecop.config import public_address
from coffeecop.config.values import split_url
from coffeecop.db import db, db_writes
from coffeecop.mail.outbox import claim, is_any_due, lock_waiting, next_try
from coffeecop.models import Agency, DutyAlert, PushSubscription
from coffeecop.web.tokens import derived_key_pair, public_half

# Of Chrome, Edge and Samsung; Firefox; Safari; Edge on Windows. A dot: all hosts below it.
PUSH_HOSTS = (
    "fcm.googleapis.com",
    "updates.push.services.mozilla.com",
    ".push.apple.com",
    ".notify.windows.com",
)
# Workflows, also of the clouds for governments.
TEAMS_HOSTS = (
    ".logic.azure.com",
    ".logic.azure.us",
    ".api.powerplatform.com",
    ".powerplatform.microsoft.us",
)
HTTPS_PORTS = (None, 443)
# The last is about an hour after the first.
MOST_TRIES = 7
SECONDS = 10
# How long a push service keeps it for a phone that is off.
KEPT_SECONDS = 3600
GONE = (404, 410)
IS_WORTH_A_RETRY = (408, 429)

logger = logging.getLogger("coffeecop.mail.push")


class NotSent(Exception):
    """The other side refused it, or did not answer. `status` is None if there was no answer."""

    def __init__(self, reason: str, status: int | None = None) -> None:
        super().__init__(reason)
        self.status = status

    @property
    def is_final(self) -> bool:
        return self.status is not None and self.status < 500 and self.status not in IS_WORTH_A_RETRY


def is_push_service(url: str) -> bool:
    return _is_allowed(url, PUSH_HOSTS)


def is_workflow(url: str) -> bool:
    return _is_allowed(url, TEAMS_HOSTS)


def _is_allowed(url: str, hosts: tuple[str, ...]) -> bool:
    """Return whether it is an HTTPS address of one of these hosts, or of the one for tests."""
    parts = split_url(url)
    if parts is None or not url.isascii() or not url.isprintable() or set(url) & set(" \\@"):
        return False
    if f"{parts.scheme}://{parts.netloc}" == current_app.config["ALERT_TEST_ORIGIN"]:
        return True
    host = parts.hostname or ""
    is_known = any(host.endswith(each) if each[0] == "." else host == each for each in hosts)
    return parts.scheme == "https" and parts.port in HTTPS_PORTS and is_known


def application_server_key() -> str:
    """Return our public key, which a browser asks for when it subscribes."""
    return public_half(_key())


def _key() -> ec.EllipticCurvePrivateKey:
    """Return our key pair: with another SECRET_KEY nobody is signed in either."""
    return derived_key_pair("web push")


def deliver_due(is_stopping: Callable[[], bool] = lambda: False) -> None:
    """Send all alerts that are due. Safe with several processes and machines; not for requests."""
    while not is_stopping() and is_any_due(DutyAlert) and (alert := claim(DutyAlert)):
        _deliver(alert)


def _deliver(alert: DutyAlert) -> None:
    phone = alert.subscription_id and db.session.get(PushSubscription, alert.subscription_id)
    agency = alert.agency_id and db.session.get(Agency, alert.agency_id)
    url = phone.endpoint if phone else (agency and agency.teams_url) or ""
    keys = {"p256dh": phone.p256dh, "auth": phone.auth} if phone else None
    # No transaction is open while the other side answers.
    db.session.rollback()
    try:
        if keys:
            _push(url, keys, alert.payload)
        else:
            _post_card(url, alert.payload)
    # One bad alert must not stop the others.
    except Exception as problem:
        _record_failure(alert, problem)
        return
    with db_writes():
        if row := lock_waiting(alert):
            row.mark_sent()


def _push(url: str, keys: dict[str, str], payload: str) -> None:
    # Imported here: it takes long, and web servers do not need it.
    from py_vapid import Vapid02
    from pywebpush import WebPushException, webpush

    if not is_push_service(url):
        raise NotSent("not a push service", 400)
    try:
        webpush(
            {"endpoint": url, "keys": keys},
            payload,
            vapid_private_key=Vapid02(private_key=_key()),
            vapid_claims={"sub": _contact()},
            timeout=SECONDS,
            ttl=KEPT_SECONDS,
            headers={"Urgency": "high"},
            requests_session=_session(),
        )
    except requests.RequestException as problem:
        raise NotSent(f"no answer: {type(problem).__name__}") from problem
    except WebPushException as problem:
        raise NotSent(f"answer {problem.status_code}", problem.status_code) from problem


def _post_card(url: str, card: str) -> None:
    if not is_workflow(url):
        raise NotSent("not an address of Workflows", 400)
    try:
        answer = _session().post(url, json=json.loads(card), timeout=SECONDS)
    except requests.RequestException as problem:
        raise NotSent(f"no answer: {type(problem).__name__}") from problem
    if not answer.ok:
        raise NotSent(f"answer {answer.status_code}", answer.status_code)


def _session() -> requests.Session:
    """Return one that follows no redirect, which might lead anywhere."""
    session = requests.Session()
    session.max_redirects = 0
    return session


def _contact() -> str:
    """Return whom a push service may write to; it wants HTTPS or an address of mail."""
    own = public_address(current_app.config)
    sender = parseaddr(current_app.config["MAIL_FROM"] or "nobody@localhost.localdomain")[1]
    return own if own.startswith("https:") else f"mailto:{sender}"


def _record_failure(alert: DutyAlert, problem: Exception) -> None:
    is_known = isinstance(problem, NotSent)
    reason = str(problem) if is_known else type(problem).__name__
    gives_up = alert.attempts >= MOST_TRIES or (isinstance(problem, NotSent) and problem.is_final)
    logger.warning(
        "an alert was not sent",
        extra={"tries": alert.attempts, "reason": reason, "gives_up": gives_up},
        exc_info=not is_known,
    )
    with db_writes():
        row = lock_waiting(alert)
        if row is None:
            return
        is_gone = isinstance(problem, NotSent) and problem.status in GONE
        if is_gone and row.subscription:
            db.session.delete(row.subscription)
        elif gives_up:
            row.mark_failed(reason)
        else:
            row.try_again(next_try(row.attempts), reason)
