from datetime import timedelta

from sqlalchemy import func, select

from coffeecop.db import db, now
from coffeecop.models.agency import agencies_with
from coffeecop.models.mail import is_waiting
from coffeecop.parts.duty.models import NAME, DutyAlert, on_duty, phones
from coffeecop.parts.findings import Findings, ok, warning

RECENT = timedelta(days=7)
LATE_ALERT = timedelta(minutes=10)


def check_duty_alerts() -> Findings:
    """Look at alerts to phones and Teams, and at who is on duty without a phone."""
    have_phones = {phone.session.staff_id for phone in phones()}
    sleeping = [
        f"{each.name} at {agency.name}"
        for agency in agencies_with(NAME)
        for each in on_duty(agency)
        if each and each.id not in have_phones
    ]
    number, is_late = select(func.count(DutyAlert.id)), DutyAlert.created_at < now() - LATE_ALERT
    failed = db.session.scalar(number.where(DutyAlert.failed_at > now() - RECENT))
    waits = db.session.scalar(number.where(is_waiting(DutyAlert), is_late))
    found = []
    if sleeping:
        found += warning(
            "duty alerts",
            f"On duty without a phone: {', '.join(sleeping)}.",
            "They turn alerts on in their account, each on their own phone.",
        )
    if failed or waits:
        found += warning(
            "duty alerts",
            f"{failed} failed in the last seven days, {waits} wait for over ten minutes.",
            "The log of the worker says why. Send a test, at /staff/settings/duty and in the "
            "account; the server must reach the hosts that docs/operating.md names.",
        )
    return found or ok("duty alerts", f"None failed; people with a phone: {len(have_phones)}.")
