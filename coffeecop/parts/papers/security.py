"""What insurers and IT ask, answered from the settings and by what `doctor` finds."""

from urllib.parse import urlsplit

from flask import current_app
from flask_babel import gettext as _

from coffeecop.config import PROJECT
from coffeecop.db import db
from coffeecop.maintenance.doctor.database import check_pragmas, check_sqlite_version
from coffeecop.maintenance.doctor.files import check_file_modes, check_secret_key
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
from coffeecop.web.papers import Paper, Section, version

# Those of `doctor` that ask nothing of the network, for which a page must not wait, and nothing of
# departments.
CHECKS: tuple[Check, ...] = (
    check_secret_key,
    check_file_modes,
    check_sqlite_version,
    check_pragmas,
    check_mail_settings,
    check_worker,
    check_backup,
    check_copies,
)


def security_paper(agency: Agency) -> Paper:
    return Paper(
        _("Security answers"),
        _("What insurers and IT ask, answered from the settings of this installation."),
        [
            _sign_in(agency),
            _encryption(),
            _found(agency),
            _logs_and_updates(),
            _where_data_are(),
            Section(
                _("Whom to tell of an incident"),
                facts=[
                    (
                        agency.name,
                        agency.phone or agency.website or _("Missing: set a phone in Settings."),
                    ),
                    (_("A weakness of the program"), "SECURITY.md, /.well-known/security.txt"),
                ],
            ),
        ],
    )


def _sign_in(agency: Agency) -> Section:
    provider = sign_in_provider()
    password = _(
        "With a password of at least %(number)s characters, kept as a hash (Argon2id). Tries are "
        "limited.",
        number=MIN_LENGTH,
    )
    by_provider = ""
    if provider:
        name = provider.name or provider.issuer
        by_provider = _("Through the department's own account at %(name)s", name=name)
    is_only_way = provider is not None and provider.is_only_way
    needed = (
        _("For everybody.")
        if agency.second_factor_for_all
        else _("For the roles that see or change most; others may set it up.")
    )
    return Section(
        _("Sign-in"),
        facts=[
            (_("How staff sign in"), by_provider if is_only_way else password),
            (_("By another account"), by_provider or _("Not set up.")),
            (_("Second factor"), needed),
            (
                _("Sessions"),
                _(
                    "On a shared device half an hour without a click; signed out "
                    "everywhere at will."
                ),
            ),
            (_("Residents"), _("They have no account.")),
        ],
    )


def _encryption() -> Section:
    config = current_app.config
    return Section(
        _("Encryption"),
        facts=[
            (
                _("On the way"),
                _("By HTTPS alone.")
                if config["HTTPS"]
                else _("HTTPS is not set. Do not use it for a department."),
            ),
            (
                _("Backups"),
                _("Encrypted to a key that is not on this server.")
                if config["BACKUP_PUBLIC_KEY"]
                else _("Not encrypted: no key is set."),
            ),
            (_("On the disk"), _("Not by coffeecop. Encrypt the disk of the server.")),
        ],
    )


def _found(agency: Agency) -> Section:
    found = [finding for check in CHECKS for finding in check()]
    found += [*check_second_factors(agency), *check_complaints_role(agency)]
    return Section(
        _("What the command doctor finds now"),
        facts=[
            (f"{each.check} ({each.level})", " ".join(filter(None, (each.seen, each.to_do))))
            for each in found
        ],
        # It says all in English.
        language="en",
    )


def _logs_and_updates() -> Section:
    packages = (PROJECT / "requirements.lock").read_text().count("==")
    return Section(
        _("Logs, updates and components"),
        facts=[
            (_("Logs"), _("Lines of JSON without addresses, names or texts.")),
            (_("Audit log"), _("A chain of hashes. The command verify finds edits and cuts.")),
            (_("Version"), f"coffeecop {version()}"),
            (_("Updates"), _("A package waits 14 days unless it mends a weakness: SECURITY.md.")),
            (
                _("Components"),
                _(
                    "%(number)s packages, each by version and hash. The bill of "
                    "materials (CycloneDX): make sbom.",
                    number=packages,
                ),
            ),
            (
                _("Requirements"),
                _("OWASP ASVS 5.0, level 2, each with its test: docs/security.md."),
            ),
        ],
    )


def _where_data_are() -> Section:
    config = current_app.config
    url = db.engine.url
    database = f"{url.get_backend_name()}, {url.host or url.database}"
    provider, place = sign_in_provider(), config["BACKUP_PLACE"]
    return Section(
        _("Where data are"),
        facts=[
            (_("Database"), database),
            (_("Files"), str(config["INSTANCE_PATH"])),
            (_("Copies of backups"), place.shown if place else _("Not set up.")),
            (_("Mail server"), _host(config["SMTP_URL"])),
            (_("Sign-in by another account"), _host(provider.issuer if provider else None)),
            (_("Alerts to phones and Teams"), _("Only if turned on; never a word of a resident.")),
            (_("Other companies"), _("None.")),
        ],
    )


def _host(address: object) -> str:
    """Return the host of an address, without what may be secret in it."""
    if not address:
        return _("Not set up.")
    return urlsplit(str(address)).hostname or _("Set up.")
