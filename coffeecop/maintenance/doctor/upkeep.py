"""What has to go on while nobody looks: backups, the worker, and Redis where it is used."""

from collections.abc import Iterator
from datetime import timedelta

from flask import current_app

from coffeecop.db import now
from coffeecop.maintenance.doctor.findings import Finding, fault, ok, warning
from coffeecop.models.installation import the_installation
from coffeecop.models.staff import has_real_staff
from coffeecop.web.rate_limits import limiter

TOO_OLD_BACKUP = timedelta(days=7)
BACK_UP = "python -m coffeecop backup FOLDER/"


def check_backup() -> Iterator[Finding]:
    installation = the_installation()
    backed_up_at = installation.backed_up_at
    if backed_up_at is None:
        if not has_real_staff():
            yield ok("backup", "None yet: nobody has an account, so there is nothing to lose.")
            return
        yield fault("backup", "None was ever made.", f"Run: {BACK_UP} (and let a timer repeat it)")
        return
    seen = f"The last one was finished on {backed_up_at:%Y-%m-%d at %H:%M} UTC."
    if installation.has_recent_backup:
        yield ok("backup", seen)
        return
    kind = fault if now() - backed_up_at > TOO_OLD_BACKUP else warning
    yield kind("backup", seen, f"See why the timer has made none since, and run: {BACK_UP}")


def check_worker() -> Iterator[Finding]:
    installation = the_installation()
    seen_at = installation.worker_seen_at
    if seen_at and installation.has_worker:
        yield ok("worker", f"Running; last seen at {seen_at:%H:%M} UTC.")
        return
    if seen_at is None and not has_real_staff():
        yield ok("worker", "Has not run yet, and nobody has an account.")
        return
    last = f"Last seen on {seen_at:%Y-%m-%d at %H:%M} UTC." if seen_at else "Never seen."
    yield fault(
        "worker",
        f"{last} No mail is sent, and new concerns get no topics.",
        "Start it with its service, or run: python -m coffeecop worker",
    )


def check_redis() -> Iterator[Finding]:
    if not current_app.config["REDIS_URL"]:
        return
    if limiter.storage.check():
        yield ok("redis", "Answers; all servers count requests together.")
        return
    yield fault(
        "redis",
        "Does not answer, so each server counts requests by itself.",
        "See that it runs and that REDIS_URL is right.",
    )
