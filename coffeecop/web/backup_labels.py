"""The one line about backups that Today, Settings, the digest and `doctor` show."""

from collections.abc import Iterator

from flask import current_app
from flask_babel import gettext as _

from coffeecop.models.installation import BackupTimes
from coffeecop.web.i18n import elapsed


def backup_line(backups: BackupTimes) -> str:
    """Say when a copy last went elsewhere, when a restore was rehearsed, and what is lacking."""
    return " ".join(_sentences(backups))


def asks_for_key(backups: BackupTimes) -> bool:
    """Return whether it is time that a person tries the private key, which is on paper."""
    return bool(current_app.config["BACKUP_PUBLIC_KEY"]) and backups.key_is_due


def _sentences(backups: BackupTimes) -> Iterator[str]:
    if backups.copied_at is None:
        yield _("No backup was copied elsewhere yet.")
    elif backups.copy_is_late:
        yield _("Last copy elsewhere: %(time)s ago, too old.", time=elapsed(backups.copied_at))
    else:
        yield _("Last copy elsewhere: %(time)s ago.", time=elapsed(backups.copied_at))
    if backups.rehearsed_at is None:
        yield _("No restore was rehearsed yet.")
    elif backups.rehearsal_is_late:
        yield _("Last rehearsal: %(time)s ago, too old.", time=elapsed(backups.rehearsed_at))
    else:
        yield _("Last rehearsal: %(time)s ago.", time=elapsed(backups.rehearsed_at))
    if not current_app.config["BACKUP_PUBLIC_KEY"]:
        yield _("Backups are not encrypted: there is no key yet.")
    elif backups.key_is_due:
        yield _("It is time to try the key on paper.")
