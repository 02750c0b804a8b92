"""Facts for templates/papers/security.html: the settings, and what `doctor` finds."""

from typing import Any
from urllib.parse import urlsplit

from flask import current_app

from coffeecop.config import PROJECT
from coffeecop.db import db
from coffeecop.maintenance.doctor.database import check_sqlite_version
from coffeecop.maintenance.doctor.files import check_file_modes
from coffeecop.maintenance.doctor.findings import Check
from coffeecop.maintenance.doctor.upkeep import (
    check_backup,
    check_complaints_role,
    check_copies,
    check_mail_settings,
    check_second_factors,
    check_worker,
)
from coffeecop.models import Agency
from coffeecop.parts import sign_in_provider
from coffeecop.staff.identity.passwords import MIN_LENGTH
from coffeecop.web.papers import version

# Those of `doctor` that ask nothing of the network, for which a page must not wait, and nothing of
# departments.
CHECKS: tuple[Check, ...] = (
    check_file_modes,
    check_sqlite_version,
    check_mail_settings,
    check_worker,
    check_backup,
    check_copies,
)


def security_facts(agency: Agency) -> dict[str, Any]:
    found = [finding for check in CHECKS for finding in check()]
    found += [*check_second_factors(agency), *check_complaints_role(agency)]
    url, provider = db.engine.url, sign_in_provider()
    return {
        "agency": agency,
        "provider": provider,
        "least": MIN_LENGTH,
        "found": [
            (f"{each.check} ({each.level})", " ".join(filter(None, (each.seen, each.to_do))))
            for each in found
        ],
        "version": version(),
        "packages": len(_packages()),
        "database": f"{url.get_backend_name()}, {url.host or url.database}",
        "mail_host": _host(current_app.config["SMTP_URL"]),
        "provider_host": _host(provider.issuer if provider else None),
    }


def _packages() -> set[str]:
    locks = [PROJECT / "requirements.lock", *PROJECT.glob("coffeecop/parts/*/requirements.lock")]
    lines = (line for lock in locks for line in lock.read_text().splitlines())
    return {line.split()[0] for line in lines if "==" in line}


def _host(address: object) -> str | None:
    """Return the host of an address, without what may be secret in it."""
    return urlsplit(str(address)).hostname if address else None
