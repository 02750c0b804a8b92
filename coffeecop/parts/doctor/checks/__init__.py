"""What an operator should know about an installation that neither systemd nor a proxy says."""

from collections import Counter
from collections.abc import Callable, Sequence

from sqlalchemy import select

from coffeecop.db import db
from coffeecop.models import Agency
from coffeecop.parts import links_of, parts, parts_on
from coffeecop.parts.doctor.checks.database import (
    check_connection,
    check_migrations,
    check_sqlite_version,
)
from coffeecop.parts.doctor.checks.files import check_file_modes
from coffeecop.parts.doctor.checks.network import check_https
from coffeecop.parts.doctor.checks.upkeep import (
    check_complaints_role,
    check_mail_settings,
    check_outbox,
    check_second_factors,
    check_worker,
)
from coffeecop.parts.findings import Finding, Findings, Level
from coffeecop.parts.hooks import ServerCheck

Check = Callable[[], Findings]

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
)


def examine() -> Findings:
    """Return a finding or more of each check. Needs an application context."""
    found = [finding for check in WITHOUT_DATABASE for finding in check()]
    for check in BEFORE_ROWS_ARE_READ:
        found += check()
        if found[-1].level is Level.FAULT:
            return found
    agencies = db.session.scalars(select(Agency)).all()
    in_use = [part for part in parts() if any(part in parts_on(agency) for agency in agencies)]
    checks = [*WITH_DATABASE, *server_checks(), *(each for part in in_use for each in part.checks)]
    return found + [finding for check in checks for finding in check()]


def server_checks() -> list[Check]:
    return [each.findings for each in links_of(None, ServerCheck)]


def findings_for(own: Agency) -> Findings:
    """Return what a page may tell a department: of no other one, and without a network."""
    checks = check_file_modes, check_sqlite_version, check_mail_settings, check_worker
    found = [finding for check in (*checks, *server_checks()) for finding in check()]
    return found + check_second_factors(own) + check_complaints_role(own)


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
