from collections.abc import Iterator
from datetime import timedelta

from flask import current_app
from sqlalchemy import func, select

from coffeecop.db import UtcDateTime, db, now
from coffeecop.maintenance.doctor.findings import Finding, fault, ok, warning
from coffeecop.models import OutboxMessage
from coffeecop.models.installation import the_installation
from coffeecop.models.mail import is_waiting

RECENT = timedelta(days=7)
LONG_WAIT, TOO_LONG_WAIT = timedelta(hours=1), timedelta(days=1)


def check_mail_settings() -> Iterator[Finding]:
    if not current_app.config["SMTP_URL"]:
        yield ok("mail", "Not set up (SMTP_URL). Everything else works without it.")
        return
    tested_at = the_installation().mail_tested_at
    if tested_at is None:
        yield warning(
            "mail",
            f"From {current_app.config['MAIL_FROM']}, but never tested.",
            "Run: python -m coffeecop mail test YOUR-ADDRESS",
        )
        return
    yield ok("mail", f"From {current_app.config['MAIL_FROM']}, tested on {tested_at:%Y-%m-%d}.")


def check_outbox() -> Iterator[Finding]:
    failed = db.session.scalar(
        select(func.count(OutboxMessage.id)).where(OutboxMessage.failed_at > now() - RECENT)
    )
    since = db.session.scalar(
        select(func.min(OutboxMessage.created_at, type_=UtcDateTime)).where(is_waiting())
    )
    if since and now() - since > LONG_WAIT:
        yield _long_wait(now() - since)
    elif not failed:
        yield ok("outbox", "No mail has waited long, and none failed in the last seven days.")
    if failed:
        yield warning(
            "outbox",
            f"{failed} mails failed in the last seven days.",
            "The log of the worker says why. Run: python -m coffeecop mail test YOUR-ADDRESS",
        )


def _long_wait(waited: timedelta) -> Finding:
    hours = waited // timedelta(hours=1)
    if not current_app.config["SMTP_URL"]:
        return warning(
            "outbox",
            "Mail waits, as no mail server is set up.",
            "Set SMTP_URL and MAIL_FROM, or leave it: nothing else depends on it.",
        )
    kind = fault if waited > TOO_LONG_WAIT else warning
    return kind(
        "outbox",
        f"A mail has waited for {hours} hours.",
        "See that the worker runs, then: python -m coffeecop mail test YOUR-ADDRESS",
    )
