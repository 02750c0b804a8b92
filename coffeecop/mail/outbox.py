"""The outbox: mail is stored in the database with its cause, and only this module sends it.

Claiming a mail, sending it and marking it as sent are three transactions, so that no lock is held
while the mail server answers. If a process dies between sending and marking, the mail is sent
again under the same Message-ID, which mail programs show once. The other order would lose it.
"""

import logging
import secrets
import smtplib
from collections.abc import Callable
from datetime import datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid, parseaddr
from typing import Any, TypeVar

from email_validator import EmailNotValidError, validate_email
from flask import current_app
from sqlalchemy import ColumnElement, Row, func, or_, select

from coffeecop.db import db, db_writes, now
from coffeecop.mail.diagnosis import IS_WORTH_A_RETRY, codes_and_texts, diagnose, holds_up_all_mail
from coffeecop.mail.server import MailServer, MailServerUnavailable, host_name
from coffeecop.models import Concern, Event, OutboxMessage, Rsvp
from coffeecop.models.keys import Attempted
from coffeecop.models.mail import TO_SENDERS, is_waiting
from coffeecop.signals import mail_left

MOST_TRIES = 8
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=6)
# Longer than sending can take. A mail whose process has died is retried after it.
CLAIM = timedelta(minutes=10)

Claimed = TypeVar("Claimed", bound=Attempted)

logger = logging.getLogger("coffeecop.mail.outbox")


def mail_goes_out() -> bool:
    """Return whether a mail server is set up. Without one, mail waits."""
    return bool(current_app.config["SMTP_URL"])


def mail_counts(event: Event | None = None) -> Row[int, int, int, int]:
    """Return how many mails there are: `total`, `delivered`, `failed` and `waiting`."""
    sent, failed = func.count(OutboxMessage.sent_at), func.count(OutboxMessage.failed_at)
    counts = select(
        func.count(OutboxMessage.id).label("total"),
        sent.label("delivered"),
        failed.label("failed"),
        (func.count(OutboxMessage.id) - sent - failed).label("waiting"),
    )
    return db.session.execute(counts.where(is_about(event)) if event else counts).one()


def is_written(*conditions: ColumnElement[bool], **about: Any) -> bool:
    """Return whether there is such a mail, sent or not."""
    found = select(OutboxMessage.id).filter_by(**about).where(*conditions).limit(1)
    return db.session.scalar(found) is not None


def is_about(event: Event) -> ColumnElement[bool]:
    concerns = select(Concern.id).where(Concern.event_id == event.id)
    return or_(
        OutboxMessage.rsvp_id.in_(select(Rsvp.id).where(Rsvp.event_id == event.id)),
        OutboxMessage.kind.in_(TO_SENDERS) & OutboxMessage.concern_id.in_(concerns),
    )


def new_message_id() -> str:
    return make_msgid(domain=host_name(current_app.config))


def deliver_due(is_stopping: Callable[[], bool] = lambda: False) -> int:
    """Send all due mail and return how many were sent.

    Safe with several processes and machines. Not for requests: it waits for the network.
    Raises MailServerUnavailable, which does not count as an attempt for any mail.
    """
    if not mail_goes_out() or not is_any_due(OutboxMessage):
        return 0
    sent = 0
    server = MailServer(current_app.config)
    try:
        server.ensure_connected()
        while not is_stopping() and (mail := claim(OutboxMessage)):
            sent += _deliver(server, mail)
            server.ensure_connected()
    finally:
        server.close()
    return sent


def _due(kind: type[Attempted]) -> ColumnElement[bool]:
    return is_waiting(kind) & (kind.next_attempt_at <= now())


def is_any_due(kind: type[Claimed]) -> bool:
    found = db.session.scalar(select(func.count(kind.id)).where(_due(kind)))
    db.session.rollback()
    return bool(found)


def claim(kind: type[Claimed]) -> Claimed | None:
    """Return what has waited longest; its next attempt moves past the claim."""
    with db_writes():
        found = db.session.scalars(
            select(kind)
            .where(_due(kind))
            .order_by(kind.next_attempt_at, kind.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        ).one_or_none()
        if found:
            found.attempts += 1
            found.next_attempt_at = now() + CLAIM
            db.session.flush()
            db.session.expunge(found)
    return found


def _deliver(server: MailServer, mail: OutboxMessage) -> bool:
    try:
        recipient = envelope_address(mail.recipient or "")
        sender = parseaddr(current_app.config["MAIL_FROM"])[1]
        server.send(build_message(mail, to=recipient), sender=sender, recipient=recipient)
    # One bad mail must not stop the others.
    except Exception as problem:
        server.close()
        if holds_up_all_mail(problem):
            _put_back(mail)
            raise MailServerUnavailable(diagnose(problem)) from problem
        _record_failure(mail, problem)
        return False
    with db_writes():
        mail_left.send(mail)
        if row := lock_waiting(mail):
            row.mark_sent()
    return True


def _put_back(mail: OutboxMessage) -> None:
    with db_writes():
        if row := lock_waiting(mail):
            row.put_back(now() + FIRST_WAIT)


def _record_failure(mail: OutboxMessage, problem: Exception) -> None:
    reason = _reason(problem)
    gives_up = _is_final(problem) or mail.attempts >= MOST_TRIES
    logger.warning(
        "a mail was not sent",
        extra={"kind": mail.kind, "tries": mail.attempts, "reason": reason, "gives_up": gives_up},
    )
    with db_writes():
        row = lock_waiting(mail)
        if row and gives_up:
            row.mark_failed(reason)
        elif row:
            row.try_again(next_try(mail.attempts), reason)


def lock_waiting(claimed: Claimed) -> Claimed | None:
    """Lock and return the row; None if it was withdrawn in the meantime."""
    row = db.session.get(type(claimed), claimed.id, with_for_update=True)
    return row if row and row.is_waiting else None


def next_try(tries: int) -> datetime:
    wait: timedelta = min(FIRST_WAIT * 2 ** (tries - 1), LONGEST_WAIT)
    # Jitter, so that retries do not all come at the same second.
    return now() + wait * (1 + secrets.randbelow(1000) / 4000)


def _is_final(problem: Exception) -> bool:
    """Return whether a retry is pointless. What a setting may mend is retried."""
    if diagnose(problem) in IS_WORTH_A_RETRY:
        return False
    if isinstance(problem, smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError):
        return all(code >= 500 for code, _text in codes_and_texts(problem))
    return isinstance(problem, EmailNotValidError | smtplib.SMTPNotSupportedError)


def _reason(problem: Exception) -> str:
    """Return the kind of problem without the server's message, which repeats the address."""
    codes = {str(code) for code, _text in codes_and_texts(problem)}
    return " ".join([type(problem).__name__, *sorted(codes)])


def envelope_address(text: str) -> str:
    """Return the ASCII form of exactly one address. Raises EmailNotValidError."""
    checked = validate_email(text, check_deliverability=False)
    return checked.ascii_email or checked.normalized


def build_message(mail: OutboxMessage, *, to: str) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["From"] = current_app.config["MAIL_FROM"]
    message["To"] = Address(addr_spec=to)
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(mail.created_at)
    message["Message-ID"] = mail.message_id
    message["Auto-Submitted"] = "auto-generated"
    if mail.unsubscribe_url:
        message["List-Unsubscribe"] = f"<{mail.unsubscribe_url}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(mail.body, cte="quoted-printable")
    if mail.calendar:
        message.add_attachment(
            mail.calendar.encode(),
            maintype="text",
            subtype="calendar",
            params={"method": "PUBLISH", "charset": "utf-8"},
            filename="event.ics",
        )
    return message
