"""Alerts to phones, by Web Push (RFC 8030, 8291, 8292), and to a channel in Teams.

As with mail, only the worker sends, and no lock is held meanwhile.
"""

import json
import logging
from email.utils import parseaddr

import requests
from flask import current_app

from coffeecop.config import public_address
from coffeecop.db import db, db_writes
from coffeecop.mail.outbox import claim, is_any_due, lock_waiting, next_try
from coffeecop.models import Agency
from coffeecop.parts.duty.hosts import is_push_service, is_workflow, key_pair
from coffeecop.parts.duty.models import NAME, DutyAlert, PushSubscription, channel_of

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


def deliver_due() -> None:
    """Send all alerts that are due. Safe with several processes and machines; not for requests."""
    while is_any_due(DutyAlert) and (alert := claim(DutyAlert)):
        _deliver(alert)


def _deliver(alert: DutyAlert) -> None:
    phone = alert.subscription_id and db.session.get(PushSubscription, alert.subscription_id)
    agency = alert.agency_id and db.session.get(Agency, alert.agency_id)
    url = phone.endpoint if phone else (agency and channel_of(agency)) or ""
    keys = {"p256dh": phone.p256dh, "auth": phone.auth} if phone else None
    agency = phone.session.staff_member.agency if phone else agency
    has_it = agency and agency.has_on(NAME)
    # No transaction is open while the other side answers.
    db.session.rollback()
    try:
        if not has_it:
            raise NotSent("turned off", 400)
        if keys:
            _push(url, keys, alert.payload)
        else:
            _post_card(url, alert.payload)
    except requests.RequestException as problem:
        _record_failure(alert, NotSent(f"no answer: {type(problem).__name__}"))
    # One bad alert must not stop the others.
    except Exception as problem:
        _record_failure(alert, problem)
    else:
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
            vapid_private_key=Vapid02(private_key=key_pair()),
            vapid_claims={"sub": _contact()},
            timeout=SECONDS,
            ttl=KEPT_SECONDS,
            headers={"Urgency": "high"},
            requests_session=_session(),
        )
    except WebPushException as problem:
        raise NotSent(f"answer {problem.status_code}", problem.status_code) from problem


def _post_card(url: str, card: str) -> None:
    if not is_workflow(url):
        raise NotSent("not an address of Workflows", 400)
    answer = _session().post(url, json=json.loads(card), timeout=SECONDS)
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
