"""The clock: codes of the second factor, reminders and deadlines depend on it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from flask import current_app
from sqlalchemy import func, select, text

from coffeecop.db import UtcDateTime, db, now
from coffeecop.maintenance.doctor.findings import Finding, fault, ok, warning
from coffeecop.maintenance.doctor.public_address import NotReached, NotTrusted, ask
from coffeecop.models import AuditEntry

# When this check was written.
EARLIEST, LATEST = datetime(2026, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
# A code of the second factor is good for half a minute.
NOTICEABLE, TOO_MUCH = timedelta(seconds=10), timedelta(seconds=60)
SET_IT = "Let the system keep the time: timedatectl set-ntp true"


def check_clock() -> Iterator[Finding]:
    if not EARLIEST < now() < LATEST:
        yield fault("clock", f"This machine says that it is {now():%Y-%m-%d %H:%M} UTC.", SET_IT)
        return
    newest = db.session.scalar(select(func.max(AuditEntry.created_at, type_=UtcDateTime)))
    if newest and newest > now() + TOO_MUCH:
        seen = f"An entry of {newest:%Y-%m-%d %H:%M} UTC is in the database, which is yet to come."
        yield fault("clock", seen, SET_IT)
        return
    for other, moment in _others():
        yield _compare(other, moment)
        return
    yield ok("clock", f"{now():%Y-%m-%d %H:%M} UTC; there is no other clock to compare it with.")


def _others() -> Iterator[tuple[str, datetime]]:
    if db.engine.dialect.name == "postgresql":
        moment = db.session.scalar(text("SELECT clock_timestamp()"))
        if moment:
            yield "the database server", moment
    if current_app.config["HTTPS"]:
        try:
            date = ask("/healthz").headers.get("Date")
        except (NotReached, NotTrusted):
            return
        if date:
            yield "the public address", parsedate_to_datetime(date)


def _compare(other: str, moment: datetime) -> Finding:
    difference = abs(now() - moment)
    seen = f"{difference.total_seconds():.0f} seconds apart from that of {other}."
    if difference > TOO_MUCH:
        return fault("clock", seen, f"{SET_IT} (on both machines)")
    if difference > NOTICEABLE:
        return warning("clock", seen, f"{SET_IT} (on both machines)")
    return ok("clock", f"{now():%Y-%m-%d %H:%M} UTC, as {other} says.")
