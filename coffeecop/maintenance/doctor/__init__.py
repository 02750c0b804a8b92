"""What an operator should know about an installation that neither systemd nor a proxy says."""

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import select

from coffeecop.db import db
from coffeecop.maintenance.doctor.database import (
    check_connection,
    check_migrations,
    check_sqlite_version,
)
from coffeecop.maintenance.doctor.files import check_file_modes
from coffeecop.maintenance.doctor.findings import Check, Finding, Findings, Level, fault, ok
from coffeecop.maintenance.doctor.network import check_https
from coffeecop.maintenance.doctor.upkeep import (
    check_backup,
    check_complaints_role,
    check_copies,
    check_mail_settings,
    check_outbox,
    check_second_factors,
    check_worker,
)
from coffeecop.models import Agency
from coffeecop.parts import Part, parts, parts_on

WITHOUT_DATABASE: tuple[Check, ...] = (check_file_modes, check_https)
# Each of these needs what the one before it has found to be well.
BEFORE_ROWS_ARE_READ: tuple[Check, ...] = (check_connection, check_migrations)
WITH_DATABASE: tuple[Check, ...] = (
    check_sqlite_version,
    check_complaints_role,
    check_second_factors,
    check_mail_settings,
    check_outbox,
    check_worker,
    check_backup,
    check_copies,
)

__all__ = ["Finding", "Level", "examine", "settings_finding", "summary", "worst_level"]


def settings_finding(problem: Exception | None = None) -> Findings:
    """Return what is to say of the settings, given why the app cannot be made from them."""
    if problem is None:
        return ok("settings", "All can be used.")
    return fault("settings", str(problem), "Change it, then ask again: the other checks need it.")


def examine() -> Findings:
    """Return a finding or more of each check. Needs an application context."""
    found = [finding for check in WITHOUT_DATABASE for finding in check()]
    for check in BEFORE_ROWS_ARE_READ:
        found += check()
        if found[-1].level is Level.FAULT:
            return found
    checks = [*WITH_DATABASE, *(check for part in parts_in_use() for check in part.checks)]
    return found + [finding for check in checks for finding in check()]


def parts_in_use() -> list[Part]:
    agencies = db.session.scalars(select(Agency)).all()
    return [part for part in parts() if any(part in parts_on(agency) for agency in agencies)]


def worst_level(findings: Sequence[Finding]) -> Level:
    levels = {finding.level for finding in findings}
    return next(level for level in reversed(Level) if level in levels)


def summary(findings: Sequence[Finding]) -> str:
    number = Counter(finding.level for finding in findings)
    warnings, faults = number[Level.WARNING], number[Level.FAULT]
    if not warnings and not faults:
        return f"All {len(findings)} checks are well."
    counts = [
        f"{count} {word}{'' if count == 1 else 's'}"
        for count, word in ((faults, "fault"), (warnings, "warning"))
        if count
    ]
    return f"{' and '.join(counts)} in {len(findings)} checks."
