"""What has to go on while nobody looks: mail, people, the worker."""

from datetime import timedelta

from flask import current_app
from sqlalchemy import func, select

from coffeecop.db import UtcDateTime, db, now
from coffeecop.models import Agency, OutboxMessage, StaffMember
from coffeecop.models.installation import the_installation
from coffeecop.models.mail import is_waiting
from coffeecop.models.staff import has_real_staff, misses_second_factor, somebody_handles_complaints
from coffeecop.parts import mail_tester
from coffeecop.parts.findings import Findings, fault, ok, warning

RECENT = timedelta(days=7)
TEST = "python -m coffeecop mail test YOUR-ADDRESS"
LONG_WAIT, TOO_LONG_WAIT = timedelta(hours=1), timedelta(days=1)


def check_mail_settings() -> Findings:
    if not current_app.config["SMTP_URL"]:
        return ok("mail", "Not set up (SMTP_URL). Everything else works without it.")
    sender, tested_at = current_app.config["MAIL_FROM"], the_installation().mail_tested_at
    if tested_at:
        return ok("mail", f"From {sender}, tested on {tested_at:%Y-%m-%d}.")
    if mail_tester(None):
        return warning("mail", f"From {sender}, but never tested.", f"Run: {TEST}")
    return ok("mail", f"From {sender}.")


def check_outbox() -> Findings:
    failed = db.session.scalar(
        select(func.count(OutboxMessage.id)).where(OutboxMessage.failed_at > now() - RECENT)
    )
    since = db.session.scalar(
        select(func.min(OutboxMessage.created_at, type_=UtcDateTime)).where(is_waiting())
    )
    waits = _long_wait(now() - since) if since and now() - since > LONG_WAIT else []
    fails = warning(
        "outbox",
        f"{failed} mails failed in the last seven days.",
        f"The log of the worker says why.{_and_test()}",
    )
    found = waits + (fails if failed else [])
    return found or ok("outbox", "No mail has waited long, and none failed in the last seven days.")


def _long_wait(waited: timedelta) -> Findings:
    hours = waited // timedelta(hours=1)
    if not current_app.config["SMTP_URL"]:
        return warning(
            "outbox",
            "Mail waits, as no mail server is set up.",
            "Set SMTP_URL and MAIL_FROM, or leave it: nothing else depends on it.",
        )
    kind = fault if waited > TOO_LONG_WAIT else warning
    return kind(
        "outbox", f"A mail has waited for {hours} hours.", f"See that the worker runs.{_and_test()}"
    )


def _and_test() -> str:
    return f" Run: {TEST}" if mail_tester(None) else ""


def check_complaints_role(own: Agency | None = None) -> Findings:
    """`own`: the department that alone may be told of."""
    if not has_real_staff():
        return ok("complaints role", "Not needed yet: nobody has an account.")
    agencies = [own] if own else db.session.scalars(select(Agency).order_by(Agency.name))
    without = [each.name for each in agencies if not somebody_handles_complaints(each.id)]
    if not without:
        return ok("complaints role", "Somebody reads the concerns about officers.")
    return fault(
        "complaints role",
        f"Nobody reads the concerns about officers at {', '.join(without)}.",
        "An administrator gives somebody the role Complaints, at /staff/people.",
    )


def check_second_factors(own: Agency | None = None) -> Findings:
    """`own`: the department that alone may be told of."""
    without = select(func.count(StaffMember.id)).where(misses_second_factor())
    if own:
        without = without.where(StaffMember.agency_id == own.id)
    people = db.session.scalar(without)
    if not people:
        return ok("second factor", "All who must have one do.")
    return fault(
        "second factor",
        f"{people} of those who must have a second factor sign in without one.",
        "Ask them to set it up, at /staff/account/second-factor.",
    )


def check_worker() -> Findings:
    installation = the_installation()
    seen_at = installation.worker_seen_at
    if seen_at and installation.has_worker:
        return ok("worker", f"Running; last seen at {seen_at:%H:%M} UTC.")
    if seen_at is None and not has_real_staff():
        return ok("worker", "Has not run yet, and nobody has an account.")
    last = f"Last seen on {seen_at:%Y-%m-%d at %H:%M} UTC." if seen_at else "Never seen."
    return fault(
        "worker",
        f"{last} No mail is sent, and new concerns get no topics.",
        "Start it with its service, or run: python -m coffeecop worker",
    )
