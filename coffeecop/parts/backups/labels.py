"""The one line about backups that Today, Settings, the digest and `doctor` show."""

from collections.abc import Iterator

from flask_babel import gettext as _

from coffeecop.models import Installation
from coffeecop.parts.backups.settings import has_key
from coffeecop.web.i18n import elapsed


def backup_line(installation: Installation) -> str:
    """Say when a copy last went elsewhere, when a restore was rehearsed, and what is lacking."""
    return " ".join(_sentences(installation))


def _sentences(installation: Installation) -> Iterator[str]:
    if installation.copied_at is None:
        yield _("No backup was copied elsewhere yet.")
    elif installation.copy_is_late:
        yield _("Last copy elsewhere: %(time)s ago, too old.", time=elapsed(installation.copied_at))
    else:
        yield _("Last copy elsewhere: %(time)s ago.", time=elapsed(installation.copied_at))
    if installation.restored_at is None:
        yield _("No restore was rehearsed yet.")
    elif installation.rehearsal_is_late:
        yield _("Last rehearsal: %(time)s ago, too old.", time=elapsed(installation.restored_at))
    else:
        yield _("Last rehearsal: %(time)s ago.", time=elapsed(installation.restored_at))
    if not has_key():
        yield _("Backups are not encrypted: there is no key yet.")
    elif installation.key_is_due:
        yield _("It is time to try the key on paper.")
