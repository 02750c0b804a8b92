"""What there is to say of backups to whoever looks after the server."""

from datetime import timedelta

from coffeecop.db import now
from coffeecop.models import Language
from coffeecop.models.installation import the_installation
from coffeecop.models.staff import has_real_staff
from coffeecop.parts.backups.labels import backup_line
from coffeecop.parts.backups.settings import has_key, shown_place
from coffeecop.parts.findings import Findings, fault, ok, warning
from coffeecop.web.i18n import in_language

TOO_OLD_BACKUP = timedelta(days=7)
BACK_UP = "python -m coffeecop backup FOLDER/"


def check_backup() -> Findings:
    installation = the_installation()
    backed_up_at = installation.backed_up_at
    if backed_up_at is None:
        if not has_real_staff():
            return ok("backup", "None yet: nobody has an account, so there is nothing to lose.")
        return fault("backup", "None was ever made.", f"Run: {BACK_UP} (and let a timer repeat it)")
    seen = f"The last one was finished on {backed_up_at:%Y-%m-%d at %H:%M} UTC."
    if not installation.backup_is_late:
        return ok("backup", seen)
    kind = fault if now() - backed_up_at > TOO_OLD_BACKUP else warning
    return kind("backup", seen, f"See why the timer has made none since, and run: {BACK_UP}")


def check_copies() -> Findings:
    if not has_real_staff():
        return []
    installation = the_installation()
    with in_language(Language.ENGLISH):
        line = backup_line(installation)
    if installation.copy_is_late and shown_place():
        to_do = f"See why: journalctl --unit coffeecop-backup. Or run: {BACK_UP}"
    elif not has_key():
        to_do = "Make a key: python -m coffeecop backup-key. docs/operating.md says the rest."
    elif not shown_place():
        to_do = "Set BACKUP_PLACE to where copies should go."
    elif installation.rehearsal_is_late:
        to_do = f"See why the rehearsal fails: {BACK_UP}"
    elif installation.key_is_due:
        to_do = "With the paper: python -m coffeecop restore FILE --rehearse"
    else:
        return ok("copies of backups", line)
    return (fault if installation.copies_are_late else warning)("copies of backups", line, to_do)
